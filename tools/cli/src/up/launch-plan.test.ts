import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, it } from 'node:test';
import { planLaunches } from './launch-plan.ts';

const ports = [1, 2, 3, 4, 5, 6];

describe('planLaunches', () => {
  it('gives every service its own port and the addresses of all', () => {
    const [tokenizer, teacher] = planLaunches('home', ports, 0);
    assert.equal(teacher!.address, '127.0.0.1:2');
    assert.equal(teacher!.environment.OPTICAL_TEACHER_GRPC_PORT, '2');
    assert.equal(teacher!.environment.OPTICAL_PEERS_TOKENIZER, tokenizer!.address);
    assert.equal(teacher!.environment.OPTICAL_TEACHER_TELEMETRY_PROMETHEUS_PORT, undefined);
  });

  it('gives all one data directory, whatever the environment says for a single service', () => {
    for (const { stem, environment } of planLaunches('home', ports, 0))
      assert.equal(environment[`OPTICAL_${stem.toUpperCase()}_HOME`], path.resolve('home'));
  });

  it('spreads a common metrics port over the services, which cannot share it', () => {
    const metricsPorts = planLaunches('home', ports, 9400).map(
      ({ stem, environment }) => environment[`OPTICAL_${stem.toUpperCase()}_TELEMETRY_PROMETHEUS_PORT`],
    );
    assert.deepEqual(metricsPorts, ['9400', '9401', '9402', '9403', '9404', '9405']);
  });
});
