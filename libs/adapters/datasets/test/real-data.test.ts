import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import {
  dataSets,
  heldOutTexts,
  LeakGuard,
  listBitext,
  outsideOverlap,
  paragraphRetrieval,
  pinnedFiles,
  readOverlapIds,
  refuseOverlap,
  readBitext,
  readSquad,
  sentenceRetrieval,
} from '../src/index.ts';
import { needsSharedData, sharedData } from './support/shared-data.ts';

const languages = ['ar', 'de', 'en', 'es', 'hi', 'ru', 'th', 'tr', 'vi', 'zh'];

describe('the real data', needsSharedData, () => {
  it('holds 240 paragraphs and 1190 questions with the same ids in every language of XQuAD and XQuAD-R', async () => {
    const ids = new Set<string>();
    for (const language of languages) {
      for (const file of [`xquad/xquad.${language}.json.gz`, `xquad_r/${language}.json.gz`]) {
        const reading = readSquad(path.join(sharedData, file));
        const { documents, queries, judgements } = paragraphRetrieval(await reading.toArray());
        assert.deepEqual([documents.length, queries.length, reading.report.malformed], [240, 1190, 0], file);
        ids.add(JSON.stringify(judgements));
      }
    }
    assert.equal(ids.size, 1);
  });

  it('has 1180 English sentences in XQuAD-R, each question answered in the sentence of its answer offset', async () => {
    const paragraphs = await readSquad(path.join(sharedData, 'xquad_r/en.json.gz')).toArray();
    const { documents, judgements } = sentenceRetrieval(paragraphs);
    assert.equal(documents.length, 1180);
    assert.equal(judgements.length, 1190);
    const answered = paragraphs.flatMap(({ sentences, questions }) =>
      questions.filter(({ answers, answerSentence }) => sentences![answerSentence!]!.includes(answers[0]!.text)),
    );
    // The other three answers run over the end of a sentence.
    assert.equal(answered.length, 1187);
  });

  it('has the pairs of the data description in every language, without a malformed line', async () => {
    const counts: Record<string, number> = {};
    for (const file of readdirSync(path.join(sharedData, 'bitext'))) {
      const language = file.split('.')[1]!;
      const reading = readBitext(path.join(sharedData, 'bitext', file), { maxMalformedShare: 0 });
      for await (const { id } of reading) counts[language] = (counts[language] ?? 0) + (id === '' ? 0 : 1);
    }
    const expected = { es: 40895, de: 22456, ru: 30492, tr: 27214, ar: 28655, vi: 10213, th: 5225, zh: 51294 };
    assert.deepEqual(counts, { ...expected, hi: 22334, sw: 41302, so: 6072, tl: 7071, mr: 40797 });
  });
});

describe('the catalogue', needsSharedData, () => {
  it('knows exactly the sets and languages of the real data', () => {
    for (const [kind, folder] of [
      ['bitext', 'bitext'],
      ['dictionary', 'dict'],
    ] as const) {
      const files = readdirSync(path.join(sharedData, folder)).map((name) => name.replace('.tsv.gz', ''));
      const listed = dataSets.filter((set) => set.kind === kind);
      const expected = listed.flatMap(({ name, languages: of }) => of.map((language) => `${name}.${language}`));
      assert.deepEqual(files.sort(), expected.sort());
    }
  });
});

describe('leaks in the real data', needsSharedData, () => {
  it('are excluded from SQuAD by the list of overlapping questions, 1827 paragraphs and 9380 questions being left', async () => {
    const overlap = await readOverlapIds(path.join(sharedData, 'squad/xquad_paragraph_overlap_ids.txt'));
    const squad = await readSquad(path.join(sharedData, 'squad/dev-v1.1.json.gz')).toArray();
    const left = outsideOverlap(squad, overlap);
    assert.deepEqual([overlap.size, squad.length, left.length], [2072, 2067, 1827]);
    assert.equal(left.flatMap(({ questions }) => questions).length, 9380);
    refuseOverlap(left, overlap);
    assert.throws(() => {
      refuseOverlap(squad, overlap);
    }, /is XQuAD's/);
  });

  it('are found by text too: the guard refuses the paragraphs that the list names, and no other', async () => {
    const overlap = await readOverlapIds(path.join(sharedData, 'squad/xquad_paragraph_overlap_ids.txt'));
    const squad = await readSquad(path.join(sharedData, 'squad/dev-v1.1.json.gz')).toArray();
    const xquad = await readSquad(path.join(sharedData, 'xquad/xquad.en.json.gz')).toArray();
    const guard = new LeakGuard(heldOutTexts('xquad.en', xquad));
    const clean = squad.filter(({ text }) => guard.find(text) === undefined);
    assert.deepEqual(
      clean.map(({ id }) => id),
      outsideOverlap(squad, overlap).map(({ id }) => id),
    );
  });
});

describe('the bitext', needsSharedData, () => {
  it('of Hindi and Spanish, the set that is off included, holds no paragraph or question of XQuAD', async () => {
    const held = [];
    for (const language of ['en', 'hi', 'es']) {
      const xquad = await readSquad(path.join(sharedData, `xquad/xquad.${language}.json.gz`)).toArray();
      held.push(...heldOutTexts(`xquad.${language}`, xquad));
    }
    const guard = new LeakGuard(held);
    let pairs = 0;
    for (const file of [
      ...(await listBitext(sharedData, 'hi')),
      ...(await listBitext(sharedData, 'es')),
      ...(await listBitext(sharedData, 'es', ['squad_es_q'])),
    ]) {
      for await (const { id, english, foreign } of readBitext(file.path)) {
        guard.refuse(`${file.set}.${file.language} pair ${id}`, english, foreign);
        pairs += 1;
      }
    }
    assert.equal(pairs, 22334 + 40895);
  });
});

describe('pinned files', needsSharedData, () => {
  it('of XQuAD and XQuAD-R have the size and checksum of the real data', () => {
    for (const [name, { bytes, sha256 }] of pinnedFiles) {
      // The folder holds a rebuilt SQuAD without answer offsets, not the original file, and bitext without its sources.
      if (!name.startsWith('xquad')) continue;
      const content = gunzipSync(readFileSync(path.join(sharedData, `${name}.gz`)));
      assert.equal(content.length, bytes, name);
      assert.equal(createHash('sha256').update(content).digest('hex'), sha256, name);
    }
  });
});
