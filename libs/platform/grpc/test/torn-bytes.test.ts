import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { describe, it } from 'node:test';
import { exhausted } from '@optical/errors';
import fc from 'fast-check';
import { startEcho } from './support/bench.ts';
import type { Message } from './support/echo-service.ts';
import { collect } from './support/streams.ts';

const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');

function frame(type: number, flags: number, stream: number, payload: Uint8Array): Buffer {
  const header = Buffer.alloc(9);
  header.writeUIntBE(payload.length, 0, 3);
  header.writeUInt8(type, 3);
  header.writeUInt8(flags, 4);
  header.writeUInt32BE(stream, 5);
  return Buffer.concat([header, payload]);
}

/** A header block of literals without indexing (RFC 7541, 6.2.2). */
function headers(fields: Readonly<Record<string, string>>): Buffer {
  const text = (value: string) => {
    const bytes = Buffer.from(value, 'latin1').subarray(0, 126);
    return Buffer.concat([Buffer.of(bytes.length), bytes]);
  };
  return Buffer.concat(Object.entries(fields).flatMap(([name, value]) => [Buffer.of(0), text(name), text(value)]));
}

/** Mostly what a client sends, now and then anything. */
const mostly = (usual: readonly string[], unusual = fc.string({ unit: 'binary', maxLength: 60 })) =>
  fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...usual) }, { weight: 1, arbitrary: unusual });

const bytes = fc.uint8Array({ maxLength: 300 });
const anyFrame = fc.tuple(fc.integer({ min: 0, max: 12 }), fc.nat(255), fc.constantFrom(0, 1, 3, 5), bytes).map(
  ([type, flags, stream, payload]) =>
    () =>
      frame(type, flags, stream, payload),
);
const message = fc.oneof(
  fc.constant(Buffer.of(0, 0, 0, 0, 2, 16, 7)),
  bytes.map((content) => Buffer.concat([Buffer.of(0, 0, 0, 0, content.length & 255), content])),
  bytes.map((content) => Buffer.concat([Buffer.of(1, 0, 0, 0, content.length & 255), content])),
  bytes,
);
const call = fc
  .record({
    path: mostly(['Say', 'Count', 'Collect', 'Chat', 'Nothing'].map((name) => `/test.echo.v1.EchoService/${name}`)),
    contentType: mostly(['application/grpc', 'application/grpc+proto']),
    timeout: mostly(['1S', '20S', '5000m', '1H', '99999999H', '0m', '-1S', '']),
    encoding: mostly(['identity', 'gzip', 'deflate']),
    extra: mostly(['']),
    messages: fc.oneof(
      message.map((only) => [only]),
      fc.array(message, { maxLength: 3 }),
    ),
    isEnded: fc.boolean(),
    /** NO_ERROR, INTERNAL_ERROR and CANCEL of HTTP/2. */
    reset: fc.option(fc.constantFrom(0, 2, 8), { freq: 4, nil: undefined }),
  })
  .map(({ path, contentType, timeout, encoding, extra, messages, isEnded, reset }) => (stream: number) => {
    const block = headers({
      ':method': 'POST',
      ':scheme': 'http',
      ':path': path,
      ':authority': 'localhost',
      te: 'trailers',
      'content-type': contentType,
      'grpc-timeout': timeout,
      'grpc-encoding': encoding,
      'x-extra-bin': extra,
      authorization: extra,
    });
    return Buffer.concat([
      frame(1, 4, stream, block),
      frame(0, isEnded ? 1 : 0, stream, Buffer.concat(messages)),
      reset === undefined ? Buffer.alloc(0) : frame(3, 0, stream, Buffer.of(0, 0, 0, reset)),
    ]);
  });
const conversation = fc
  .tuple(
    fc.oneof({ weight: 9, arbitrary: fc.constant(preface) }, { weight: 1, arbitrary: fc.constant(Buffer.alloc(0)) }),
    fc.array(
      fc.oneof(
        { weight: 6, arbitrary: call },
        anyFrame,
        bytes.map((content) => () => content),
      ),
      { maxLength: 4 },
    ),
  )
  .map(([start, parts]) =>
    Buffer.concat([start, frame(4, 0, 0, Buffer.alloc(0)), ...parts.map((part, index) => part(2 * index + 1))]),
  );

/** Sends bytes, reads what comes for a moment and leaves, politely or not. */
async function poke(port: number, bytes: Uint8Array, isPolite: boolean): Promise<void> {
  await new Promise<void>((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const leave = () => {
      if (isPolite) socket.end();
      else socket.resetAndDestroy();
    };
    socket.on('error', () => undefined);
    socket.on('close', () => {
      resolve();
    });
    socket.on('connect', () => {
      socket.write(bytes, () => setTimeout(leave, 3));
    });
    socket.setTimeout(200, () => socket.destroy());
    socket.resume();
  });
}

describe('bytes that are torn or random', () => {
  it('never crash the server, and calls still succeed', async (t) => {
    let torn = 0;
    let refused = 0;
    const handlers = {
      say: (request: Message) => Promise.resolve(request),
      collect: async (requests: AsyncIterable<Message>) => {
        torn += 1;
        return { number: (await collect(requests)).length };
      },
      chat: (requests: AsyncIterable<Message>) => {
        torn += 1;
        return requests;
      },
    };
    const refuse = () => {
      refused += 1;
      return exhausted('all places are taken', 50);
    };
    const { client, port, server } = await startEcho(t, handlers, { refuse: { count: refuse } });
    const uncaught: unknown[] = [];
    const record = (error: unknown) => uncaught.push(error);
    process.on('uncaughtExceptionMonitor', record);
    t.after(() => process.off('uncaughtExceptionMonitor', record));

    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(conversation, fc.boolean()), { maxLength: 4 }), async (pokes) => {
        await Promise.all(pokes.map(([bytes, isPolite]) => poke(port, bytes, isPolite)));
        assert.equal((await client.say({ number: 7 }, { deadlineMs: 5000 })).number, 7);
      }),
      { numRuns: 150 },
    );
    assert.deepEqual(uncaught, []);
    assert.ok(torn > 10, `only ${String(torn)} torn calls reached a handler`);
    assert.ok(refused > 10, `only ${String(refused)} torn calls were refused as they arrived`);
    await server.drain();
  });
});
