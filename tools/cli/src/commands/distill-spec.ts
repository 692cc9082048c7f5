import { readFileSync } from 'node:fs';
import { loadContract } from '@optical/contracts';
import type { CreateJobRequest, JobSpec, Objective } from '@optical/contracts/distiller';
import { invalidArgument } from '@optical/errors';
import { parse } from 'yaml';

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

type Node = Record<string, unknown>;

/** Prefix of the names of an enumeration, by field: short names such as `ot-sinkhorn` stand for them. */
const prefixes: Readonly<Record<string, string>> = {
  objective: 'OBJECTIVE',
  kind: 'ALARM_KIND',
  action: 'ALARM_ACTION',
  decay: 'LEARNING_RATE_DECAY',
  longPairs: 'LONG_PAIR_POLICY',
  studentMarginal: 'MARGINAL',
  teacherMarginal: 'MARGINAL',
};

/**
 * The specification that file and flags say; what they leave out has the service's defaults.
 * @throws OpticalError `invalid-argument` for a file that cannot be read and fields that the contract does not have
 */
export function readSpec(flags: DistillFlags): JobSpec {
  const spec = flags.file === undefined ? {} : (toWire(readFile(flags.file)) as Node);
  for (const [field, value] of [
    ['outputName', flags.output],
    ['displayName', flags.name],
  ] as const)
    if (value !== undefined) spec[field] = value;
  if (flags.seed !== undefined) spec.seed = number('--seed', flags.seed);
  if (flags.label)
    spec.labels = { ...(spec.labels as Node | undefined), ...Object.fromEntries(flags.label.map(readLabel)) };
  set(spec, 'schedule', 'steps', flags.steps && number('--steps', flags.steps));
  set(spec, 'batch', 'examples', flags.batch && number('--batch', flags.batch));
  set(spec, 'optimizer', 'learningRate', flags.learningRate && number('--learning-rate', flags.learningRate));
  set(spec, 'checkpoints', 'snapshots', flags.snapshots && number('--snapshots', flags.snapshots));
  set(spec, 'student', 'teacher', flags.teacher);
  set(spec, 'student', 'vocabulary', flags.vocabulary);
  set(spec, 'student', 'maxTokens', flags.maxTokens && number('--max-tokens', flags.maxTokens));
  const maxPairs = flags.maxPairs === undefined ? 0 : number('--max-pairs', flags.maxPairs);
  set(
    spec,
    'student',
    'bitext',
    flags.bitext?.map((text) => readBitext(text, maxPairs)),
  );
  set(spec, 'student', 'objectives', flags.objective?.flatMap(readObjective));
  set(spec, 'student', 'initialization', flags.start && readStart(flags.start));
  refuseUnknown(spec);
  return spec;
}

function set(spec: Node, section: string, field: string, value: unknown): void {
  if (value === undefined) return;
  spec[section] = { ...(spec[section] as Node | undefined), [field]: value };
}

function readFile(file: string): unknown {
  try {
    const read: unknown = parse(readFileSync(file, 'utf8'));
    if (typeof read === 'object' && read !== null && !Array.isArray(read)) return read;
  } catch (error) {
    throw invalidArgument({ field: '--file', description: `${file}: ${(error as Error).message}` });
  }
  throw invalidArgument({ field: '--file', description: `${file} is no mapping of fields` });
}

/** Field names in snake_case as in the contract, or in camelCase; enumerations by their short names. */
function toWire(value: unknown, field = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => toWire(item, field));
  if (typeof value === 'object' && value !== null) {
    if (field === 'labels') return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => {
        const camel = name.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
        return [camel, toWire(item, camel)];
      }),
    );
  }
  const prefix = prefixes[field];
  return prefix === undefined || typeof value !== 'string' ? value : wireName(prefix, value);
}

const wireName = (prefix: string, name: string): string =>
  name.startsWith(prefix) ? name : `${prefix}_${name.replaceAll('-', '_').toUpperCase()}`;

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
  return [{ objective: wireName('OBJECTIVE', name) as Objective, weight: number('--objective', weight) }];
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

function number(field: string, text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value))
    throw invalidArgument({ field, description: `${JSON.stringify(text)} is no number` });
  return value;
}

/** What the contract does not know would be lost on the way: it must be a slip. */
function refuseUnknown(spec: JobSpec): void {
  const { requestSerialize, requestDeserialize } = loadContract('distiller').definition.CreateJob;
  let known: unknown;
  try {
    known = requestDeserialize(requestSerialize({ spec } satisfies CreateJobRequest)).spec;
  } catch (error) {
    throw invalidArgument({ field: 'spec', description: (error as Error).message });
  }
  const [first, ...rest] = [...unknownPaths(spec, known, '')].map((field) => ({
    field,
    description: 'is no field of a job; see proto/optical/distiller/v1',
  }));
  if (first !== undefined) throw invalidArgument(first, ...rest);
}

function* unknownPaths(given: unknown, known: unknown, place: string): Generator<string> {
  if (typeof given !== 'object' || given === null || place === 'labels') return;
  for (const [name, value] of Object.entries(given)) {
    const path = place === '' ? name : Array.isArray(given) ? `${place}[${name}]` : `${place}.${name}`;
    const found = typeof known === 'object' && known !== null && Object.hasOwn(known, name);
    if (!found) yield path;
    else yield* unknownPaths(value, (known as Node)[name], path);
  }
}
