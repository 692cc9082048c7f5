import { Client, credentials, Metadata, status } from '@grpc/grpc-js';
import { loadContract } from '@optical/contracts';
import type { SearchRequest } from '@optical/contracts/retriever';

/** As many as the retriever works on at a time by default. */
const underWay = 32;

/**
 * Sends search requests with flipped, cut and inserted bytes, and tells how often each status came back.
 * @param seed of the damage
 */
export async function sendDamaged(
  address: string,
  count: number,
  request: SearchRequest,
  seed = 1,
): Promise<Partial<Record<keyof typeof status, number>>> {
  const client = new Client(address, credentials.createInsecure());
  const { path, requestSerialize } = loadContract('retriever').definition.Search;
  const whole = requestSerialize(request);
  const next = uniform(seed);
  const codes: Partial<Record<keyof typeof status, number>> = {};
  const asIs = (bytes: Buffer): Buffer => bytes;
  let left = count;
  const send = async (): Promise<void> => {
    while (left-- > 0) {
      const bytes = damaged(whole, next);
      const code = await new Promise<status>((resolve) => {
        client.makeUnaryRequest(path, asIs, asIs, bytes, new Metadata(), { deadline: Date.now() + 60_000 }, (error) => {
          resolve(error?.code ?? status.OK);
        });
      });
      const name = status[code] as keyof typeof status;
      codes[name] = (codes[name] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: underWay }, send));
  client.close();
  return codes;
}

function damaged(whole: Buffer, next: () => number): Buffer {
  const bytes = Buffer.from(whole);
  const place = Math.floor(next() * bytes.length);
  const kind = next();
  if (kind < 0.25) return bytes.subarray(0, place);
  const noise = Buffer.from(Array.from({ length: 1 + Math.floor(next() * 8) }, () => Math.floor(next() * 256)));
  if (kind < 0.5) return Buffer.concat([bytes.subarray(0, place), noise, bytes.subarray(place)]);
  if (kind < 0.75) return noise;
  bytes[place]! ^= 1 << Math.floor(next() * 8);
  return bytes;
}

/** Mulberry32. */
function uniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
