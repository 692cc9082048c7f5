import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { temporaryFolder } from '@optical/testing/temporary-folder';
import { paragraphRetrieval, readSquad, sentenceRetrieval } from '../index.ts';

const good = {
  context: '𝒜 first. Second one.',
  sentences: ['𝒜 first.', 'Second one.'],
  sentence_breaks: [
    [0, 8],
    [9, 20],
  ],
  qas: [
    { id: 'q1', question: 'which?', answers: [{ text: 'Second', answer_start: 9 }] },
    { id: 'q2', question: 'plain?', answers: ['first'] },
    { id: 'q3', question: ' ', answers: [] },
  ],
};

function documentFile(folder: string, paragraphs: readonly unknown[]): string {
  const file = path.join(folder, 'squad.json');
  writeFileSync(file, JSON.stringify({ data: [{ title: 'T', paragraphs }] }));
  return file;
}

describe('readSquad', () => {
  it('yields paragraphs, both forms of answers, and the path of what is malformed', async () => {
    using folder = temporaryFolder();
    const reading = readSquad(documentFile(folder.path, [good, { qas: [] }]), { maxMalformedShare: 1 });
    const [paragraph, ...others] = await reading.toArray();
    assert.equal(others.length, 0);
    assert.equal(paragraph!.id, '0.0');
    assert.deepEqual(paragraph!.questions, [
      { id: 'q1', text: 'which?', answers: [{ text: 'Second', start: 9 }], answerSentence: 1 },
      { id: 'q2', text: 'plain?', answers: [{ text: 'first' }] },
    ]);
    assert.deepEqual(
      reading.report.examples.map(({ at }) => at),
      ['data[0].paragraphs[0].qas[2]', 'data[0].paragraphs[1]'],
    );
  });

  it('turns into paragraph and sentence retrieval', async () => {
    using folder = temporaryFolder();
    const paragraphs = await readSquad(documentFile(folder.path, [good]), { maxMalformedShare: 0.5 }).toArray();
    assert.deepEqual(paragraphRetrieval(paragraphs).judgements, [
      { queryId: 'q1', documentId: '0.0', relevance: 1 },
      { queryId: 'q2', documentId: '0.0', relevance: 1 },
    ]);
    const { documents, judgements } = sentenceRetrieval(paragraphs);
    assert.deepEqual(documents[1], { id: '0.0.1', text: 'Second one.' });
    assert.deepEqual(judgements, [{ queryId: 'q1', documentId: '0.0.1', relevance: 1 }]);
  });

  it('refuses what is no SQuAD document or too large', async () => {
    using folder = temporaryFolder();
    const file = path.join(folder.path, 'x.json');
    writeFileSync(file, '{"data": 1}');
    await assert.rejects(readSquad(file).toArray(), { kind: 'invalid-argument', message: /x\.json: data: / });
    await assert.rejects(readSquad(file, { maxDocumentBytes: 5 }).toArray(), {
      kind: 'out-of-range',
      message: /limit of 5 bytes/,
    });
    writeFileSync(file, '{');
    await assert.rejects(readSquad(file).toArray(), { message: /is not a JSON document/ });
  });
});
