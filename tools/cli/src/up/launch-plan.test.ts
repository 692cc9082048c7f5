import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, it } from 'node:test';
import { planLaunches } from './launch-plan.ts';

const ports = [1, 2, 3, 4, 5, 6];

describe('planLaunches', () => {
  it('gives every service its own port and the addresses of all', () => {
    const [tokenizer, teacher] = planLaunches('home', ports);
    assert.equal(teacher!.address, '127.0.0.1:2');
    assert.equal(teacher!.environment.OPTICAL_TEACHER_GRPC_PORT, '2');
    assert.equal(teacher!.environment.OPTICAL_PEERS_TOKENIZER, tokenizer!.address);
    assert.equal(teacher!.environment.OPTICAL_TEACHER_TELEMETRY_PROMETHEUS_PORT, undefined);
  });

  it('gives all one data directory, whatever the environment says for a single service', () => {
    for (const { stem, environment } of planLaunches('home', ports))
      assert.equal(environment[`OPTICAL_${stem.toUpperCase()}_HOME`], path.resolve('home'));
  });

  it('spreads a common metrics port and a common health port over the services, which cannot share them', () => {
    const launches = planLaunches('home', ports, { metrics: 9400, health: 9500 });
    const portsOf = (name: string) =>
      launches.map(({ stem, environment }) => environment[`OPTICAL_${stem.toUpperCase()}_${name}`]);
    assert.deepEqual(portsOf('TELEMETRY_PROMETHEUS_PORT'), ['9400', '9401', '9402', '9403', '9404', '9405']);
    assert.deepEqual(portsOf('GRPC_HEALTH_PORT'), ['9500', '9501', '9502', '9503', '9504', '9505']);
  });

  it('leaves a port of 0 alone, which every service takes for itself', () => {
    const [tokenizer] = planLaunches('home', ports, { metrics: 0, health: 0 });
    assert.equal(tokenizer!.environment.OPTICAL_TOKENIZER_GRPC_HEALTH_PORT, undefined);
    assert.equal(tokenizer!.environment.OPTICAL_TOKENIZER_TELEMETRY_PROMETHEUS_PORT, undefined);
  });
});
