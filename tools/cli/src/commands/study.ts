import { randomUUID } from 'node:crypto';
import { Command, Option } from 'commander';
import type { StudyState } from '@optical/contracts/evaluator';
import { withService } from '../connect/with-service.ts';
import { receiveFiles } from '../models/receive-files.ts';
import { parseCount } from '../models/parse-count.ts';
import { outputClosed } from '../output/closed-output.ts';
import { printJsonLine } from '../output/print.ts';
import { readContext } from '../settings.ts';
import type { CommandContext, GlobalOptions } from '../settings.ts';
import { ensureTeacher } from '../models/default-teacher.ts';
import { needsTeacher } from '../study/needs-teacher.ts';
import { followStudy } from '../study/follow-study.ts';
import type { EvaluatorClient } from '../study/follow-study.ts';
import { reportFormats, saveReport } from '../study/save-report.ts';
import type { ReportName } from '../study/save-report.ts';
import { describePlan, printStudies, printStudy, studyState } from '../study/study-output.ts';
import { readStudySpec } from '../study/study-spec.ts';
import type { StudyFlags } from '../study/study-spec.ts';

interface RunOptions extends GlobalOptions, StudyFlags {
  readonly requestId?: string;
  readonly detach?: boolean;
}

const states = ['queued', 'running', 'succeeded', 'failed', 'cancelled'];
const createDeadlineMs = 120_000;
const pageSize = 100;
const exportDeadlineMs = 3_600_000;

const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

/** What says which study is meant. */
const specified = (command: Command): Command =>
  command
    .option('-f, --file <yaml>', 'specification, with the fields of StudySpec; flags win over it')
    .option('--preset <name>', 'smoke, quick, standard, scratch, pretrained or low-resource')
    .option('--name <text>', 'name for people')
    .option('--language <tag>', 'language of the queries; may be repeated', collect)
    .option('--seed <n>', 'seed; may be repeated', collect)
    .option('--budget <pairs>', 'bitext budget, 0 for all; may be repeated', collect)
    .option('--teacher <model>', 'teacher: name, name@alias or name@digest')
    .option('--base <model>', 'multilingual model that students start from')
    .option('--steps <n>', 'optimisation steps of each student')
    .option('--max-queries <n>', 'queries of each language that count; 0 for all')
    .option('--max-seconds <n>', 'time after which no further cell is started');

const runCommand = specified(new Command('run'))
  .description('start a study and follow it; Ctrl-C leaves it running')
  .option('--request-id <id>', 'the same identifier finds the same study again')
  .option('--detach', 'print the study and do not follow it')
  .action(async (_options: unknown, command: Command) => {
    const options = command.optsWithGlobals<RunOptions>();
    const context = readContext(options);
    const { requestId = randomUUID(), detach = false } = options;
    const spec = readStudySpec(options);
    if (needsTeacher(spec)) await withService(context, 'teacher', ensureTeacher);
    await withService(context, 'evaluator', async (client) => {
      const { study } = await client.createStudy({ requestId, spec }, { deadlineMs: createDeadlineMs });
      if (!context.json) console.log(`study ${study!.id}: ${describePlan(study!.plan!)}`);
      else if (detach) printJsonLine(study);
      if (!detach) await follow(client, study!.id, context);
    });
  });

const planCommand = specified(new Command('plan'))
  .description('complete and check a study and say what it would take; start nothing')
  .action(async (_options: unknown, command: Command) => {
    const options = command.optsWithGlobals<RunOptions>();
    const context = readContext(options);
    const spec = readStudySpec(options);
    if (needsTeacher(spec)) await withService(context, 'teacher', ensureTeacher);
    await withService(context, 'evaluator', async (client) => {
      const request = { requestId: randomUUID(), spec, validateOnly: true };
      const { study } = await client.createStudy(request, { deadlineMs: createDeadlineMs });
      if (context.json) printJsonLine(study);
      else console.log(describePlan(study!.plan!));
    });
  });

const listCommand = new Command('list')
  .description('studies, newest first')
  .addOption(new Option('--state <state>', 'only studies in this state').choices(states))
  .option('--limit <n>', 'most studies to list', '50')
  .action(async (_options: unknown, command: Command) => {
    const options = command.optsWithGlobals<GlobalOptions & { readonly state?: string; readonly limit: string }>();
    const context = readContext(options);
    const limit = parseCount('--limit', options.limit, 1, 100_000);
    const wanted = options.state === undefined ? [] : [`STUDY_STATE_${options.state.toUpperCase()}` as StudyState];
    await withService(context, 'evaluator', async (client) => {
      const studies = [];
      let pageToken = '';
      do {
        const size = Math.min(pageSize, limit - studies.length);
        const page = await client.listStudies({ states: wanted, pageSize: size, pageToken });
        studies.push(...page.studies);
        pageToken = page.nextPageToken;
      } while (pageToken !== '' && studies.length < limit);
      printStudies(studies, context.json);
    });
  });

const showCommand = new Command('show')
  .description('one study with the table of its results so far')
  .argument('<id>', 'study')
  .action(async (studyId: string, _options: unknown, command: Command) => {
    const context = readContext(command.optsWithGlobals<GlobalOptions>());
    await withService(context, 'evaluator', async (client) => {
      printStudy((await client.getStudy({ studyId })).study!, context.json);
    });
  });

const watchCommand = new Command('watch')
  .description('follow a study until it ends; with --json its whole history, one event a line')
  .argument('<id>', 'study')
  .action(async (studyId: string, _options: unknown, command: Command) => {
    const context = readContext(command.optsWithGlobals<GlobalOptions>());
    await withService(context, 'evaluator', (client) => follow(client, studyId, context));
  });

const cancelCommand = new Command('cancel')
  .description('end a study and its jobs; results so far are kept')
  .argument('<id>', 'study')
  .option('--reason <text>', 'kept with the study', '')
  .action(async (studyId: string, _options: unknown, command: Command) => {
    const options = command.optsWithGlobals<GlobalOptions & { readonly reason: string }>();
    const context = readContext(options);
    await withService(context, 'evaluator', async (client) => {
      const { study } = await client.cancelStudy({ studyId, reason: options.reason });
      if (context.json) printJsonLine(study);
      else
        console.log(
          `study ${studyId} ${study!.state === 'STUDY_STATE_RUNNING' ? 'is being ended' : studyState(study!.state)}`,
        );
    });
  });

const reportCommand = new Command('report')
  .description('write the report of a study, of what is known so far while it runs')
  .argument('<id>', 'study')
  .addOption(new Option('--format <format>', 'what to write').choices(Object.keys(reportFormats)).default('html'))
  .option('-o, --output <file>', 'where to write it; default study-<id> with the extension, here')
  .action(async (studyId: string, _options: unknown, command: Command) => {
    const options = command.optsWithGlobals<
      GlobalOptions & { readonly format: ReportName; readonly output?: string }
    >();
    const context = readContext(options);
    await withService(context, 'evaluator', async (client) => {
      const file = await saveReport(client, studyId, options.format, options.output);
      if (context.json) printJsonLine({ file });
      else console.log(file);
    });
  });

const exportCommand = new Command('export')
  .description('write every run and all judgments of a study as TREC files')
  .argument('<id>', 'study')
  .option('-o, --output <folder>', 'new folder; default study-<id>')
  .action(async (studyId: string, _options: unknown, command: Command) => {
    const options = command.optsWithGlobals<GlobalOptions & { readonly output?: string }>();
    const context = readContext(options);
    const { output = `study-${studyId}` } = options;
    await withService(context, 'evaluator', async (client) => {
      async function* chunks() {
        for await (const { chunk } of client.exportStudy({ studyId }, { deadlineMs: exportDeadlineMs })) yield chunk!;
      }
      const files = await receiveFiles(chunks(), output, () => undefined);
      if (context.json) printJsonLine({ folder: output, files: files.length });
      else console.log(`${files.length} files in ${output}`);
    });
  });

/** `optical study`: which arm of distillation does what, in which language. */
export const studyCommand = new Command('study')
  .description('studies: arms x languages x seeds x settings x bitext budgets')
  .addCommand(runCommand)
  .addCommand(planCommand)
  .addCommand(listCommand)
  .addCommand(showCommand)
  .addCommand(watchCommand)
  .addCommand(cancelCommand)
  .addCommand(reportCommand)
  .addCommand(exportCommand);

/** Follows a study; Ctrl-C leaves it alone and says how to go on. Exit code 1 for a study that failed. */
async function follow(client: EvaluatorClient, studyId: string, context: CommandContext): Promise<void> {
  const detach = new AbortController();
  const onInterrupt = (): void => {
    detach.abort();
  };
  process.once('SIGINT', onInterrupt);
  try {
    const study = await followStudy(client, studyId, context, AbortSignal.any([detach.signal, outputClosed]));
    if (outputClosed.aborted) return;
    if (!detach.signal.aborted) {
      printStudy(study, context.json);
      if (study.state === 'STUDY_STATE_FAILED') process.exitCode = 1;
      return;
    }
  } finally {
    process.off('SIGINT', onInterrupt);
  }
  const at = context.home === '.optical' ? '' : ` --home ${context.home}`;
  console.error(
    `\nstudy ${studyId} goes on. Watch it:  optical study watch ${studyId}${at}\nEnd it:    optical study cancel ${studyId}${at}`,
  );
}
