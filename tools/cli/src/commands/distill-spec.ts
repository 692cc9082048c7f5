import { loadContract } from '@optical/contracts';
import type { CreateJobRequest, JobSpec, Objective } from '@optical/contracts/distiller';
import { invalidArgument } from '@optical/errors';
import { jobPrefixes, readNumber, readYamlMessage, refuseUnknown, wireName } from '../spec/yaml-message.ts';
import type { Node } from '../spec/yaml-message.ts';

/** What `optical distill` is told by flags; they win over the file. */
export interface DistillFlags {
  readonly file?: string;
  readonly output?: string;
  readonly name?: string;
  readonly teacher?: string;
  readonly vocabulary?: string;
  readonly bitext?: readonly string[];
  readonly objective?: readonly string[];
  readonly start?: string;
  readonly maxPairs?: string;
  readonly maxTokens?: string;
  readonly steps?: string;
  readonly batch?: string;
  readonly learningRate?: string;
  readonly seed?: string;
  readonly snapshots?: string;
  readonly label?: readonly string[];
}

/**
 * The specification that file and flags say, over `base`; what they leave out has the service's defaults.
 * @throws OpticalError `invalid-argument` for a file that cannot be read and fields that the contract does not have
 */
export function readSpec(flags: DistillFlags, base: JobSpec = {}): JobSpec {
  const spec: Node = { ...base, ...(flags.file !== undefined && readYamlMessage(flags.file, jobPrefixes)) };
  for (const [field, value] of [
    ['outputName', flags.output],
    ['displayName', flags.name],
  ] as const)
    if (value !== undefined) spec[field] = value;
  if (flags.seed !== undefined) spec.seed = readNumber('--seed', flags.seed);
  if (flags.label)
    spec.labels = { ...(spec.labels as Node | undefined), ...Object.fromEntries(flags.label.map(readLabel)) };
  set(spec, 'schedule', 'steps', flags.steps && readNumber('--steps', flags.steps));
  set(spec, 'batch', 'examples', flags.batch && readNumber('--batch', flags.batch));
  set(spec, 'optimizer', 'learningRate', flags.learningRate && readNumber('--learning-rate', flags.learningRate));
  set(spec, 'checkpoints', 'snapshots', flags.snapshots && readNumber('--snapshots', flags.snapshots));
  set(spec, 'student', 'teacher', flags.teacher);
  set(spec, 'student', 'vocabulary', flags.vocabulary);
  set(spec, 'student', 'maxTokens', flags.maxTokens && readNumber('--max-tokens', flags.maxTokens));
  const maxPairs = flags.maxPairs === undefined ? 0 : readNumber('--max-pairs', flags.maxPairs);
  set(
    spec,
    'student',
    'bitext',
    flags.bitext?.map((text) => readBitext(text, maxPairs)),
  );
  set(spec, 'student', 'objectives', flags.objective?.flatMap(readObjective));
  set(spec, 'student', 'initialization', flags.start && readStart(flags.start));
  refuseUnknown(spec, () => throughContract(spec), 'a job; see proto/optical/distiller/v1');
  return spec;
}

function set(spec: Node, section: string, field: string, value: unknown): void {
  if (value === undefined) return;
  spec[section] = { ...(spec[section] as Node | undefined), [field]: value };
}

/** `tatoeba:hi`: data set and language. */
function readBitext(text: string, maxPairs: number): { dataset: string; language: string; maxPairs: number } {
  const at = text.lastIndexOf(':');
  if (at < 1)
    throw invalidArgument({ field: '--bitext', description: `${JSON.stringify(text)} is not dataset:language` });
  return { dataset: text.slice(0, at), language: text.slice(at + 1), maxPairs };
}

/** `ot-sinkhorn` or `contrastive=0.5`; `none` trains nothing. */
function readObjective(text: string): { objective: Objective; weight: number }[] {
  if (text === 'none') return [];
  const [name = '', weight = '1'] = text.split('=');
  return [{ objective: wireName('OBJECTIVE', name) as Objective, weight: readNumber('--objective', weight) }];
}

function readStart(text: string): object {
  if (text === 'teacher') return { teacher: {} };
  if (text === 'aligned') return { aligned: {} };
  return { checkpoint: { model: text } };
}

function readLabel(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw invalidArgument({ field: '--label', description: `${JSON.stringify(text)} is not key=value` });
  return [text.slice(0, at), text.slice(at + 1)];
}

function throughContract(spec: JobSpec): unknown {
  const { requestSerialize, requestDeserialize } = loadContract('distiller').definition.CreateJob;
  return requestDeserialize(requestSerialize({ spec } satisfies CreateJobRequest)).spec;
}
