import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { residentBytesOf } from '../../measure/resident-bytes.ts';
import { efforts } from './efforts.ts';
import type { Engine, Trial } from './engine.ts';
import type { OwnProcessBuilt, OwnProcessOptions, OwnProcessTrial } from './own-process.ts';

/** Our index, built once, in a process of its own as the other engines' are. */
export interface OwnIndexProcess extends AsyncDisposable {
  /** @param k hits asked for */
  engine(threads: number, k: number): Engine;
}

/** Builds the index. @throws Error when the process ends before */
export async function startOwnIndex(options: OwnProcessOptions): Promise<OwnIndexProcess> {
  const child = fork(path.join(import.meta.dirname, 'own-process.ts'), [JSON.stringify(options)], {
    serialization: 'advanced',
  });
  const exited = once(child, 'exit');
  const reply = async <T>(): Promise<T> => {
    const ended = exited.then(([code]) => {
      throw new Error(`the process of our index ended with ${code}`);
    });
    const [message] = (await Promise.race([once(child, 'message'), ended])) as [T];
    return message;
  };
  const { buildSeconds, bytes, vectorBytes } = await reply<OwnProcessBuilt>();
  return {
    engine: (threads, k) => ({
      versions: {},
      buildSeconds,
      bytes,
      vectorBytes,
      efforts: efforts.ours,
      run: (effort) => {
        child.send({ threads, effort: { ...effort, k } } satisfies OwnProcessTrial);
        return reply<Trial>();
      },
      residentBytes: () => residentBytesOf(child.pid!),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    }),
    [Symbol.asyncDispose]: async () => {
      child.disconnect();
      child.kill();
      await exited;
    },
  };
}
