import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { EncodeRequest, EncodeResponse__Output, EncodeStreamRequest } from '@optical/contracts/teacher';
import { openEncoder } from '@optical/encoding';
import type { Encoder } from '@optical/encoding';
import { readSpans } from '@optical/telemetry';
import { until } from '@optical/testing';
import { assertRejected } from '@optical/testing/assert-rejected';
import fc from 'fast-check';
import { serveTeacher } from './support/serve-teacher.ts';
import type { ServedTeacher } from './support/serve-teacher.ts';

let served: ServedTeacher;
let direct: Encoder;
before(async () => {
  served = await serveTeacher({ OPTICAL_GRPC_MAX_MESSAGE_BYTES: '200000' });
  await served.publish('teacher/tiny', 1);
  const { directory } = await served.artifacts.resolve('teacher/tiny');
  direct = await openEncoder({ directory, threads: 2 });
});
after(async () => {
  await direct.close();
  await served[Symbol.asyncDispose]();
});

const ids = [8, 9, 10, 11, 12];
const base: EncodeRequest = {
  model: 'teacher/tiny',
  role: 'ROLE_QUERY',
  language: 'en',
  inputs: [{ tokens: { ids } }, { tokens: { ids: ids.slice(2) } }],
};

const copies = (count: number, ids: number[]) => Array.from({ length: count }, () => ({ tokens: { ids } }));

const floatsOf = ({ texts }: EncodeResponse__Output): Float32Array[] =>
  texts.map(({ vectors }) => new Float32Array(Uint8Array.from(vectors!.data).buffer));

describe('Encode', () => {
  it('gives the vectors of the encoder, with model, space, positions and the time of each stage', async () => {
    const reply = await served.client.encode(base);
    const { texts } = await direct.encode([ids, ids.slice(2)], { role: 'query' });
    assert.deepEqual(
      floatsOf(reply),
      texts.map(({ vectors }) => vectors),
    );
    assert.deepEqual(reply.texts[0]!.vectors!.shape, [7, 32]);
    assert.deepEqual(reply.texts[0]!.positions, [0, 1, 2, 3, 4, 5, 6]);
    const { fingerprint, dims } = direct.description;
    assert.deepEqual(reply.space, { fingerprint, dims, normalized: true });
    assert.equal(reply.model!.name, 'teacher/tiny');
    assert.equal(reply.computedTokens, 16);
    const { queueMs, encodeMs, totalMs, tokenizeMs } = reply.timings!;
    assert.ok(queueMs >= 0 && encodeMs > 0 && totalMs >= queueMs + encodeMs + tokenizeMs - 1);
  });

  it('cuts texts into tokens with the tokenizer of the model and tells where they lie', async () => {
    const options = { includeTokens: true };
    const reply = await served.client.encode({ ...base, inputs: [{ text: 'abc de' }], options });
    const { tokens, truncated } = reply.texts[0]!;
    assert.equal(truncated, false);
    assert.deepEqual([tokens!.tokens[0], tokens!.tokens.at(-1)], ['[CLS]', '[SEP]']);
    const words = tokens!.ids.map((_, place) =>
      'abc de'.slice(tokens!.spans!.starts[place], tokens!.spans!.ends[place]),
    );
    assert.equal(words.join(''), 'abcde');
    assert.deepEqual([tokens!.wordIndices[0], tokens!.wordIndices.at(-1)], [-1, -1]);
    const again = await served.client.encode({ ...base, inputs: [{ tokens: { ids: tokens!.ids.slice(1, -1) } }] });
    assert.deepEqual(floatsOf(reply), floatsOf(again));
    const long = await served.client.encode({ ...base, inputs: [{ text: 'a b c d e f '.repeat(9) }], options });
    assert.equal(long.texts[0]!.truncated, true);
    assert.equal(long.texts[0]!.tokens!.ids.length, 16);
  });

  it('packs vectors as f16 and as i8 with a scale, each as exactly as it can', async () => {
    const [exact] = floatsOf(await served.client.encode(base));
    const half = (await served.client.encode({ ...base, options: { dtype: 'DTYPE_F16' } })).texts[0]!.vectors!;
    assert.deepEqual(new Float16Array(Uint8Array.from(half.data).buffer), new Float16Array(exact!));
    const eight = (await served.client.encode({ ...base, options: { dtype: 'DTYPE_I8' } })).texts[0]!.vectors!;
    const steps = new Int8Array(Uint8Array.from(eight.data).buffer);
    assert.equal(steps.length, exact!.length);
    assert.ok(eight.scale > 0);
    steps.forEach((step, index) => {
      assert.ok(Math.abs(step * eight.scale - exact![index]!) <= eight.scale / 2 + 1e-7);
    });
    assert.equal(Math.max(...steps.map(Math.abs)), 127);
  });

  it('refuses what it cannot encode and names field, value and limit', async () => {
    const cases: [EncodeRequest, Parameters<typeof assertRejected>[1], ...string[]][] = [
      [{ ...base, model: '' }, 'invalid-argument', 'model'],
      [{ ...base, model: 'teacher/none' }, 'not-found', 'teacher/none', 'teacher/tiny'],
      [{ ...base, role: 'ROLE_UNSPECIFIED' }, 'invalid-argument', 'role'],
      [{ ...base, language: '' }, 'invalid-argument', 'language'],
      [{ ...base, language: 'no language' }, 'invalid-argument', 'no language'],
      [{ ...base, inputs: [] }, 'invalid-argument', 'inputs', '4096'],
      [{ ...base, inputs: [{}] }, 'invalid-argument', 'inputs[0]'],
      [{ ...base, inputs: [{ tokens: { ids: [76] } }] }, 'invalid-argument', '76'],
      [{ ...base, options: { maxTokens: 17 } }, 'invalid-argument', '17', '16'],
      [{ ...base, inputs: copies(300, ids) }, 'exhausted', '2100 vectors'],
    ];
    for (const [request, kind, ...parts] of cases)
      await assertRejected(() => served.client.encode(request), kind, ...parts);
  });

  it('answers any request with vectors or with a refusal, and lives', async () => {
    const input = fc.oneof(
      fc.record({ text: fc.string({ unit: 'grapheme', maxLength: 40 }) }),
      fc.record({ tokens: fc.record({ ids: fc.array(fc.nat({ max: 90 }), { maxLength: 30 }) }) }),
      fc.constant({}),
    );
    const request = fc.record({
      model: fc.constantFrom('teacher/tiny', 'teacher/tiny@production', '', '@', 'x'.repeat(300)),
      role: fc.constantFrom('ROLE_QUERY', 'ROLE_PASSAGE', 'ROLE_UNSPECIFIED', 9),
      language: fc.constantFrom('en', 'und', 'x', '', '😀'),
      inputs: fc.array(input, { maxLength: 5 }),
      options: fc.option(
        fc.record({
          maxTokens: fc.nat({ max: 20 }),
          queryAugmentation: fc.nat({ max: 3 }),
          positions: fc.nat({ max: 3 }),
          dtype: fc.nat({ max: 5 }),
          includeTokens: fc.boolean(),
        }),
      ),
    });
    await fc.assert(
      fc.asyncProperty(request, async (value) => {
        try {
          const { texts } = await served.client.encode(value as EncodeRequest);
          assert.equal(texts.length, value.inputs.length);
        } catch (error) {
          const { kind } = error as { kind?: string };
          assert.ok(kind === 'invalid-argument' || kind === 'not-found', String(error));
        }
      }),
      { numRuns: 60 },
    );
    assert.equal((await served.client.encode(base)).texts.length, 2);
  });

  it('shows its stages as spans of the call, without a word of the text', async () => {
    const secret = 'zebra quagga';
    await served.client.encode({ ...base, inputs: [{ text: secret }] });
    const names = ['tokenize', 'queue', 'encode'].map((stage) => `optical.teacher.${stage}`);
    await until('the spans are written', async () => {
      const spans = await Array.fromAsync(readSpans(served.telemetryFolder));
      const stages = spans.filter(({ name }) => names.includes(name));
      return names.every((name) => stages.some((span) => span.name === name && span.parentSpanId !== undefined));
    });
    const spans = await Array.fromAsync(readSpans(served.telemetryFolder));
    assert.ok(!JSON.stringify(spans).includes(secret));
  });
});

describe('EncodeStream', () => {
  it('answers every batch by its number and goes on after a refused one', async () => {
    async function* requests(): AsyncGenerator<EncodeStreamRequest> {
      for (let sequence = 1; sequence <= 20; sequence++) {
        await Promise.resolve();
        yield { sequence, request: sequence % 5 === 0 ? { ...base, role: 'ROLE_UNSPECIFIED' } : base };
      }
      yield { sequence: 21 };
    }
    const replies = await Array.fromAsync(served.client.encodeStream(requests()));
    assert.deepEqual(
      replies.map(({ sequence }) => sequence).sort((a, b) => a - b),
      [...Array(22).keys()].slice(1),
    );
    for (const { sequence, result, error } of replies) {
      const isRefused = sequence % 5 === 0 || sequence === 21;
      assert.equal(result, isRefused ? 'error' : 'response');
      if (isRefused) assert.deepEqual([error!.code, error!.field], [3, sequence === 21 ? 'request' : 'role']);
    }
  });

  it('reads no further than its window while nobody takes the replies', async () => {
    let sent = 0;
    async function* requests(): AsyncGenerator<EncodeStreamRequest> {
      // Far more than the model reads: large requests with small replies fill no buffer unseen.
      const inputs = copies(20, Array<number>(2000).fill(8));
      for (let sequence = 1; sequence <= 2000; sequence++) {
        await Promise.resolve();
        sent = sequence;
        yield { sequence, request: { ...base, inputs } };
      }
    }
    const replies = served.client.encodeStream(requests());
    await replies.next();
    let before = -1;
    await until('the sender is held up', () => {
      const isStill = sent === before;
      before = sent;
      return isStill;
    });
    assert.ok(sent < 1500, `${sent} sent`);
    await replies.return(undefined);
  });
});
