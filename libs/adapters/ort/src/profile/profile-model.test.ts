import assert from 'node:assert/strict';
import { it } from 'node:test';
import { floats, side, slow } from '../../test/models.ts';
import { profileModel } from './profile-model.ts';

it('tells that a model of products spends its time in products', async () => {
  const feeds = { x: floats([side, side], () => 0.01) };
  const { runs, seconds, operators, nodes } = await profileModel({ model: slow(200), feeds, threads: 1, runs: 4 });
  assert.equal(runs, 4);
  assert.deepEqual([operators[0]?.name, operators[0]?.calls], ['MatMul', 200]);
  assert.equal(nodes[0]?.operator, 'MatMul');
  const accounted = operators.reduce((sum, operator) => sum + operator.seconds, 0);
  assert.ok(accounted > 0.5 * seconds && accounted <= seconds, `${accounted} of ${seconds} s`);
});

it('closes its worker and reports what went wrong', async () => {
  await assert.rejects(profileModel({ model: slow(1), feeds: {} }), /x/);
});
