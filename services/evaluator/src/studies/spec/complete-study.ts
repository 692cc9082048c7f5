import { loadContract } from '@optical/contracts';
import type { CreateStudyRequest, StudySpec, StudySpec__Output } from '@optical/contracts/evaluator';
import { invalidArgument } from '@optical/errors';
import { presets } from '../presets/presets.ts';

type Node = Readonly<Record<string, unknown>>;

const metrics = [
  { kind: 'METRIC_KIND_NDCG', cutoff: 10 },
  { kind: 'METRIC_KIND_RECIPROCAL_RANK', cutoff: 10 },
  { kind: 'METRIC_KIND_RECALL', cutoff: 10 },
] as const;

/** A specification without presets; `defaults` are those that the contract names. */
const defaults: StudySpec = {
  seeds: [0],
  bitextBudgets: [0],
  metrics: [...metrics],
  targets: [0.5, 0.75, 0.9, 0.95],
  lowResource: { maxPairs: 5_000 },
  resampling: { resamples: 10_000, confidence: 0.95 },
  correction: 'CORRECTION_HOLM',
  parallelJobs: 1,
};

/**
 * Fills in what a specification leaves out, from its preset and then from the contract's defaults. Messages are filled in
 * field by field, lists as a whole. Completing it again changes nothing.
 * @throws OpticalError `invalid-argument` for a preset that does not exist
 */
export function completeStudy(given: StudySpec__Output): StudySpec__Output {
  const preset = given.preset === '' ? {} : presets[given.preset];
  if (preset === undefined)
    throw invalidArgument({
      field: 'spec.preset',
      description: `${JSON.stringify(given.preset)} is none of ${Object.keys(presets).join(', ')}`,
    });
  const merged = merge(merge(defaults as Node, preset as Node), given as unknown as Node) as StudySpec;
  const { requestSerialize, requestDeserialize } = loadContract('evaluator').definition.CreateStudy;
  const wire = requestDeserialize(requestSerialize({ spec: merged } satisfies CreateStudyRequest)).spec!;
  // Without prototypes and virtual fields, so that what is stored is what is compared.
  return withRates(JSON.parse(JSON.stringify(wire)) as StudySpec__Output);
}

/** The template's learning rate is the only one where none are given. */
function withRates(spec: StudySpec__Output): StudySpec__Output {
  if (spec.learningRates.length > 0) return spec;
  const rate = spec.studentTemplate?.optimizer?.learningRate ?? 0;
  return { ...spec, learningRates: [rate === 0 ? 1e-4 : rate] };
}

function merge(base: Node, over: Node): Node {
  const out: Record<string, unknown> = { ...base };
  for (const [name, value] of Object.entries(over)) {
    if (isLeftOut(value)) continue;
    const below = out[name];
    out[name] = isNode(value) && isNode(below) ? mergeChoice(below, value) : value;
  }
  return out;
}

/** Sources of initial weights exclude each other: one that is given takes the place of the preset's. */
function mergeChoice(base: Node, over: Node): Node {
  if (choices.some((choice) => choice in over && !isLeftOut(over[choice])))
    return merge(Object.fromEntries(Object.entries(base).filter(([name]) => !choices.includes(name))), over);
  return merge(base, over);
}

const choices: readonly string[] = ['aligned', 'checkpoint'];

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !Buffer.isBuffer(value);

/** What proto3 cannot tell from a field that was not set. */
function isLeftOut(value: unknown): boolean {
  if (value === undefined || value === null || value === '' || value === 0 || value === false) return true;
  if (Array.isArray(value)) return value.length === 0;
  if (typeof value === 'string') return value.endsWith('_UNSPECIFIED');
  return isNode(value) && Object.keys(value).length > 0 && Object.values(value).every(isLeftOut);
}
