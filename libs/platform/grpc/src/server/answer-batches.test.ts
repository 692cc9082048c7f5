import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { exhausted, invalidArgument } from '@optical/errors';
import { answerBatches } from './answer-batches.ts';

async function* batches(...requests: (string | null)[]) {
  for (const [sequence, request] of requests.entries()) {
    await Promise.resolve();
    yield { sequence, request };
  }
}

const alone = { window: 1, signal: new AbortController().signal };

describe('answerBatches', () => {
  it('answers a refused batch and goes on', async () => {
    const answer = (request: string): Promise<string> => {
      if (request === 'full') return Promise.reject(exhausted('no room', 20));
      if (request === 'bad') return Promise.reject(invalidArgument({ field: 'texts[0]', description: 'is wrong' }));
      return Promise.resolve(request.toUpperCase());
    };
    assert.deepEqual(await Array.fromAsync(answerBatches(batches('a', 'full', null, 'bad', 'b'), alone, answer)), [
      { sequence: 0, response: 'A' },
      { sequence: 1, error: { code: 8, message: 'no room', field: '', retryAfterMs: 20 } },
      { sequence: 2, error: { code: 3, message: 'request: is required', field: 'request', retryAfterMs: 0 } },
      { sequence: 3, error: { code: 3, message: 'texts[0]: is wrong', field: 'texts[0]', retryAfterMs: 0 } },
      { sequence: 4, response: 'B' },
    ]);
  });

  it('ends with a defect, and when the caller has left', async () => {
    const defect = (): Promise<string> => Promise.reject(new TypeError('defect'));
    await assert.rejects(Array.fromAsync(answerBatches(batches('a'), alone, defect)), TypeError);
    const left = { window: 1, signal: AbortSignal.abort(new Error('left')) };
    const refuse = (): Promise<string> => Promise.reject(exhausted('no room', 20));
    await assert.rejects(Array.fromAsync(answerBatches(batches('a'), left, refuse)), /left/);
  });
});
