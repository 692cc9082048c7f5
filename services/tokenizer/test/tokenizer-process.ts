import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { connect } from '@optical/testing/connect';
import type { ServiceClient } from '@optical/grpc';

const entry = path.resolve(import.meta.dirname, '../src/main.ts');

/** A running tokenizer process and a client of it. */
export interface TokenizerProcess extends AsyncDisposable {
  readonly child: ChildProcess;
  readonly client: ServiceClient<'tokenizer'>;
}

/** Starts the service in a home of its own and waits until it listens. */
export async function startTokenizer(
  home: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<TokenizerProcess> {
  const child = fork(entry, [], { silent: true, env: { ...process.env, OPTICAL_HOME: home, ...environment } });
  const exited = once(child, 'exit');
  child.stderr!.pipe(process.stderr);
  const signal = AbortSignal.timeout(30_000);
  let port: string | undefined;
  while (port === undefined) {
    const [chunk] = (await once(child.stdout!, 'data', { signal })) as [Buffer];
    port = /"port":(\d+),"msg":"listening"/.exec(chunk.toString())?.[1];
  }
  child.stdout!.resume();
  const connection = connect('tokenizer', `127.0.0.1:${port}`, 'test', path.join(home, 'test-telemetry'));
  return {
    child,
    client: connection.client,
    [Symbol.asyncDispose]: async () => {
      await connection[Symbol.asyncDispose]();
      child.kill('SIGKILL');
      await exited;
    },
  };
}
