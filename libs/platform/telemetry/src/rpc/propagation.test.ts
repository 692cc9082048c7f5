import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Metadata } from '@grpc/grpc-js';
import fc from 'fast-check';
import { api } from '../opentelemetry.ts';
import { extractContext, injectContext } from './propagation.ts';

/** What gRPC lets through in a text header: printable ASCII. */
const header = fc.string({ unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)) });
const hex = (length: number) =>
  fc
    .array(fc.integer({ min: 0, max: 15 }), { minLength: length, maxLength: length })
    .map((digits) => digits.map((digit) => digit.toString(16)).join(''));

describe('the context of a call', () => {
  it('survives any headers a caller may send, and what is passed on is read the same', () => {
    const traceparent = fc.oneof(
      header,
      // Of the flags, those that W3C defines: the propagator mangles others, which no span of ours has.
      fc.tuple(hex(2), hex(32), hex(16), fc.constantFrom('00', '01', '02', '03')).map((parts) => parts.join('-')),
    );
    const listOf = (member: fc.Arbitrary<string>) => fc.oneof(header, fc.array(member).map(String));
    const tracestate = listOf(fc.tuple(hex(3), header).map((pair) => pair.join('=')));
    const baggage = listOf(fc.tuple(hex(3), header, header).map(([key, value, rest]) => `${key}=${value};${rest}`));
    fc.assert(
      fc.property(traceparent, tracestate, baggage, (...headers) => {
        const received = new Metadata();
        ['traceparent', 'tracestate', 'baggage'].forEach((name, index) => {
          received.set(name, headers[index]!);
        });
        const context = extractContext(received);
        const sent = new Metadata();
        injectContext(context, sent);
        const before = api.trace.getSpanContext(context);
        const after = api.trace.getSpanContext(extractContext(sent));
        assert.deepEqual([after?.traceId, after?.spanId], [before?.traceId, before?.spanId]);
        assert.equal(after?.traceState?.serialize() ?? '', before?.traceState?.serialize() ?? '');
      }),
      { numRuns: 500 },
    );
  });

  it('adds no header for what the caller did not send', () => {
    const received = new Metadata();
    received.set('traceparent', `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`);
    const sent = new Metadata();
    injectContext(extractContext(received), sent);
    assert.deepEqual(Object.keys(sent.getMap()), ['traceparent']);
  });
});
