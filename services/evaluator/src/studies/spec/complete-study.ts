import { loadContract } from '@optical/contracts';
import type { CreateStudyRequest, StudySpec, StudySpec__Output } from '@optical/contracts/evaluator';
import { invalidArgument } from '@optical/errors';
import { presets } from '../presets/presets.ts';
import { mergeMessages } from './merge-messages.ts';

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
  targets: [0.1, 0.25, 0.5, 0.75, 0.9, 0.95],
  lowResource: { maxPairs: 5_000 },
  resampling: { resamples: 10_000, confidence: 0.95 },
  correction: 'CORRECTION_HOLM',
  parallelJobs: 1,
  maxQueries: 0,
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
  const merged = mergeMessages(mergeMessages(defaults, preset), given) as StudySpec;
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
