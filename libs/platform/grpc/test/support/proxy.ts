import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import type { TestContext } from 'node:test';

export interface Proxy {
  readonly address: string;
  /** Connections accepted so far. */
  readonly connections: number;
  breakConnections(): void;
}

/** A TCP proxy in front of a loopback port, whose connections can be broken. */
export async function startProxy(t: TestContext, port: number): Promise<Proxy> {
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer((near) => {
    connections += 1;
    const far = connect(port, '127.0.0.1');
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
    }
    near.pipe(far).pipe(near);
  });
  const breakConnections = () => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  t.after(() => {
    server.close();
    breakConnections();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    address: `127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    get connections() {
      return connections;
    },
    breakConnections,
  };
}
