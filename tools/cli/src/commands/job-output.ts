import { dateFromTimestamp } from '@optical/contracts';
import type {
  Alarm__Output,
  BitextReport__Output,
  Job__Output,
  JobProgress__Output,
} from '@optical/contracts/distiller';
import { formatDuration } from '../output/format.ts';
import { printJsonLine, renderTable } from '../output/print.ts';

/** `JOB_STATE_RUNNING` as `running`. */
export const shortName = (prefix: string, name: unknown): string =>
  String(name).replace(`${prefix}_`, '').replaceAll('_', '-').toLowerCase();

export const stateName = (state: unknown): string => shortName('JOB_STATE', state);

/** What stands beside the bar of a training. */
export function progressNote(progress: JobProgress__Output, alarms: number): string {
  const { loss, heldOutLoss, marginalResidual, examplesPerSecond, etaSeconds, lastNdcg } = progress;
  return [
    `loss ${loss.toPrecision(3)}`,
    heldOutLoss === undefined ? '' : `held out ${heldOutLoss.toPrecision(3)}`,
    marginalResidual === undefined ? '' : `residual ${marginalResidual.toExponential(1)}`,
    `${examplesPerSecond.toPrecision(3)} pairs/s`,
    etaSeconds === undefined ? '' : `ETA ${formatDuration(1000 * etaSeconds)}`,
    lastNdcg === undefined ? '' : `nDCG@10 ${lastNdcg.toFixed(3)}`,
    alarms === 0 ? '' : `${alarms} alarm${alarms === 1 ? '' : 's'}`,
  ]
    .filter((part) => part !== '')
    .join('  ');
}

export const describeAlarm = ({ kind, action, value, threshold, step }: Alarm__Output): string =>
  `alarm ${shortName('ALARM_KIND', kind)} at step ${step}: ${value.toPrecision(3)} against ${threshold} (${shortName('ALARM_ACTION', action)})`;

export function printJobs(jobs: readonly Job__Output[], json: boolean): void {
  if (json) {
    jobs.forEach(printJsonLine);
    return;
  }
  const rows = jobs.map(({ id, state, spec, progress, createTime }) => [
    id,
    stateName(state),
    spec?.outputName ?? '',
    progress ? `${progress.step}/${progress.totalSteps}` : '',
    progress ? progress.loss.toPrecision(3) : '',
    createTime ? dateFromTimestamp(createTime).toISOString() : '',
  ]);
  console.log(renderTable(['job', 'state', 'output', 'steps', 'loss', 'created'], rows));
}

/** One job with what its check found, its snapshots, scores and alarms. */
export function printJob(job: Job__Output, json: boolean): void {
  if (json) {
    printJsonLine(job);
    return;
  }
  const { progress, result } = job;
  const trace = job.traceId === '' ? '' : `  trace ${job.traceId}`;
  console.log(`job ${job.id}  ${stateName(job.state)}  attempt ${job.attempts}${trace}`);
  if (job.statusMessage !== '') console.log(job.statusMessage);
  if (progress)
    console.log(`step ${progress.step}/${progress.totalSteps}  ${progressNote(progress, job.alarms.length)}`);
  printReports(job.bitextReports);
  job.alarms.forEach((alarm) => {
    console.log(describeAlarm(alarm));
  });
  if (job.snapshots.length > 0) {
    const rows = job.snapshots.map(({ step, model, heldOutLoss, trainingSeconds }) => [
      String(step),
      formatDuration(1000 * trainingSeconds),
      heldOutLoss?.toPrecision(4) ?? '',
      scoresOf(job, model?.digest),
      `${model?.name ?? ''}@${model?.digest.slice(0, 12) ?? ''}`,
    ]);
    console.log(renderTable(['step', 'trained', 'held out', 'scores', 'snapshot'], rows));
  }
  if (result) console.log(`result ${result.name}@${result.digest}`);
}

export function printReports(reports: readonly BitextReport__Output[]): void {
  if (reports.length === 0) return;
  const rows = reports.map((report) => [
    report.dataset?.name ?? '',
    report.language,
    ...[report.readPairs, report.malformedLines, report.duplicatePairs, report.leakedPairs].map(String),
    ...[report.longSourcePairs, report.longTargetPairs, report.trainingPairs, report.heldOutPairs].map(String),
  ]);
  const counts = ['read', 'malformed', 'repeated', 'leaked', 'long en', 'long foreign', 'training', 'held out'];
  console.log(renderTable(['bitext', 'language', ...counts], rows));
}

function scoresOf({ scores }: Job__Output, digest: string | undefined): string {
  return scores
    .filter(({ modelDigest }) => modelDigest === digest)
    .map(({ dataset, metric, value }) => {
      const cutoff = metric?.cutoff ? `@${metric.cutoff}` : '';
      return `${dataset} ${shortName('METRIC_KIND', metric?.kind)}${cutoff} ${value.toFixed(3)}`;
    })
    .join(', ');
}
