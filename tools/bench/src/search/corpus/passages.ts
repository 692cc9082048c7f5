import { contentFraction, normalForm, readBitext, readSquad, requireFile, sentenceRetrieval } from '@optical/datasets';
import type { DataPlace, IdentifiedText, Judgement } from '@optical/datasets';
import { readdir } from 'node:fs/promises';
import path from 'node:path';

/** Passages to search, and questions: some with the passage that answers them, and searched ones without. */
export interface SearchTexts {
  /** Those that `judged` asks for come first, so that every prefix of a few thousand holds them. */
  readonly passages: readonly IdentifiedText[];
  readonly judged: { readonly queries: readonly IdentifiedText[]; readonly judgements: readonly Judgement[] };
  readonly questions: readonly IdentifiedText[];
}

/** Their English sides are questions. */
const questionSets = new Set(['mkqa', 'mintaka', 'squad_es_q']);
/** Shorter sentences are passages that nobody looks for. */
const fewestWords = 6;

/**
 * XQuAD-R's sentences, then the distinct English sentences of the bitext sets and of SQuAD's paragraphs in an order that
 * their content fixes; MKQA's questions in such an order, too.
 */
export async function readSearchTexts(places: readonly DataPlace[]): Promise<SearchTexts> {
  const judged = sentenceRetrieval(await readSquad(requireFile(places, 'xquad_r/en.json')).toArray());
  const paragraphs = await readSquad(requireFile(places, 'squad/dev-v1.1.json')).toArray();
  const others = [
    ...(await englishSides(places, (set) => !questionSets.has(set))),
    ...paragraphs.flatMap(({ text }) => text.split(/(?<=[.!?])\s+(?=[A-Z])/u)),
  ];
  const known = new Set(judged.documents.map(({ text }) => normalForm(text)));
  const long = distinct(others, known).filter((text) => text.split(/\s+/u).length >= fewestWords);
  return {
    passages: [...judged.documents, ...shuffled(long)],
    judged,
    questions: shuffled(distinct(await englishSides(places, (set) => set === 'mkqa'), new Set())),
  };
}

async function englishSides(places: readonly DataPlace[], wanted: (set: string) => boolean): Promise<string[]> {
  const folder = path.dirname(requireFile(places, 'bitext/mkqa.es.tsv'));
  const texts: string[] = [];
  for (const name of (await readdir(folder)).sort()) {
    if (!wanted(name.split('.')[0]!)) continue;
    for await (const { english } of readBitext(path.join(folder, name))) texts.push(english);
  }
  return texts;
}

function distinct(texts: readonly string[], known: Set<string>): string[] {
  return texts.filter((text) => {
    const form = normalForm(text);
    return !known.has(form) && known.add(form);
  });
}

const shuffled = (texts: readonly string[]): IdentifiedText[] =>
  texts
    .map((text) => ({ text, key: contentFraction('search', text) }))
    .sort((a, b) => a.key - b.key)
    .map(({ text }, place) => ({ id: String(place), text }));
