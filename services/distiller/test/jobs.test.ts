import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { modelKind } from '@optical/artifacts';
import { OpticalError } from '@optical/errors';
import { assertRejected } from '@optical/testing/assert-rejected';
import { temporaryFolder } from '@optical/testing/temporary-folder';
import { startDistillerSystem, studentSpec, watchToEnd } from './support/distiller-system.ts';
import type { Distiller, DistillerSystem } from './support/distiller-system.ts';
import { runService } from '@optical/testing/service-process';

const folder = temporaryFolder();
let system: DistillerSystem;
let distiller: Distiller;

before(async () => {
  system = await startDistillerSystem(folder.path);
  distiller = await system.start();
});

after(async () => {
  await system[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

const limit = { deadlineMs: 60_000 };

/** Fields that CreateJob refuses. */
async function refusedFields(spec: object): Promise<string[]> {
  try {
    await distiller.client.createJob({ requestId: 'refused', spec }, limit);
  } catch (error) {
    if (!(error instanceof OpticalError)) throw error;
    return (error.details.fieldViolations ?? [{ field: error.kind, description: '' }]).map(({ field }) => field);
  }
  return [];
}

describe('the distiller', () => {
  it('trains a student from bitext and tells everything that happened', async () => {
    const { client } = distiller;
    const created = await client.createJob({ requestId: 'one', spec: studentSpec({ labels: { study: 's' } }) }, limit);
    const { id } = created.job!;
    const again = await client.createJob({ requestId: 'one', spec: studentSpec({ labels: { study: 's' } }) }, limit);
    assert.equal(again.job!.id, id);
    await assertRejected(() => client.createJob({ requestId: 'one', spec: studentSpec() }, limit), 'already-exists');
    const [report] = created.job!.bitextReports;
    assert.deepEqual([report!.readPairs, report!.heldOutPairs, report!.trainingPairs], [240, 16, 224]);
    assert.match(created.job!.spec!.student!.teacher, /^teacher\/tiny@[0-9a-f]{64}$/);
    assert.equal(created.job!.spec!.optimizer!.beta1, 0.9);

    const events = await watchToEnd(distiller, id);
    assert.deepEqual(
      events.map(({ sequence }) => sequence),
      events.map((_, index) => index + 1),
    );
    assert.deepEqual(
      events.flatMap(({ stateChange }) => stateChange?.state ?? []),
      ['JOB_STATE_QUEUED', 'JOB_STATE_RUNNING', 'JOB_STATE_SUCCEEDED'],
    );
    assert.ok(events.some(({ checkpoint }) => checkpoint?.step === 5));
    const { job } = await client.getJob({ jobId: id });
    assert.equal(job!.state, 'JOB_STATE_SUCCEEDED', job!.statusMessage);
    assert.equal(job!.progress!.step, 12);
    assert.ok(job!.progress!.heldOutLoss! > 0);
    assert.equal(job!.device, 'DEVICE_CPU');
    const student = await system.world.artifacts.resolve('student/tiny', modelKind);
    assert.equal(student.version.digest, job!.result!.digest);
    assert.equal(student.lineage.jobId, id);
    assert.deepEqual(
      new Set(student.lineage.inputs.map(({ role }) => role)),
      new Set(['teacher', 'vocabulary', 'data']),
    );
    const teacher = await system.world.artifacts.find('teacher/tiny', modelKind);
    assert.equal(student.metadata.space.fingerprint, teacher.metadata.space.fingerprint);

    const { digest } = job!.snapshots[0]!.model!;
    const score = {
      modelDigest: digest,
      dataset: 'xquad/hi',
      metric: { kind: 'METRIC_KIND_NDCG', cutoff: 10 },
    } as const;
    await client.recordScores({ jobId: id, scores: [{ ...score, value: 0.25 }] });
    await client.recordScores({ jobId: id, scores: [{ ...score, value: 0.5 }] });
    await assertRejected(
      () => client.recordScores({ jobId: id, scores: [{ ...score, modelDigest: 'f'.repeat(64), value: 1 }] }),
      'invalid-argument',
      'scores[0].model_digest',
    );
    const scored = (await client.getJob({ jobId: id })).job!;
    assert.deepEqual([scored.scores.length, scored.scores[0]!.value, scored.progress!.lastNdcg], [1, 0.5, 0.5]);
    const late = await watchToEnd(distiller, id);
    assert.deepEqual(late.slice(0, events.length), events);
    assert.equal(late.length, events.length + 2);
    assert.deepEqual(await watchToEnd(distiller, id, events.length), late.slice(events.length));

    const listed = await client.listJobs({ states: ['JOB_STATE_SUCCEEDED'], labels: { study: 's' } });
    assert.deepEqual(
      listed.jobs.map((entry) => entry.id),
      [id],
    );
    assert.deepEqual((await client.listJobs({ states: ['JOB_STATE_RUNNING'] })).jobs, []);
  });

  it('checks without making a job, and refuses what cannot be trained before it accepts it', async () => {
    const { client } = distiller;
    const checked = await client.createJob({ requestId: 'check', spec: studentSpec(), validateOnly: true }, limit);
    assert.equal(checked.job!.id, '');
    assert.equal(checked.job!.bitextReports[0]!.trainingPairs, 224);
    assert.deepEqual(await refusedFields({}), ['spec.output_name', 'spec.kind']);
    const wrong = studentSpec({
      optimizer: { learningRate: 2 },
      batch: { examples: 5000 },
      alarms: [{}],
      maxAttempts: 21,
    });
    assert.deepEqual(await refusedFields(wrong), ['spec.max_attempts', 'spec.alarms[0].kind']);
    assert.deepEqual(await refusedFields({ ...wrong, alarms: [], maxAttempts: 1 }), [
      'spec.optimizer.learning_rate',
      'spec.batch.examples',
    ]);
    const student = studentSpec().student!;
    const withBitext = (dataset: string, language: string) =>
      refusedFields(studentSpec({ student: { ...student, bitext: [{ dataset, language }] } }));
    assert.deepEqual(await withBitext('tiny', 'sw'), ['not-found']);
    assert.deepEqual(await withBitext('empty', 'hi'), ['failed-precondition']);
    assert.deepEqual(await withBitext('leaking', 'hi'), ['failed-precondition']);
    assert.deepEqual(await refusedFields(studentSpec({ student: { ...student, teacher: 'teacher/none' } })), [
      'not-found',
    ]);
    assert.equal((await client.listJobs({ labels: {} })).jobs.length, 1);
  });

  it('tells the pairs that a student would train on, without making a job', async () => {
    const { client } = distiller;
    const { jobs } = await client.listJobs({});
    const [first, ...rest] = await Array.fromAsync(client.selectPairs({ spec: studentSpec() }, limit));
    const pairs = rest.flatMap((part) => part.pairs);
    assert.deepEqual([first!.pairs, first!.bitextReports[0]!.trainingPairs, pairs.length], [[], 224, 224]);
    const lines = new Set(system.world.pairs.map(({ english, foreign }) => `${english}\t${foreign}`));
    assert.ok(pairs.every(({ english, foreign }) => lines.has(`${english}\t${foreign}`)));
    const { student } = studentSpec();
    const budget = { ...student, bitext: [{ dataset: 'tiny', language: 'hi', maxPairs: 50 }] };
    const parts = await Array.fromAsync(client.selectPairs({ spec: studentSpec({ student: budget }) }, limit));
    assert.deepEqual(
      parts.flatMap((part) => part.pairs),
      pairs.slice(0, 50),
    );
    const counted = await Array.fromAsync(client.selectPairs({ spec: studentSpec(), omitPairs: true }, limit));
    assert.deepEqual(counted, [first]);
    await assertRejected(
      () => Array.fromAsync(client.selectPairs({ spec: { outputName: 'x' } }, limit)),
      'invalid-argument',
      'spec.kind',
    );
    assert.equal((await client.listJobs({})).jobs.length, jobs.length);
  });

  it('cancels a running job between two steps', async () => {
    const { client } = distiller;
    const created = await client.createJob({ requestId: 'cancelled', spec: studentSpec({}, 100_000) }, limit);
    const { id } = created.job!;
    for await (const { event } of client.watchJob({ jobId: id }, limit)) {
      if (event!.progress) await client.cancelJob({ jobId: id, reason: 'enough' });
    }
    const { job } = await client.getJob({ jobId: id });
    assert.deepEqual([job!.state, job!.statusMessage], ['JOB_STATE_CANCELLED', 'enough']);
    const { runningJobIds, queuedJobs } = await client.describeService({});
    assert.deepEqual([runningJobIds, queuedJobs], [[], 0]);
  });

  it('is the only one on its folder', async () => {
    const { code, stderr } = await runService('distiller', system.world.home);
    assert.equal(code, 1);
    assert.match(stderr, /another process uses the embedded job queue/);
  });
});
