import { formatQrels, formatRun } from '@optical/evaluation';
import type { ArtifactRegistry } from '@optical/artifacts';
import { loadRun } from '../../runs/store-runs.ts';
import { referenceTo } from '../../scoring/run-sources.ts';
import type { Tracks } from '../../tracks/open-tracks.ts';
import { sampleQueries } from '../../tracks/sample-queries.ts';
import { selectQueries } from '../../tracks/track-data.ts';
import { studySetup } from '../spec/study-setup.ts';
import type { CellTable } from '../store/cell-table.ts';
import type { StudyRecord } from '../store/study-document.ts';
import type { StudyFile } from './file-chunks.ts';

/**
 * Every run and all judgments of a study as TREC files: `qrels/<track>/<language>.txt` and
 * `runs/<track>/<cell>/step-<step>.txt`, the final one `runs/<track>/<cell>/final.txt`.
 */
export async function* exportFiles(
  study: StudyRecord,
  cells: CellTable,
  tracks: Tracks,
  artifacts: ArtifactRegistry,
): AsyncGenerator<StudyFile> {
  const { spec } = study;
  const named = studySetup(spec).tracks;
  const nameOf = (place: number) => `${named[place]!.dataset.split('@')[0]!}-${named[place]!.kind}`;
  for (const [place, name] of named.entries()) {
    const track = await tracks.open(name);
    for (const language of spec.languages) {
      if (name.kind !== 'monolingual' && !track.languages.includes(language)) continue;
      const all = track.queries(language);
      const { judgments } = selectQueries(all, sampleQueries(all, spec.maxQueries ?? 0));
      yield textFile(`qrels/${nameOf(place)}/${language}.txt`, formatQrels(judgments));
    }
  }
  for (const cell of await cells.list(study.id)) {
    const points = [
      ...cell.curve.map((point) => [`step-${point.step}`, point] as const),
      ...(cell.final ? [['final', cell.final] as const] : []),
    ];
    for (const [name, { results }] of points) {
      for (const [place, result] of results.entries()) {
        if (!result?.run) continue;
        const { run } = await loadRun(artifacts, referenceTo(result.run));
        yield textFile(`runs/${nameOf(place)}/${cell.id}/${name}.txt`, formatRun(run));
      }
    }
  }
}

const textFile = (path: string, text: string): StudyFile => ({
  path,
  mediaType: 'text/plain',
  content: Buffer.from(text),
});
