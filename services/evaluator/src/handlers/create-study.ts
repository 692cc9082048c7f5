import { createHash } from 'node:crypto';
import { trace } from '@opentelemetry/api';
import { canonicalJson, modelKind, vocabularyKind } from '@optical/artifacts';
import type { StudySpec__Output } from '@optical/contracts/evaluator';
import { invalidArgument } from '@optical/errors';
import type { ServiceHandlers } from '@optical/grpc';
import { toTraceparent } from '@optical/telemetry';
import { estimatePlan } from '../studies/plan/estimate.ts';
import type { TrackSize } from '../studies/plan/estimate.ts';
import { planCells } from '../studies/plan/plan-cells.ts';
import { checkStudy } from '../studies/spec/check-study.ts';
import { completeStudy } from '../studies/spec/complete-study.ts';
import { studySetup } from '../studies/spec/study-setup.ts';
import { studyMessage } from '../studies/result/study-messages.ts';
import type { StudyAccess } from '../studies/store/open-studies.ts';
import type { StudyDocument } from '../studies/store/study-document.ts';
import type { StudyParts } from '../studies/run/study-parts.ts';

const maxRequestId = 100;

/** Completes, checks and plans a study, then puts it on the queue. A repeated request finds the study that is there. */
export const createStudy =
  (access: StudyAccess, parts: StudyParts, maxAttempts: number): ServiceHandlers<'evaluator'>['createStudy'] =>
  async ({ requestId, spec: given, validateOnly }) => {
    requireRequestId(requestId);
    if (!given) throw invalidArgument({ field: 'spec', description: 'is required' });
    const spec = completeStudy(given);
    checkStudy(spec);
    const fingerprint = createHash('sha256').update(canonicalJson(spec)).digest('hex');
    const studies = validateOnly ? undefined : await access.get();
    const existing = await studies?.queue.find(requestId, fingerprint);
    if (studies && existing) {
      const cells = await studies.cells.ensure(existing.id, () => planCells(existing.spec));
      return { study: studyMessage(existing, cells) };
    }
    await requireArtifacts(spec, parts);
    const cells = planCells(spec);
    const plan = estimatePlan(spec, cells, await trackSizes(spec, parts));
    if (studies === undefined) return { study: { spec, plan, cells: [] } };
    const document: StudyDocument = {
      plan,
      progress: { doneCells: 0, failedCells: 0, totalCells: cells.length, etaSeconds: plan.seconds, activity: '' },
      vocabularies: {},
      coverage: [],
      learningRates: [],
      leakChecks: [],
      stages: [],
      artifacts: [],
      versions: {},
      device: '',
    };
    const span = trace.getActiveSpan();
    const study = await studies.queue.create({
      requestId,
      fingerprint,
      spec,
      document,
      labels: {},
      maxAttempts,
      traceparent: span === undefined ? '' : toTraceparent(span),
    });
    return { study: studyMessage(study, await studies.cells.ensure(study.id, () => planCells(study.spec))) };
  };

function requireRequestId(requestId: string): void {
  if (requestId === '') throw invalidArgument({ field: 'request_id', description: 'is required' });
  if (requestId.length > maxRequestId)
    throw invalidArgument({
      field: 'request_id',
      description: `has ${requestId.length} characters; the limit is ${maxRequestId}`,
    });
}

/** What the study builds on must be there before it waits for hours. */
async function requireArtifacts({ studentTemplate, teacherJob }: StudySpec__Output, { artifacts }: StudyParts) {
  const { teacher, vocabulary, initialization } = studentTemplate!.student!;
  if (!teacherJob) await artifacts.find(teacher, modelKind);
  if (vocabulary !== '') await artifacts.find(vocabulary, vocabularyKind);
  if (initialization?.checkpoint) await artifacts.find(initialization.checkpoint.model, modelKind);
}

/** @throws OpticalError `invalid-argument` for a language that no track has */
async function trackSizes(spec: StudySpec__Output, { tracks }: StudyParts): Promise<TrackSize[]> {
  const opened = await Promise.all(studySetup(spec).tracks.map((track) => tracks.open(track)));
  for (const [place, language] of spec.languages.entries())
    if (!opened[0]!.languages.includes(language) && opened[0]!.name.kind !== 'monolingual')
      throw invalidArgument({
        field: `spec.languages[${place}]`,
        description: `the main track ${opened[0]!.name.dataset} has no queries in ${JSON.stringify(language)}; it has ${opened[0]!.languages.join(', ')}`,
      });
  return opened.map((track) => ({
    passages: track.passages.length,
    queries: Math.max(...track.languages.map((language) => track.queries(language).queries.length)),
  }));
}
