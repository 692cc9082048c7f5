import path from 'node:path';
import { Command } from 'commander';
import { loadContract } from '@optical/contracts';
import type { Stem } from '@optical/contracts';
import type { Study__Output } from '@optical/contracts/evaluator';
import { createClient } from '@optical/grpc';
import type { ServiceClient } from '@optical/grpc';
import { withSession } from '../connect/session.ts';
import type { Session } from '../connect/session.ts';
import { readContext } from '../settings.ts';
import type { CommandContext, GlobalOptions } from '../settings.ts';
import { firstStudy } from '../study/first-study.ts';
import { followStudy } from '../study/follow-study.ts';
import { saveReport } from '../study/save-report.ts';
import { describePlan, printStudy } from '../study/study-output.ts';
import { endSignal } from '../up/end-signal.ts';
import { lockHome } from '../up/home-lock.ts';
import { removeRunFile } from '../up/run-file.ts';
import { startAll } from '../up/start-all.ts';
import type { RunningSystem } from '../up/start-all.ts';
import { eventPrinter, reportGivenUp } from './up.ts';

interface StartOptions extends GlobalOptions {
  readonly preset: string;
  readonly exit?: boolean;
}

/** `optical start`: every service and a first study. Exit code 1 when a service does not start or the study fails. */
export const startCommand = new Command('start')
  .description('start every service and run a first study; on a terminal the services stay up afterwards')
  .option('--preset <name>', 'study to run', 'quick')
  .option('--exit', 'stop the services after the study, also on a terminal')
  .action(async (_options: unknown, command: Command) => {
    const options = command.optsWithGlobals<StartOptions>();
    const context = readContext(options);
    const stop = endSignal();
    const unlock = await lockHome(context.home);
    try {
      await withSession(context, async (session) => {
        const system = await startAll(context, session, stop, eventPrinter(context));
        try {
          await Promise.race([work(system, context, session, options, stop), system.ended]);
        } catch (error) {
          if (!stop.aborted) throw error;
        } finally {
          await system.supervisor.stop();
          reportGivenUp(system, context);
        }
      });
    } finally {
      removeRunFile(context.home);
      await unlock();
    }
  });

async function work(
  system: RunningSystem,
  context: CommandContext,
  session: Session,
  { preset, exit = false }: StartOptions,
  stop: AbortSignal,
): Promise<void> {
  await system.ready;
  using clients = connectTo(system, session);
  const evaluator = clients.client('evaluator');
  const { study, note } = await firstStudy(evaluator, clients.client('teacher'), preset);
  if (!context.json) {
    if (note !== '') console.log(note);
    console.log(`study ${study.id}: ${describePlan(study.plan!)}`);
  }
  const ended = await followStudy(evaluator, study.id, context, stop);
  if (stop.aborted) return;
  printStudy(ended, context.json);
  if (ended.state === 'STUDY_STATE_FAILED') process.exitCode = 1;
  const report = await writeReport(evaluator, ended, context);
  const stays = process.stdout.isTTY && !exit;
  if (!context.json) {
    console.log(`report: ${report}`);
    if (stays) await printNext(system, clients.client('indexer'), ended, context);
  }
  if (stays) await stopped(stop);
}

/** For people and for programs. @returns path of the one for people */
async function writeReport(
  evaluator: ServiceClient<'evaluator'>,
  { id }: Study__Output,
  { home }: CommandContext,
): Promise<string> {
  const fileOf = (extension: string) => path.join(path.resolve(home), 'reports', `study-${id}.${extension}`);
  await saveReport(evaluator, id, 'json', fileOf('json'));
  return saveReport(evaluator, id, 'html', fileOf('html'));
}

interface Clients extends Disposable {
  client<S extends Stem>(stem: S): ServiceClient<S>;
}

function connectTo({ launches }: RunningSystem, session: Session): Clients {
  const open: { close(): void }[] = [];
  return {
    client: (stem) => {
      const { address } = launches.find((launch) => launch.stem === stem)!;
      const client = createClient(loadContract(stem), { address, ...session });
      open.push(client);
      return client;
    },
    [Symbol.dispose]: () => {
      for (const client of open) client.close();
    },
  };
}

/** Questions of XQuAD about one paragraph, to try. */
const examples: Readonly<Record<string, string>> = {
  es: '¿Cuántos puntos concedió la defensa de los Panthers?',
  hi: 'पैंथर्स के रक्षण ने कितने अंक दिए?',
  th: 'ทีมรับของแพนเธอร์สเสียไปกี่แต้ม',
};

/** Searches that work now: in the passages that the evaluator has indexed, with a student of each language. */
async function printNext(
  { launches }: RunningSystem,
  indexer: ServiceClient<'indexer'>,
  { spec, cells }: Study__Output,
  { home }: CommandContext,
): Promise<void> {
  const retriever = launches.find(({ stem }) => stem === 'retriever');
  console.log(`\nThe services stay up; Ctrl-C stops them. The retriever is at ${retriever?.address ?? ''}.`);
  const { collections } = await indexer.listCollections({});
  const name = collections.findLast((collection) => collection.spec?.name.startsWith('evaluation-'))?.spec?.name;
  if (name === undefined) return;
  const at = home === '.optical' ? '' : ` --home ${home}`;
  for (const language of spec?.languages ?? []) {
    const model = cells.findLast((cell) => cell.language === language && cell.curve.at(-1)?.model)?.curve.at(-1)?.model;
    const query = examples[language];
    if (model && query !== undefined)
      console.log(
        `  npx optical search --lang ${language} --collection ${name} --model ${model.name}@${model.digest.slice(0, 12)} "${query}"${at}`,
      );
  }
}

const stopped = (stop: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    stop.addEventListener('abort', () => {
      resolve();
    });
  });
