// Event-loop delay of the service while two callers send texts of 1 MiB without a pause. Argument: seconds per load.
import { once } from 'node:events';
import { temporaryFolder } from '@optical/testing';
import { startTokenizer } from './tokenizer-process.ts';
import { corpus, train } from './training-messages.ts';

/** Runs in the service: answers every message with the delays since the last one, in milliseconds. */
const monitor = `
import { monitorEventLoopDelay } from 'node:perf_hooks';
const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();
process.on('message', () => {
  process.send({ p50: delay.percentile(50) / 1e6, p99: delay.percentile(99) / 1e6, max: delay.max / 1e6 });
  delay.reset();
});
`;

const seconds = Number(process.argv[2] ?? 20);
using home = temporaryFolder();
const NODE_OPTIONS = `--import data:text/javascript,${encodeURIComponent(monitor)}`;
await using service = await startTokenizer(home.path, { NODE_OPTIONS });
const delays = async (): Promise<string> => {
  const answer = once(service.child, 'message') as Promise<[Record<string, number>]>;
  service.child.send('delays');
  const [found] = await answer;
  return Object.entries(found)
    .map(([name, ms]) => `${name} ${ms.toFixed(1)} ms`)
    .join(', ');
};
await train(service.client, { name: 'vocabulary/quick' });
const words = corpus.flatMap(({ texts }) => texts).join(' ');
const long = words.repeat(Math.floor(2 ** 20 / Buffer.byteLength(words)));
const request = { vocabulary: 'vocabulary/quick', language: 'en', texts: [long] };
const loads = {
  nothing: undefined,
  '1 MiB texts, at most 8,192 ids': { ...request, maxTokens: 8_192 },
  '1 MiB texts, all ids': request,
  '1 MiB texts, all ids, tokens and spans': { ...request, includeTokens: true, includeSpans: true },
};
for (const [name, load] of Object.entries(loads)) {
  const end = performance.now() + seconds * 1000;
  let texts = 0;
  const send = async (): Promise<void> => {
    while (load && performance.now() < end) {
      await service.client.tokenize(load, { deadlineMs: 60_000 });
      texts++;
    }
  };
  await delays();
  const pause = new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  await Promise.all([send(), send(), pause]);
  console.log(`${name}: ${texts} texts, ${await delays()}`);
}
