import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, it } from 'node:test';
import type { StudyCell } from '@optical/evaluation';
import { temporaryFolder } from '@optical/testing/temporary-folder';
import type { Asked, RankQueries } from './score-model.ts';
import { scoreReference } from './reference-cell.ts';
import type { StudyRun } from './study-parts.ts';

const folder = temporaryFolder();
after(() => {
  folder[Symbol.dispose]();
});

const file = path.join(folder.path, 'own.hi.tsv');
writeFileSync(file, 'a1\tfirst\na2\tsecond\n');

/** Two queries a track, by ids that begin with its name. */
const asked = (name: string) => ({ queries: [1, 2].map((id) => ({ id: `${name}${id}`, text: 'x' })), depth: 10 });

/** Scores the supplied translations on tracks. @returns the cell in the end, and the queries that were searched with */
async function score(...tracks: string[]) {
  const searched: string[] = [];
  let cell = { id: 'translated/hi/default/all/0', arm: 'translated', language: 'hi' } as StudyCell;
  const run = {
    spec: { arms: [{ name: 'translated', reference: { data: [{ language: 'hi', dataset: 'own' }] } }] },
    setup: { tracks: tracks.map((dataset) => ({ kind: 'cross-lingual', dataset })) },
    journal: {
      report: () => undefined,
      change: (_: string, change: Partial<StudyCell>) => Promise.resolve((cell = { ...cell, ...change })),
    },
    parts: {
      depth: 10,
      files: () => ({ obtain: () => Promise.resolve(file) }),
      tracks: {
        open: ({ dataset }: { dataset: string }) => Promise.resolve({ name: { kind: 'cross-lingual', dataset } }),
      },
      ranker: {
        rank: ({ queries }: Asked) => {
          searched.push(...queries.map(({ text }) => text));
          return Promise.resolve([]);
        },
      },
    },
    scorer: {
      queries: (place: number) => Promise.resolve(asked(tracks[place]!)),
      scoreRanking: async (place: number, _language: string, _name: string, rank: RankQueries) => {
        await rank({} as never, asked(tracks[place]!) as unknown as Asked);
        return { values: { values: [] }, queryScores: { track: place, values: [] } };
      },
    },
  } as unknown as StudyRun;
  await scoreReference(run, cell, 'translate-query', { teacher: 't@1' } as never);
  return { cell, searched };
}

it('searches with supplied translations and leaves out tracks that they do not cover, with the reason', async () => {
  const { cell, searched } = await score('a', 'b');
  assert.deepEqual(searched, ['first', 'second']);
  assert.equal(cell.state, 'done');
  assert.deepEqual(cell.final!.results, [{ values: [] }, null]);
  assert.equal(cell.statusMessage, 'track 2 is left out: the translations lack 2 of 2 queries of b, such as b1');
});

it('fails where the main track is not covered', async () => {
  await assert.rejects(score('b', 'a'), /the translations lack 2 of 2 queries of b/);
});
