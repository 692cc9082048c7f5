import type { ReferenceMethod__Output, StudySpec__Output, StudyArm__Output } from '@optical/contracts/evaluator';
import type {
  StudyArm,
  StudyMetric,
  StudyObjective,
  StudyReferenceMethod,
  StudySetup,
  StudyTrack,
} from '@optical/evaluation';
import { resolveStudyResampling } from './resampling.ts';
import { readCorrection } from '../../scoring/corrections.ts';
import { readTrack } from '../../scoring/read-requests.ts';
import { readMetric } from '../../scoring/wire-metrics.ts';

const methods: Readonly<Record<ReferenceMethod__Output, StudyReferenceMethod | undefined>> = {
  REFERENCE_METHOD_UNSPECIFIED: undefined,
  REFERENCE_METHOD_ZERO_SHOT: 'zero-shot',
  REFERENCE_METHOD_TEACHER: 'teacher',
  REFERENCE_METHOD_TRANSLATE_QUERY: 'translate-query',
  REFERENCE_METHOD_PSQ: 'psq',
  REFERENCE_METHOD_BM25: 'bm25',
  REFERENCE_METHOD_TRIPLES: 'triples',
};

/** Undefined for an arm without a method. */
export function referenceOf({ reference }: StudyArm__Output): StudyReferenceMethod | undefined {
  return reference ? methods[reference.method] : undefined;
}

/** `ot-sinkhorn` for `OBJECTIVE_OT_SINKHORN`. */
const shortName = (wire: string): string => wire.replace('OBJECTIVE_', '').toLowerCase().replaceAll('_', '-');

export function readArm(arm: StudyArm__Output): StudyArm {
  const reference = referenceOf(arm);
  if (reference !== undefined) return { name: arm.name, reference };
  const objectives = (arm.distillation?.objectives ?? []).map((term): StudyObjective => {
    const settings = term.transport ?? term.softmax ?? term.greedy ?? {};
    return { objective: shortName(term.objective), weight: term.weight || 1, settings: { ...settings } };
  });
  return { name: arm.name, objectives };
}

export const readMetricsOf = (spec: StudySpec__Output): StudyMetric[] =>
  spec.metrics.map((metric, place) => readMetric(metric, `spec.metrics[${place}]`));

/** @param tracks as they were read; before that, by name only */
export function studySetup(spec: StudySpec__Output, tracks: readonly StudyTrack[] = []): StudySetup {
  return {
    preset: spec.preset,
    languages: spec.languages,
    arms: spec.arms.map(readArm),
    seeds: spec.seeds,
    bitextBudgets: spec.bitextBudgets,
    settings: settingNames(spec),
    learningRates: spec.learningRates,
    tracks: spec.tracks.map((track, place) => {
      const { kind, dataset } = readTrack(track, `spec.tracks[${place}]`);
      return tracks[place] ?? { kind, dataset, digest: '', passages: 0, languages: [] };
    }),
    metrics: readMetricsOf(spec),
    targets: spec.targets.toSorted((a, b) => a - b),
    lowResource: {
      maxPairs: spec.lowResource?.maxPairs ?? 0,
      minTokensPerWord: spec.lowResource?.minTokensPerWord ?? 0,
    },
    resampling: resolveStudyResampling(spec.resampling),
    correction: readCorrection(spec.correction),
    specification: spec,
  };
}

/** Names of the variations; the template alone has the empty one. */
export const settingNames = ({ settings }: StudySpec__Output): readonly string[] =>
  settings.length === 0 ? [''] : settings.map(({ name }) => name);
