import { bitextLines } from '../derivation/bitext-lines.ts';
import type { Derivation } from '../derivation/derivation.ts';
import { overlapIds } from '../derivation/overlap-ids.ts';
import { readMoses } from '../reading/bitext.ts';
import type { SentencePair } from '../reading/bitext.ts';
import { withoutEntities } from '../reading/entities.ts';
import { readTmx } from '../reading/tmx.ts';

const ntrexCodes: Readonly<Record<string, string>> = {
  es: 'spa',
  de: 'deu',
  ru: 'rus',
  tr: 'tur',
  ar: 'arb',
  vi: 'vie',
  th: 'tha',
  zh: 'zho-CN',
  hi: 'hin',
  sw: 'swa',
  so: 'som',
  tl: 'fil',
  mr: 'mar',
};

const laserCodes: Readonly<Record<string, string>> = {
  es: 'spa',
  tr: 'tur',
  ar: 'ara',
  th: 'tha',
  zh: 'cmn',
  sw: 'swh',
  tl: 'tgl',
};

const ticoCodes: Readonly<Record<string, string>> = {
  es: 'es-LA',
  ru: 'ru',
  ar: 'ar',
  zh: 'zh',
  hi: 'hi',
  sw: 'sw',
  so: 'so',
  tl: 'tl',
  mr: 'mr',
};

/** Files of a data folder that nobody distributes, by name, and how they are made of files that are pinned. */
export const derivedFiles: ReadonlyMap<string, Derivation> = new Map([
  ...Object.entries(ntrexCodes).map(([language, code]) =>
    moses('ntrex', language, 'newstest2019-src.eng.txt', `newstest2019-ref.${code}.txt`),
  ),
  ...Object.entries(laserCodes).map(([language, code]) =>
    moses('tatoeba_laser', language, `tatoeba.${code}-eng.eng`, `tatoeba.${code}-eng.${code}`),
  ),
  ...Object.entries(ticoCodes).map(([language, code]): [string, Derivation] => [
    `bitext/tico19.${language}.tsv`,
    {
      sources: [`sources/tico19/all.en-${code}.tmx.zip`],
      lines: ([file]) => bitextLines(unescaped(readTmx(file!, { english: 'en', foreign: code }))),
    },
  ]),
  [
    'squad/xquad_paragraph_overlap_ids.txt',
    {
      sources: ['xquad/xquad.en.json', 'squad/dev-v1.1.json'],
      lines: ([xquad, squad]) => overlapIds(xquad!, squad!),
    },
  ],
]);

function moses(set: string, language: string, english: string, foreign: string): [string, Derivation] {
  return [
    `bitext/${set}.${language}.tsv`,
    {
      sources: [`sources/${set}/${english}`, `sources/${set}/${foreign}`],
      lines: ([left, right]) => bitextLines(readMoses({ english: left!, foreign: right! })),
    },
  ];
}

/** Some of TICO-19's segments are escaped twice. */
async function* unescaped(pairs: AsyncIterable<SentencePair>): AsyncGenerator<SentencePair, void, undefined> {
  for await (const { id, english, foreign } of pairs)
    yield { id, english: withoutEntities(english), foreign: withoutEntities(foreign) };
}
