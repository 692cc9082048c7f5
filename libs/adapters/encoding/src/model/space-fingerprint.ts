import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { encoderParameters } from '@optical/encoder';
import type { EncoderCheckpoint } from '@optical/checkpoints';
import { checkpointLayout } from './retrieval-settings.ts';

/** Bytes hashed at a time: the event loop runs in between. */
const pieceBytes = 2 ** 22;

/**
 * Fingerprint of the vector space that a passage encoder defines: sha256, 64 lower-case hexadecimal digits, over all
 * that decides the vector of a token in a passage: architecture, parameters, tokenizer and passage layout. Lengths do
 * not count: the same model with longer passages makes vectors of the same space.
 * @throws OpticalError failed-precondition if the checkpoint has no tokenizer; invalid-argument for missing parameters
 */
export async function spaceFingerprint(checkpoint: EncoderCheckpoint): Promise<string> {
  const { architecture, parameters, tokenizer } = checkpoint;
  const { startTokenId, endTokenId, passageMarkerId, skippedTokenIds } = checkpointLayout(checkpoint);
  const hash = createHash('sha256');
  const layout = [startTokenId, endTokenId, passageMarkerId ?? null, [...skippedTokenIds].sort((a, b) => a - b)];
  const sorted = Object.entries(architecture).sort(([a], [b]) => (a < b ? -1 : 1));
  hash.update(JSON.stringify(['optical-space-1', sorted, layout]));
  hash.update(createHash('sha256').update(tokenizer!.json).digest());
  for (const { name, shape } of encoderParameters(architecture)) {
    const { data } = parameters.get(name)!;
    hash.update(JSON.stringify([name, shape]));
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    for (let begin = 0; begin < bytes.length; begin += pieceBytes) {
      hash.update(bytes.subarray(begin, begin + pieceBytes));
      if (begin + pieceBytes < bytes.length) await nextTurn();
    }
  }
  return hash.digest('hex');
}
