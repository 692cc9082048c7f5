import { loadContract } from '@optical/contracts';
import type { CreateStudyRequest, StudySpec } from '@optical/contracts/evaluator';
import { jobPrefixes, readNumber, readYamlMessage, refuseUnknown } from '../spec/yaml-message.ts';
import type { EnumPrefixes, Node } from '../spec/yaml-message.ts';

/** What `optical study` is told by flags; they win over the file, which wins over the preset. */
export interface StudyFlags {
  readonly file?: string;
  readonly preset?: string;
  readonly name?: string;
  readonly language?: readonly string[];
  readonly seed?: readonly string[];
  readonly budget?: readonly string[];
  readonly teacher?: string;
  readonly base?: string;
  readonly steps?: string;
  readonly maxQueries?: string;
  readonly maxSeconds?: string;
}

const prefixes: EnumPrefixes = {
  ...jobPrefixes,
  'tracks.kind': 'TRACK_KIND',
  'metrics.kind': 'METRIC_KIND',
  'reference.method': 'REFERENCE_METHOD',
  correction: 'CORRECTION',
  'trainVocabulary.model': 'SEGMENTATION_MODEL',
};

/**
 * The specification that file and flags say; what they leave out comes from the preset and the service's defaults.
 * @throws OpticalError `invalid-argument` for a file that cannot be read and fields that the contract does not have
 */
export function readStudySpec(flags: StudyFlags): StudySpec {
  const spec: Node = flags.file === undefined ? {} : readYamlMessage(flags.file, prefixes);
  const numbers = (field: string, values: readonly string[] | undefined) =>
    values?.map((value) => readNumber(field, value));
  const given: Node = {
    preset: flags.preset,
    displayName: flags.name,
    languages: flags.language,
    seeds: numbers('--seed', flags.seed),
    bitextBudgets: numbers('--budget', flags.budget),
    maxQueries: flags.maxQueries && readNumber('--max-queries', flags.maxQueries),
    maxSeconds: flags.maxSeconds && readNumber('--max-seconds', flags.maxSeconds),
  };
  for (const [field, value] of Object.entries(given)) if (value !== undefined) spec[field] = value;
  const template = { ...(spec.studentTemplate as Node | undefined) };
  const student = { ...(template.student as Node | undefined) };
  if (flags.teacher !== undefined) student.teacher = flags.teacher;
  if (flags.base !== undefined) student.initialization = { checkpoint: { model: flags.base } };
  if (Object.keys(student).length > 0) template.student = student;
  if (flags.steps !== undefined)
    template.schedule = { ...(template.schedule as Node | undefined), steps: readNumber('--steps', flags.steps) };
  if (Object.keys(template).length > 0) spec.studentTemplate = template;
  refuseUnknown(spec, () => throughContract(spec), 'a study; see proto/optical/evaluator/v1');
  return spec;
}

function throughContract(spec: StudySpec): unknown {
  const { requestSerialize, requestDeserialize } = loadContract('evaluator').definition.CreateStudy;
  return requestDeserialize(requestSerialize({ spec } satisfies CreateStudyRequest)).spec;
}
