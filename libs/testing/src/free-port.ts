import { once } from 'node:events';
import { createServer } from 'node:net';

/** No system gives these to whoever asks for any port, so they stay free until the service takes them. */
const [firstPort, lastPort] = [20_000, 32_000];

/** A loopback port that nothing listens at. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = firstPort + Math.floor(Math.random() * (lastPort - firstPort));
    const server = createServer().listen(port, '127.0.0.1');
    try {
      await once(server, 'listening');
    } catch {
      continue;
    }
    await new Promise((resolve) => server.close(resolve));
    return port;
  }
}
