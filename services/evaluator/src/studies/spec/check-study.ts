import type { StudySpec__Output } from '@optical/contracts/evaluator';
import { invalidArgument, OpticalError } from '@optical/errors';
import type { FieldViolation } from '@optical/errors';
import { readTrack, requireLanguage } from '../../scoring/read-requests.ts';
import { readMetric } from '../../scoring/wire-metrics.ts';
import { referenceOf } from './study-setup.ts';

const maxCells = 100_000;
const namePattern = /^[a-z0-9-]{1,63}$/;

/** @throws OpticalError `invalid-argument` with every field that is missing or out of range, below `spec.` */
export function checkStudy(spec: StudySpec__Output): void {
  const violations = [
    ...listViolations(spec),
    ...armViolations(spec),
    ...templateViolations(spec),
    ...measureViolations(spec),
  ].map(({ field, description }) => ({ field: `spec.${field}`, description }));
  const [first, ...rest] = violations;
  if (first !== undefined) throw invalidArgument(first, ...rest);
}

function* listViolations(spec: StudySpec__Output): Generator<FieldViolation> {
  const { languages, seeds, bitextBudgets, settings, learningRates, arms } = spec;
  if (languages.length === 0) yield { field: 'languages', description: 'is required' };
  for (const [place, language] of languages.entries())
    yield* told(() => requireLanguage(language, `languages[${place}]`));
  for (const [field, values] of Object.entries({ languages, seeds, bitextBudgets, learningRates }))
    if (new Set<unknown>(values).size < values.length)
      yield { field: snake(field), description: 'has a value more than once' };
  for (const [place, rate] of learningRates.entries())
    if (!(rate > 0 && rate <= 1))
      yield { field: `learning_rates[${place}]`, description: `${rate} is not above 0 and at most 1` };
  yield* namesIn('settings', settings);
  const cells = arms.length * languages.length * seeds.length * Math.max(1, settings.length) * bitextBudgets.length;
  if (cells > maxCells)
    yield { field: 'arms', description: `makes ${cells} cells with all the rest; the limit is ${maxCells}` };
  if (spec.displayName.length > 200)
    yield { field: 'display_name', description: `has ${spec.displayName.length} characters; the limit is 200` };
  if (spec.parallelJobs > 1_000) yield { field: 'parallel_jobs', description: `${spec.parallelJobs} is above 1000` };
  if (!(spec.maxSeconds >= 0 && spec.maxSeconds < Infinity))
    yield { field: 'max_seconds', description: `${spec.maxSeconds} is not a finite number from 0` };
}

function* armViolations({ arms, languages }: StudySpec__Output): Generator<FieldViolation> {
  if (arms.length === 0) yield { field: 'arms', description: 'is required' };
  yield* namesIn('arms', arms);
  for (const [place, arm] of arms.entries()) {
    const field = `arms[${place}]`;
    const method = referenceOf(arm);
    if (arm.distillation) {
      const terms = arm.distillation.objectives.length;
      if (terms < 1 || terms > 16)
        yield { field: `${field}.distillation.objectives`, description: `has ${terms} terms, not 1 to 16` };
    } else if (method === undefined) yield { field: `${field}.method`, description: 'is required' };
    const needsData = method === 'translate-query' || method === 'triples';
    const missing = languages.filter((language) => !arm.reference?.data.some((data) => data.language === language));
    if (needsData && missing.length > 0)
      yield { field: `${field}.reference.data`, description: `lacks ${missing.join(', ')}` };
    for (const [index, { dataset }] of (arm.reference?.data ?? []).entries())
      if (!/^[^/\\]+$/.test(dataset))
        yield {
          field: `${field}.reference.data[${index}].dataset`,
          description: `${JSON.stringify(dataset)} is not the name of a data set`,
        };
  }
}

function* templateViolations(spec: StudySpec__Output): Generator<FieldViolation> {
  const { studentTemplate, teacherJob, languages, trainVocabulary } = spec;
  const student = studentTemplate?.student;
  if (!student) {
    yield { field: 'student_template.student', description: 'is required' };
    return;
  }
  if (student.teacher === '' && !teacherJob)
    yield { field: 'student_template.student.teacher', description: 'is required without a teacher job' };
  if (!student.initialization) yield { field: 'student_template.student.initialization', description: 'is required' };
  if (teacherJob && !teacherJob.teacher) yield { field: 'teacher_job.teacher', description: 'is required' };
  if (teacherJob?.teacher?.architecture?.vocabulary === '' && !trainVocabulary)
    yield { field: 'teacher_job.teacher.architecture.vocabulary', description: 'is required without train_vocabulary' };
  const known = new Set(student.bitext.map(({ language }) => language));
  for (const [place, language] of languages.entries())
    if (!known.has(language))
      yield { field: `languages[${place}]`, description: `the template has no bitext in ${JSON.stringify(language)}` };
  if (trainVocabulary?.name === '') yield { field: 'train_vocabulary.name', description: 'is required' };
}

function* measureViolations({ tracks, metrics, targets }: StudySpec__Output): Generator<FieldViolation> {
  if (tracks.length === 0) yield { field: 'tracks', description: 'is required' };
  for (const [place, track] of tracks.entries()) yield* told(() => readTrack(track, `tracks[${place}]`));
  for (const [place, metric] of metrics.entries()) yield* told(() => readMetric(metric, `metrics[${place}]`));
  if (metrics[0]?.kind === 'METRIC_KIND_RANK_DISTANCE')
    yield {
      field: 'metrics[0]',
      description: 'the main measure needs values of single queries; rank distance has none',
    };
  for (const [place, target] of targets.entries())
    if (!(target > 0 && target <= 1))
      yield { field: `targets[${place}]`, description: `${target} is not above 0 and at most 1` };
}

function* namesIn(field: string, items: readonly { readonly name: string }[]): Generator<FieldViolation> {
  const seen = new Set<string>();
  for (const [place, { name }] of items.entries()) {
    if (!namePattern.test(name))
      yield {
        field: `${field}[${place}].name`,
        description: `${JSON.stringify(name)} is not 1 to 63 of a-z, 0-9 and -`,
      };
    if (seen.has(name))
      yield { field: `${field}[${place}].name`, description: `${JSON.stringify(name)} appears twice` };
    seen.add(name);
  }
}

const snake = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** The violations that a check throws. */
function told(check: () => unknown): readonly FieldViolation[] {
  try {
    check();
    return [];
  } catch (error) {
    if (error instanceof OpticalError && error.details.fieldViolations) return error.details.fieldViolations;
    throw error;
  }
}
