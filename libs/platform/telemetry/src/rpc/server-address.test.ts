import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { serverAttributes } from './server-address.ts';

describe('serverAttributes', () => {
  const cases: [target: string, address: string, port?: number][] = [
    ['grpc.io:50051', 'grpc.io', 50051],
    ['grpc.io', 'grpc.io'],
    ['dns:127.0.0.1:7000', '127.0.0.1', 7000],
    ['dns:///teacher.optical.svc:443', 'teacher.optical.svc', 443],
    ['dns://1.2.3.4/grpc.io:50051', 'grpc.io', 50051],
    ['ipv4:10.0.0.1:80', '10.0.0.1', 80],
    ['[::1]:50051', '::1', 50051],
    ['ipv6:[::1]:50051', '::1', 50051],
    ['unix:///run/containerd.sock', '/run/containerd.sock'],
    ['unix:relative.sock', 'relative.sock'],
    ['zk://zookeeper:2181/my-server', 'zk://zookeeper:2181/my-server'],
    ['ipv4:198.51.100.123:50051,198.51.100.124:50051', 'ipv4:198.51.100.123:50051,198.51.100.124:50051'],
  ];
  for (const [target, address, port] of cases) {
    it(`reads ${target}`, () => {
      assert.deepEqual(serverAttributes(target), {
        'server.address': address,
        ...(port !== undefined && { 'server.port': port }),
      });
    });
  }
});
