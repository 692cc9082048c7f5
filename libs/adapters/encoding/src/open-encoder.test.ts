import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readEncoderCheckpoint } from '@optical/checkpoints';
import { assertRejected } from '@optical/testing/assert-rejected';
import { expectedOf, tinyModel } from '../test/support/fixtures.ts';
import { openEncoder } from './open-encoder.ts';

/** Token ids of the tiny vocabularies, seeded; lengths from `least` to `most`. */
function randomTexts(count: number, least: number, most: number): number[][] {
  let state = 7;
  const next = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  return Array.from({ length: count }, () =>
    Array.from({ length: least + Math.floor(next() * (most - least + 1)) }, () => 5 + Math.floor(next() * 70)),
  );
}

describe('an open encoder', () => {
  for (const name of ['tiny-bert', 'tiny-xlm-roberta']) {
    it(`gives the scaled token vectors that transformers computes for ${name}`, async (test) => {
      const encoder = await openEncoder({ directory: tinyModel(name), threads: 1 });
      test.after(() => encoder.close());
      const { ids, attentionMask, lastHiddenState, shape } = expectedOf(name);
      const [, length, dims] = shape;
      const lengths = attentionMask.map((row) => row.reduce((sum, one) => sum + one, 0));
      const texts = ids.map((row, index) => row.slice(1, lengths[index]! - 1));
      const { texts: encoded } = await encoder.encode(texts, { role: 'passage' });
      encoded.forEach(({ vectors, positions, sequence }, row) => {
        assert.deepEqual(sequence.ids, ids[row]!.slice(0, lengths[row]));
        assert.deepEqual([...positions], [...sequence.ids.keys()]);
        for (const position of positions) {
          const begin = (row * length + position) * dims;
          const hidden = lastHiddenState.slice(begin, begin + dims);
          const size = Math.hypot(...hidden);
          const vector = vectors.subarray(position * dims, (position + 1) * dims);
          vector.forEach((value, index) => {
            assert.ok(Math.abs(value - hidden[index]! / size) < 2e-5);
          });
        }
      });
    });
  }

  it('gives each text the same bits whatever shares its batch', async (test) => {
    const checkpoint = await readEncoderCheckpoint(tinyModel('tiny-bert'));
    const encoder = await openEncoder({ checkpoint, threads: 2, batchTokens: 256 });
    test.after(() => encoder.close());
    const texts = randomTexts(60, 0, 20);
    const together = await encoder.encode(texts, { role: 'passage' });
    for (const [index, text] of texts.entries()) {
      const alone = await encoder.encode([text], { role: 'passage' });
      assert.deepEqual(alone.texts[0], together.texts[index]);
    }
  });

  it('joins the texts of several callers and gives each caller its own', async (test) => {
    const sizes: number[] = [];
    const encoder = await openEncoder({
      directory: tinyModel('tiny-bert'),
      threads: 1,
      onBatch: ({ size }) => sizes.push(size),
    });
    test.after(() => encoder.close());
    const texts = randomTexts(40, 6, 6);
    const [all, ...each] = await Promise.all([
      encoder.encode(texts, { role: 'query' }),
      ...texts.map((text) => encoder.encode([text], { role: 'query' })),
    ]);
    each.forEach(({ texts: [alone] }, index) => {
      assert.deepEqual(alone, all.texts[index]);
    });
    assert.equal(
      sizes.reduce((sum, size) => sum + size),
      80,
    );
    assert.ok(sizes.length < 10, `${sizes.length} batches`);
  });

  it('treats queries and passages as the model says, and as the caller says otherwise', async (test) => {
    const tiny = await readEncoderCheckpoint(tinyModel('tiny-pylate'));
    const lateInteraction = { ...tiny.lateInteraction!, skippedWords: ['e'] };
    const encoder = await openEncoder({ checkpoint: { ...tiny, lateInteraction }, threads: 1 });
    test.after(() => encoder.close());
    const { layout, longest, dims } = encoder.description;
    assert.deepEqual([longest, dims, layout.queryLength], [16, 8, 8]);
    const skipped = [...layout.skippedTokenIds][0]!;
    const text = [27, skipped, 31];
    const [query, plain, passage, whole, cut] = await Promise.all([
      encoder.encode([text], { role: 'query' }),
      encoder.encode([text], { role: 'query', queryAugmentation: false }),
      encoder.encode([text], { role: 'passage' }),
      encoder.encode([text], { role: 'passage', positions: 'all' }),
      encoder.encode([text], { role: 'query', maxTokens: 5 }),
    ]);
    const kept = ({ texts: [text] }: typeof query) => [...text!.positions];
    assert.deepEqual(query.texts[0]!.sequence.ids.slice(6), Array(2).fill(layout.maskTokenId));
    assert.equal(kept(query).length, 8);
    assert.deepEqual(kept(plain), [0, 1, 2, 3, 4, 5]);
    assert.deepEqual(kept(passage), [0, 1, 2, 4, 5]);
    assert.deepEqual(kept(whole), [0, 1, 2, 3, 4, 5]);
    assert.deepEqual(cut.texts[0]!.sequence.ids, [
      layout.startTokenId,
      layout.queryMarkerId,
      27,
      skipped,
      layout.endTokenId,
    ]);
    assert.equal(cut.texts[0]!.sequence.truncated, true);
    assert.deepEqual(passage.texts[0]!.vectors.slice(3 * dims), whole.texts[0]!.vectors.slice(4 * dims));
  });

  it('refuses ids and lengths that the model does not have, without troubling the batch', async (test) => {
    const encoder = await openEncoder({ directory: tinyModel('tiny-bert'), threads: 1 });
    test.after(() => encoder.close());
    const good = encoder.encode([[8, 9]], { role: 'query' });
    await assertRejected(
      () => encoder.encode([[8], [9, 76]], { role: 'query' }),
      'invalid-argument',
      'texts[1].ids[1]',
      '76',
    );
    await assertRejected(() => encoder.encode([[-1]], { role: 'query' }), 'invalid-argument', '-1');
    await assertRejected(() => encoder.encode([[8]], { role: 'query', maxTokens: 17 }), 'invalid-argument', '17', '16');
    await assertRejected(() => encoder.encode([[8]], { role: 'query', maxTokens: 2 }), 'invalid-argument', 'length 2');
    assert.equal((await good).texts.length, 1);
  });

  it('ends what it has begun when it is closed, and takes nothing more', async () => {
    const encoder = await openEncoder({ directory: tinyModel('tiny-bert'), threads: 1, batchTokens: 64 });
    const texts = randomTexts(50, 8, 8);
    const begun = encoder.encode(texts, { role: 'passage' });
    await encoder.close();
    assert.equal((await begun).texts.length, 50);
    await assertRejected(() => encoder.encode(texts, { role: 'passage' }), 'failed-precondition', 'closed');
  });

  it('takes part in the space of its teacher, or in its own', async (test) => {
    const own = await openEncoder({ directory: tinyModel('tiny-bert'), threads: 1 });
    const fingerprint = 'ab'.repeat(32);
    const student = await openEncoder({ directory: tinyModel('tiny-bert'), threads: 1, fingerprint });
    test.after(() => Promise.all([own.close(), student.close()]));
    assert.match(own.description.fingerprint, /^[0-9a-f]{64}$/);
    assert.equal(student.description.fingerprint, fingerprint);
  });
});
