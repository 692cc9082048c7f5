import { availableParallelism, cpus, totalmem } from 'node:os';
import type { StudyFindings, StudyQueries, StudyState, StudyTrack } from '@optical/evaluation';
import { fromTraceparent } from '@optical/telemetry';
import type { Tracks } from '../../tracks/open-tracks.ts';
import { sampleQueries } from '../../tracks/sample-queries.ts';
import { selectQueries } from '../../tracks/track-data.ts';
import { judgedQueries } from '../run/score-model.ts';
import { studySetup } from '../spec/study-setup.ts';
import type { CellTable } from '../store/cell-table.ts';
import type { StudyRecord } from '../store/study-document.ts';

const states = {
  queued: 'queued',
  running: 'running',
  succeeded: 'succeeded',
  stopped: 'failed',
  failed: 'failed',
  cancelled: 'cancelled',
} as const satisfies Record<StudyRecord['state'], StudyState>;

/** What a study has found so far. */
export async function findingsOf(study: StudyRecord, cells: CellTable, tracks: Tracks): Promise<StudyFindings> {
  const { spec, document } = study;
  const setup = studySetup(spec, await describeTracks(study, tracks));
  return {
    id: study.id,
    displayName: spec.displayName,
    state: states[study.state],
    statusMessage: study.statusMessage,
    createdAt: study.createdAt.toISOString(),
    ...(study.startedAt && { startedAt: study.startedAt.toISOString() }),
    ...(study.endedAt && { endedAt: study.endedAt.toISOString() }),
    plannedSeconds: document.plan.seconds,
    traceId: fromTraceparent(study.traceparent)?.traceId ?? '',
    setup,
    cells: await cells.list(study.id, true),
    queries: await queriesOf(study, tracks),
    learningRates: document.learningRates,
    coverage: document.coverage,
    leakChecks: document.leakChecks,
    stages: document.stages,
    artifacts: document.artifacts,
    versions: document.versions,
    machine: {
      processor: cpus()[0]?.model ?? '',
      cores: availableParallelism(),
      memory: totalmem(),
      device: document.device,
    },
  };
}

async function describeTracks({ spec }: StudyRecord, tracks: Tracks): Promise<StudyTrack[]> {
  return Promise.all(
    studySetup(spec).tracks.map(async (named) => {
      const { digest, passages, languages } = await tracks.open(named);
      return { ...named, dataset: named.dataset.split('@')[0]!, digest, passages: passages.length, languages };
    }),
  );
}

async function queriesOf({ spec }: StudyRecord, tracks: Tracks): Promise<StudyQueries[]> {
  const found: StudyQueries[] = [];
  for (const [place, named] of studySetup(spec).tracks.entries()) {
    const track = await tracks.open(named);
    for (const language of spec.languages) {
      if (named.kind !== 'monolingual' && !track.languages.includes(language)) continue;
      const all = track.queries(language);
      found.push({
        track: place,
        language,
        ...judgedQueries(selectQueries(all, sampleQueries(all, spec.maxQueries ?? 0))),
      });
    }
  }
  return found;
}
