import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sequenceOf } from '../src/data/sequences.ts';
import { planTraining, selectPairs } from '../src/index.ts';
import type { StudentTask } from '../src/index.ts';
import { specOf, studentTask, tinyWorld } from './tiny-world.ts';

const specFor = (task: StudentTask, seed: number) => ({ ...specOf(task), task, seed });

test('the selected pairs are those that a training plans, in its order, without held-out and long ones', async () => {
  const { resources } = tinyWorld();
  const bitext = [
    { dataset: 'one', language: 'xx', maxPairs: 20, weight: 0 },
    { dataset: 'two', language: 'yy', maxPairs: 0, weight: 0 },
  ];
  const spec = specFor({ ...studentTask, bitext, maxTokens: 16 }, 5);
  const plan = await planTraining(spec, resources);
  const selected = await selectPairs(spec, resources);
  assert.ok(plan.problem.kind === 'student');
  const { english, heldOut } = plan.problem;
  assert.deepEqual(selected.reports, plan.reports);
  assert.ok(plan.reports[1]!.fitting < 240 && plan.reports[1]!.heldOut > 0);
  assert.equal(selected.pairs.length, heldOut.first);
  const { checkpoint } = await resources.model('teacher');
  const { tokenize, close } = await resources.openTokenizer(checkpoint.tokenizer!);
  const ids = await tokenize(
    selected.pairs.map((pair) => pair.english),
    {},
  );
  await close();
  for (const [place, expected] of ids.entries())
    assert.deepEqual([...sequenceOf(english, place)], Array.from(expected));
});

test('the selection follows the seed and needs neither objectives nor first weights', async () => {
  const { resources } = tinyWorld();
  const bitext = [{ dataset: 'one', language: 'xx', maxPairs: 50, weight: 0 }];
  const of = async (seed: number, objectives: StudentTask['objectives']) => {
    const { pairs } = await selectPairs(specFor({ ...studentTask, bitext, objectives }, seed), resources);
    return pairs.map(({ id }) => id);
  };
  assert.deepEqual(await of(1, []), await of(1, studentTask.objectives));
  assert.notDeepEqual(await of(1, []), await of(2, []));
});
