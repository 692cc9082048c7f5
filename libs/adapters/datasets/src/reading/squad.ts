import { invalidArgument, OpticalError } from '@optical/errors';
import { z } from 'zod';
import { openBytes } from './open-bytes.ts';
import { readDefaults, textNormalizer } from './read-options.ts';
import type { ReadOptions } from './read-options.ts';
import { Reading } from './reading.ts';
import type { Parsed } from './reading.ts';

/** An answer. `start` counts Unicode code points of the paragraph as the file has it (before normalisation). */
export interface Answer {
  readonly text: string;
  readonly start?: number;
}

export interface Question {
  readonly id: string;
  readonly text: string;
  readonly answers: readonly Answer[];
  /** Index into the paragraph's `sentences` of the one in which the first answer starts; XQuAD-R alone has it. */
  readonly answerSentence?: number;
}

/** A paragraph with its questions. */
export interface QuestionedParagraph {
  /** `article.paragraph`, counted from 0: the same in every language of XQuAD and XQuAD-R. */
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly questions: readonly Question[];
  /** XQuAD-R alone. */
  readonly sentences?: readonly string[];
}

const nonEmpty = z.string().refine((text) => text.trim() !== '', 'is empty');
const answerSchema = z.union([
  nonEmpty.transform((text): Answer => ({ text })),
  z
    .object({ text: nonEmpty, answer_start: z.int().nonnegative().optional() })
    .transform(({ text, answer_start: start }): Answer => ({ text, ...(start !== undefined && { start }) })),
]);
const questionSchema = z.object({ id: nonEmpty, question: nonEmpty, answers: z.array(answerSchema).default([]) });
const paragraphSchema = z.object({
  context: nonEmpty,
  qas: z.array(z.unknown()),
  sentences: z.array(nonEmpty).optional(),
  sentence_breaks: z.array(z.tuple([z.int().nonnegative(), z.int().nonnegative()])).optional(),
});
const articleSchema = z.object({ title: z.string().default(''), paragraphs: z.array(z.unknown()) });
const documentSchema = z.object({ data: z.array(z.unknown()) });

/**
 * SQuAD's JSON, and so XQuAD's and XQuAD-R's, paragraph by paragraph (https://arxiv.org/abs/1606.05250,
 * https://arxiv.org/abs/1910.11856, https://arxiv.org/abs/2004.05484). Answers may be objects or plain strings.
 * The format is one JSON document, so the file is held in memory, up to `maxDocumentBytes`. A malformed article,
 * paragraph or question is left out and counted once; each good paragraph counts as one record.
 */
export function readSquad(path: string, options: ReadOptions = {}): Reading<QuestionedParagraph> {
  return new Reading<QuestionedParagraph>(path, options, async function* () {
    const limit = options.maxDocumentBytes ?? readDefaults.maxDocumentBytes;
    const document = documentSchema.safeParse(await readJson(path, limit));
    if (!document.success) throw invalidArgument({ field: path, description: reasonOf(document.error) });
    for (const [index, article] of document.data.data.entries()) yield parseArticle(path, index, article, options);
  });
}

function* parseArticle(
  file: string,
  index: number,
  raw: unknown,
  options: ReadOptions,
): Generator<Parsed<QuestionedParagraph>, void, undefined> {
  const at = `data[${index}]`;
  const article = articleSchema.safeParse(raw);
  if (!article.success) {
    yield { file, at, reason: reasonOf(article.error) };
    return;
  }
  const { title, paragraphs } = article.data;
  for (const [number, paragraph] of paragraphs.entries()) {
    const place = { file, at: `${at}.paragraphs[${number}]` };
    yield* parseParagraph(place, { id: `${index}.${number}`, title }, paragraph, options);
  }
}

function* parseParagraph(
  { file, at }: { file: string; at: string },
  identity: { id: string; title: string },
  raw: unknown,
  options: ReadOptions,
): Generator<Parsed<QuestionedParagraph>, void, undefined> {
  const normalize = textNormalizer(options);
  const paragraph = paragraphSchema.safeParse(raw);
  if (!paragraph.success) {
    yield { file, at, reason: reasonOf(paragraph.error) };
    return;
  }
  const { context, qas, sentences, sentence_breaks: breaks } = paragraph.data;
  if (sentences && sentences.length !== breaks?.length) {
    yield { file, at, reason: `has ${sentences.length} sentences but ${breaks?.length ?? 0} sentence breaks` };
    return;
  }
  const questions: Question[] = [];
  for (const [number, rawQuestion] of qas.entries()) {
    const question = questionSchema.safeParse(rawQuestion);
    if (!question.success) {
      yield { file, at: `${at}.qas[${number}]`, reason: reasonOf(question.error) };
      continue;
    }
    const { id, question: text, answers } = question.data;
    const start = answers[0]?.start;
    const sentence = start === undefined ? undefined : breaks?.findLastIndex(([first]) => first <= start);
    questions.push({
      id,
      text: normalize(text),
      answers: answers.map((answer) => ({ ...answer, text: normalize(answer.text) })),
      ...(sentence !== undefined && sentence >= 0 && { answerSentence: sentence }),
    });
  }
  const record = { ...identity, text: normalize(context), questions };
  yield { record: sentences ? { ...record, sentences: sentences.map(normalize) } : record };
}

async function readJson(path: string, limit: number): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of openBytes(path)) {
    bytes += chunk.length;
    if (bytes > limit) throw new OpticalError('out-of-range', `${path} is larger than the limit of ${limit} bytes`);
    chunks.push(chunk);
  }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks)));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw invalidArgument({ field: path, description: `is not a JSON document: ${message}` });
  }
}

function reasonOf(error: z.ZodError): string {
  return error.issues.map(({ path, message }) => `${path.join('.') || 'value'}: ${message}`).join('; ');
}
