import path from 'node:path';
import { buildEncodeModel } from '@optical/encoder';
import type { EncodeRequest, EncodeStreamRequest } from '@optical/contracts/teacher';
import { openSession } from '@optical/ort';
import type { EncodeSession } from '@optical/ort';
import { temporaryFolder } from '@optical/testing';
import { interleave } from '../measure/interleave.ts';
import { measureOverload } from '../measure/overload.ts';
import type { OverloadFigures } from '../measure/overload.ts';
import { median } from '../measure/quantile.ts';
import { seededUniform } from '../measure/seeded-uniform.ts';
import { closedLoop } from '../platform/closed-loop.ts';
import { packageVersion } from '../record/measurement-record.ts';
import type { Measurement } from '../record/measurement-record.ts';
import { benchCheckpoint, publishBenchModel } from './bench-model.ts';
import { startTeacher } from './teacher-process.ts';
import type { TeacherProcess } from './teacher-process.ts';

const seed = 1;

/** Tokens, special ones included; a call's reply stays below the message limit of 4 MiB. */
const config = {
  model: 'shape of all-MiniLM-L6-v2',
  length: 64,
  rawTexts: 64,
  callTexts: 32,
  rounds: 5,
  batchesPerRound: 2,
  threads: 2,
  overload: {
    callTexts: 32,
    length: 32,
    callers: 16,
    factor: 10,
    deadlineMs: 5_000,
    settleSeconds: 4,
    seconds: 16,
    rounds: 3,
  },
};

const name = 'teacher/bench';

/**
 * Encoding through the teacher service against its ONNX model run batch after batch: the same tokens, the same batches,
 * the same threads. The service is a process of its own that answers in float32; then ten times the load it can take.
 */
export async function benchEncode(onRound: (round: number, of: number) => void): Promise<Measurement> {
  using folder = temporaryFolder();
  const checkpoint = benchCheckpoint(seed);
  await publishBenchModel(path.join(folder.path, 'artifacts'), name, checkpoint);
  const { length, rawTexts, threads, rounds } = config;
  await using teacher = await startTeacher(folder.path, {
    OPTICAL_ENCODING_DEVICE: 'cpu',
    OPTICAL_ENCODING_THREADS: String(threads),
    OPTICAL_ENCODING_BATCH_TOKENS: String(length * rawTexts),
    OPTICAL_ENCODING_PRELOAD: name,
  });
  const raw = await openSession({ model: buildEncodeModel(checkpoint.architecture, checkpoint.parameters), threads });
  const delays: number[] = [];
  const figures = await interleave(
    {
      raw: () => rawTokensPerSecond(raw),
      service: async () => {
        teacher.resetDelay();
        const tokensPerSecond = await serviceTokensPerSecond(teacher);
        delays.push((await teacher.readDelay()).p99);
        return tokensPerSecond;
      },
    },
    rounds,
    (round) => {
      onRound(round, rounds);
    },
  );
  await raw.close();
  const load = await loadFigures(teacher);
  return {
    versions: { 'onnxruntime-node': packageVersion('onnxruntime-node') },
    config,
    seed,
    runs: rounds,
    metrics: {
      'ratio.raw_session': median(figures.service.map((rate, round) => rate / figures.raw[round]!)),
      'tokens_per_second.service': median(figures.service),
      'tokens_per_second.raw_session': median(figures.raw),
      'event_loop_delay_ms.p99': median(delays),
      'event_loop_delay_ms.p99.worst_round': Math.max(...delays),
      ...load,
    },
  };
}

/** Answered calls per second of callers that wait for their answers, and of ten times as many that do not. */
async function loadFigures({
  client,
  sendEncode,
  resetDelay,
  readDelay,
}: TeacherProcess): Promise<Record<string, number>> {
  const { callTexts, length, callers, deadlineMs, seconds, rounds } = config.overload;
  const request = requestOf(callTexts, length - 2);
  const call = () => client.encode(request, { deadlineMs: 60_000 });
  const send = async () => (await sendEncode(request, deadlineMs)).code;
  let peak = (await closedLoop(call, callers, 2 * callers)).throughput;
  const delays: number[] = [];
  const overloads: OverloadFigures[] = [];
  const figures = await interleave(
    {
      peak: async () => (peak = (await closedLoop(call, callers, Math.ceil(peak * seconds))).throughput),
      overload: async () => {
        resetDelay();
        const overload = await measureOverload(send, { ...config.overload, peak });
        delays.push((await readDelay()).p99);
        overloads.push(overload);
        return overload.good;
      },
    },
    rounds,
  );
  // The first one warmed up.
  const counted = overloads.slice(1);
  return {
    'event_loop_delay_ms.p99.overload': median(delays),
    'overload.peak_calls_per_second': median(figures.peak),
    'overload.offered_calls_per_second': median(counted.map(({ offered }) => offered)),
    'overload.good_calls_per_second': median(figures.overload),
    'overload.goodput_share': median(figures.overload.map((good, round) => good / figures.peak[round]!)),
    'overload.refused_share': median(counted.map(({ refusedShare }) => refusedShare)),
  };
}

/** Two batches are under way at a time, as in the service: the session never idles. */
async function rawTokensPerSecond(session: EncodeSession): Promise<number> {
  const { rawTexts, length, batchesPerRound } = config;
  const next = seededUniform(seed);
  const begun = performance.now();
  let left = batchesPerRound;
  const worker = async (): Promise<void> => {
    while (left-- > 0) {
      const shape = [rawTexts, length];
      const ids = BigInt64Array.from({ length: rawTexts * length }, () => BigInt(5 + Math.floor(next() * 30_000)));
      const mask = new BigInt64Array(rawTexts * length).fill(1n);
      await session.run({
        input_ids: { dtype: 'int64', shape, data: ids },
        attention_mask: { dtype: 'int64', shape, data: mask },
      });
    }
  };
  await Promise.all([worker(), worker()]);
  return (rawTexts * length * batchesPerRound * 1000) / (performance.now() - begun);
}

async function serviceTokensPerSecond({ client }: TeacherProcess): Promise<number> {
  const { callTexts, length, rawTexts, batchesPerRound } = config;
  const calls = (batchesPerRound * rawTexts) / callTexts;
  const request = requestOf(callTexts, length - 2);
  async function* requests(): AsyncGenerator<EncodeStreamRequest> {
    for (let sequence = 1; sequence <= calls; sequence++) {
      await Promise.resolve();
      yield { sequence, request };
    }
  }
  const begun = performance.now();
  let tokens = 0;
  for await (const { response, error } of client.encodeStream(requests())) {
    if (response === null || response === undefined) throw new Error(`a batch was refused: ${error?.message}`);
    tokens += response.computedTokens;
  }
  return (tokens * 1000) / (performance.now() - begun);
}

function requestOf(texts: number, tokens: number): EncodeRequest {
  const next = seededUniform(seed);
  const ids = () => Array.from({ length: tokens }, () => 5 + Math.floor(next() * 30_000));
  const inputs = Array.from({ length: texts }, () => ({ tokens: { ids: ids() } }));
  return { model: name, role: 'ROLE_PASSAGE', language: 'en', inputs };
}
