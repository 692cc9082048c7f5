import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { openArtifacts, tokenizerFileName, vocabularyKind } from '@optical/artifacts';
import type { ArtifactRegistry } from '@optical/artifacts';
import { englishSentences, findDataSet, SyntheticLanguage } from '@optical/datasets';
import { initialiseParameters } from '@optical/encoder';
import { publishModel } from '@optical/encoding';

const special = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'];

/** A sentence of the evaluation set of the tiny world. */
export const evaluationText = englishSentences(1, 99)[0]!;

export interface TinyWorld {
  readonly home: string;
  /** Folder of the data sets. */
  readonly data: string;
  readonly artifacts: ArtifactRegistry;
  /** Those of the bitext `tiny`. */
  readonly pairs: readonly { readonly english: string; readonly foreign: string }[];
}

/**
 * A data directory with a teacher of random weights, a vocabulary, and bitext in a synthetic language (`tiny` in `hi`;
 * `empty`; `leaking`, which has a sentence that evaluation uses).
 */
export async function makeTinyWorld(folder: string, count = 240): Promise<TinyWorld> {
  const home = path.join(folder, 'home');
  const data = path.join(folder, 'data');
  const language = new SyntheticLanguage({ seed: 7 });
  const pairs = englishSentences(count, 1).map((text) => language.translate(text));
  writeBitext(data, 'tiny', pairs);
  writeBitext(data, 'empty', []);
  writeBitext(data, 'leaking', [{ english: evaluationText, foreign: evaluationText }]);
  writeEvaluation(data);
  const artifacts = openArtifacts({ directory: path.join(home, 'artifacts') });
  await publishModel(artifacts, {
    name: 'teacher/tiny',
    purpose: 'teacher',
    languages: ['en'],
    source: tinyEncoder(wordTokenizer(pairs.map(({ english }) => english))),
    retrieval: { queryTokens: 32, passageTokens: 32 },
  });
  await publishVocabulary(artifacts, wordTokenizer(pairs.map(({ foreign }) => foreign)));
  return { home, data, artifacts, pairs };
}

function writeBitext(data: string, name: string, pairs: readonly { english: string; foreign: string }[]): void {
  mkdirSync(path.join(data, 'bitext'), { recursive: true });
  const lines = pairs.map(({ english, foreign }, id) => `${id}\t${english}\t${foreign}\n`);
  writeFileSync(path.join(data, 'bitext', `${name}.hi.tsv`), lines.join(''));
}

/** XQuAD with one paragraph. */
function writeEvaluation(data: string): void {
  mkdirSync(path.join(data, 'xquad'), { recursive: true });
  const question = { id: 'q', question: evaluationText, answers: [{ text: 'a', answer_start: 0 }] };
  const paragraphs = [{ context: `a ${evaluationText}`, qas: [question] }];
  const json = JSON.stringify({ version: '1.1', data: [{ title: 't', paragraphs }] });
  for (const language of findDataSet('xquad')!.languages)
    writeFileSync(path.join(data, 'xquad', `xquad.${language}.json`), json);
}

/** A tokenizer.json whose tokens are the words of the texts. */
function wordTokenizer(texts: readonly string[]) {
  const words = [...new Set(texts.flatMap((text) => text.split(' ')))].sort();
  const vocab = Object.fromEntries([...special, ...words].map((word, id) => [word, id]));
  const flags = { single_word: false, lstrip: false, rstrip: false, normalized: false, special: true };
  const json = {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: special.map((content, id) => ({ id, content, ...flags })),
    normalizer: null,
    pre_tokenizer: { type: 'WhitespaceSplit' },
    post_processor: null,
    decoder: null,
    model: {
      type: 'WordPiece',
      unk_token: '[UNK]',
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab,
    },
  };
  return { size: Object.keys(vocab).length, json: new TextEncoder().encode(JSON.stringify(json)) };
}

function tinyEncoder({ size, json }: ReturnType<typeof wordTokenizer>) {
  const architecture = {
    family: 'bert',
    vocabularySize: size,
    hiddenSize: 16,
    layers: 1,
    heads: 2,
    feedForwardSize: 32,
    maxPositions: 40,
    typeVocabularySize: 2,
    layerNormEps: 1e-12,
    activation: 'gelu',
    normalization: 'post',
    positionOffset: 0,
    padTokenId: 0,
  } as const;
  const specialTokens = { start: '[CLS]', end: '[SEP]', mask: '[MASK]', pad: '[PAD]', unknown: '[UNK]' };
  return { architecture, parameters: initialiseParameters(architecture, 3), tokenizer: { json, specialTokens } };
}

async function publishVocabulary(
  artifacts: ArtifactRegistry,
  { size, json }: ReturnType<typeof wordTokenizer>,
): Promise<void> {
  await artifacts.publish({
    name: 'vocabulary/tiny',
    kind: vocabularyKind,
    files: (folder) => {
      writeFileSync(path.join(folder, tokenizerFileName), json);
      return Promise.resolve();
    },
    metadata: { model: 'wordpiece', size, specialTokens: special.map((token, id) => ({ token, id })), coverage: [] },
  });
}
