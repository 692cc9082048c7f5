import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, it } from 'node:test';
import { stems } from '@optical/contracts';
import type { Study__Output } from '@optical/contracts/evaluator';
import { readSpans } from '@optical/telemetry';
import type { RecordedSpan } from '@optical/telemetry';
import { runOptical, startSystem, temporaryFolder, until } from '@optical/testing';
import type { OpticalSystem } from '@optical/testing';

/** Runs the smoke study to its end. */
async function smokeStudy(home: string): Promise<Study__Output> {
  const { exitCode, stdout, stderr } = await runOptical([
    '--home',
    home,
    '--json',
    'study',
    'run',
    '--preset',
    'smoke',
  ]);
  assert.equal(exitCode, 0, stdout + stderr);
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as Study__Output;
}

/** Every measured value of every cell at every step: what a kill must not change. */
const figuresOf = ({ cells }: Study__Output) =>
  cells.map(({ id, state, curve }) => ({
    id,
    state,
    curve: curve.map(({ step, results }) => ({
      step,
      means: results.map(({ values }) => values.map(({ mean }) => mean)),
    })),
  }));

/** Kills every service once, each while a training or an evaluation is under way. @returns those killed */
async function killAll(home: string, system: OpticalSystem, study: Promise<Study__Output>): Promise<string[]> {
  const ended = study.then(
    () => true,
    () => true,
  );
  const killed: string[] = [];
  const isTraining = async () => {
    const spans = await Array.fromAsync(readSpans(path.join(home, 'telemetry')));
    return spans.some(({ name }) => name === 'optical.distiller.started');
  };
  await until('a training runs', isTraining, 60_000);
  for (const stem of ['distiller', 'tokenizer', 'retriever', 'teacher', 'indexer', 'evaluator']) {
    const pid = system.pidOf(stem);
    process.kill(pid, 'SIGKILL');
    killed.push(stem);
    const isBack = until(`${stem} is started again`, () => system.pidOf(stem) !== pid, 60_000);
    if (await Promise.race([ended, isBack.then(() => false)])) break;
  }
  return killed;
}

describe('the smoke study', () => {
  it('has the same figures by exact ranking and through the endpoint while every service is killed, in one trace', async () => {
    using folder = temporaryFolder();
    const home = path.join(folder.path, 'exact');
    const exact = await startSystem(home);
    const expected = await smokeStudy(home).finally(() => exact.stop());
    assert.deepEqual(new Set(expected.cells.map(({ state }) => state)), new Set(['CELL_STATE_DONE']));

    const disturbedHome = path.join(folder.path, 'served');
    const system = await startSystem(disturbedHome, { OPTICAL_RANKING_PATH: 'retriever' });
    const running = smokeStudy(disturbedHome);
    const killed = await killAll(disturbedHome, system, running);
    const disturbed = await running.finally(() => system.stop());
    assert.deepEqual(killed.toSorted(), stems.toSorted());
    assert.deepEqual(figuresOf(disturbed), figuresOf(expected));

    const spans = await Array.fromAsync(readSpans(path.join(disturbedHome, 'telemetry')));
    const services = servicesOf(linked(spans, disturbed.traceId));
    assert.deepEqual([...services].filter((service) => stems.includes(service as never)).sort(), stems.toSorted());
  });
});

/** The spans of a trace and of all traces that link to it, directly or through others. */
function linked(spans: readonly RecordedSpan[], traceId: string): RecordedSpan[] {
  const known = new Set([traceId]);
  for (let before = 0; before < known.size;) {
    before = known.size;
    for (const span of spans) if (span.links.some((link) => known.has(link.traceId))) known.add(span.traceId);
  }
  return spans.filter((span) => known.has(span.traceId));
}

const servicesOf = (spans: readonly RecordedSpan[]) => new Set(spans.map(({ service }) => service));
