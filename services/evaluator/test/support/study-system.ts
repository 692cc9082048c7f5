import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Study__Output, StudyEvent__Output, StudySpec } from '@optical/contracts/evaluator';
import { OpticalError } from '@optical/errors';
import type { StudyResult } from '@optical/evaluation';
import { startService } from '@optical/testing/service-process';
import type { ServiceProcess } from '@optical/testing/service-process';

export type Evaluator = ServiceProcess<'evaluator'>;

/** The services that a study needs, and evaluators as they are asked for. */
export interface StudySystem extends AsyncDisposable {
  readonly home: string;
  /** Data folder of the services. */
  readonly data: string;
  /** Starts an evaluator; at the address of an earlier one where `port` is its port. */
  start(environment?: Readonly<Record<string, string>>): Promise<Evaluator>;
  /** Kills a service as it is and starts it again at the same address. */
  kill(stem: 'tokenizer' | 'teacher' | 'distiller'): Promise<void>;
}

const quick = {
  OPTICAL_STUDIES_POLL_MS: '100',
  OPTICAL_STUDIES_PROGRESS_MS: '20',
  OPTICAL_STUDIES_RETRY_BASE_MS: '10',
  OPTICAL_STUDIES_LEASE_MS: '3000',
  OPTICAL_RANKING_THREADS: '1',
};

export async function startStudySystem(folder: string): Promise<StudySystem> {
  const home = path.join(folder, 'home');
  const data = path.join(folder, 'data');
  mkdirSync(data);
  const artifacts = { OPTICAL_ARTIFACTS_DIRECTORY: path.join(home, 'artifacts'), OPTICAL_DATA: data };
  const [tokenizer, teacher] = await Promise.all([
    startService('tokenizer', home, artifacts),
    startService('teacher', home, { ...artifacts, OPTICAL_ENCODING_DEVICE: 'cpu' }),
  ]);
  const running: Record<string, ServiceProcess<'tokenizer'> | ServiceProcess<'teacher'> | ServiceProcess<'distiller'>> =
    {
      tokenizer,
      teacher,
    };
  const peers = {
    OPTICAL_PEERS_TOKENIZER: tokenizer.address,
    OPTICAL_PEERS_TEACHER: teacher.address,
  };
  const environments = {
    tokenizer: artifacts,
    teacher: { ...artifacts, OPTICAL_ENCODING_DEVICE: 'cpu' },
    distiller: {
      ...artifacts,
      ...peers,
      OPTICAL_TRAINING_DEVICE: 'cpu',
      OPTICAL_TRAINING_THREADS: '1',
      OPTICAL_TRAINING_PROGRESS_MS: '20',
      OPTICAL_JOBS_POLL_MS: '100',
      OPTICAL_JOBS_RETRY_BASE_MS: '10',
      OPTICAL_JOBS_LEASE_MS: '3000',
    },
  } as const;
  running.distiller = await startService('distiller', home, environments.distiller);
  const evaluators: Evaluator[] = [];
  return {
    home,
    data,
    start: async (environment = {}) => {
      const evaluator = await startService('evaluator', home, {
        ...artifacts,
        ...peers,
        OPTICAL_PEERS_DISTILLER: running.distiller!.address,
        ...quick,
        ...environment,
      });
      evaluators.push(evaluator);
      return evaluator;
    },
    kill: async (stem) => {
      const { address } = running[stem]!;
      await running[stem]!.kill();
      const port = address.split(':')[1]!;
      running[stem] = await startService(stem, home, { ...environments[stem], OPTICAL_GRPC_PORT: port });
    },
    [Symbol.asyncDispose]: async () => {
      for (const process of [...evaluators, ...Object.values(running).reverse()]) await process[Symbol.asyncDispose]();
    },
  };
}

/** The smoke study with less in it. */
export const tinySpec = (about: StudySpec = {}): StudySpec => ({
  preset: 'smoke',
  maxQueries: 40,
  ...about,
});

/** The same study with the teacher that it has made, so that no other is trained. */
export const withTeacherOf = ({ id, spec }: Study__Output, about: StudySpec = {}): StudySpec => ({
  ...spec,
  preset: '',
  teacherJob: null,
  studentTemplate: {
    ...spec!.studentTemplate,
    student: { ...spec!.studentTemplate!.student, teacher: `teacher/study-${id}` },
  },
  ...about,
});

/** Creates a study, follows it to its end through kills of the evaluator, and gets it with its cells. */
export async function runStudy(
  current: () => Evaluator,
  requestId: string,
  spec: StudySpec,
  onEvent: (event: StudyEvent__Output, studyId: string) => void = () => undefined,
): Promise<Study__Output> {
  const { study } = await current().client.createStudy({ requestId, spec }, { deadlineMs: 120_000 });
  let afterSequence = 0;
  for (;;) {
    try {
      const { client } = current();
      for await (const { event } of client.watchStudy({ studyId: study!.id, afterSequence }, { deadlineMs: 600_000 })) {
        afterSequence = event!.sequence;
        onEvent(event!, study!.id);
      }
      return (await client.getStudy({ studyId: study!.id })).study!;
    } catch (error) {
      // Whoever kills the evaluator closes its client, too.
      if (error instanceof OpticalError && error.kind === 'not-found') throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** What the report of a study is made of. */
export async function resultOf({ client }: Evaluator, studyId: string): Promise<StudyResult> {
  let text = '';
  const request = { studyId, format: 'REPORT_FORMAT_JSON' } as const;
  for await (const { chunk } of client.getReport(request, { deadlineMs: 60_000 })) text += chunk!.data.toString();
  return (JSON.parse(text) as { study: StudyResult }).study;
}

/** Final value of the main metric by cell. */
export const finalValues = ({ cells }: Study__Output): Record<string, number | undefined> =>
  Object.fromEntries(cells.map(({ id, curve }) => [id, curve.at(-1)?.results[0]?.values[0]?.mean]));

/** Everything of a study that must not depend on when and how often it was interrupted. */
export const outcomeOf = ({ cells }: Study__Output): object[] =>
  cells.map(({ id, state, learningRate, curve }) => ({
    id,
    state,
    learningRate,
    curve: curve.map(({ step, pairs, results }) => ({
      step,
      pairs,
      values: results.map(({ values }) => values.map(({ mean, interval }) => [mean, interval?.lower, interval?.upper])),
    })),
  }));
