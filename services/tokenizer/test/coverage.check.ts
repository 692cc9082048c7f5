// Fertility and coverage of per-language vocabularies: trained on the bitext, measured on XQuAD's questions, or on
// bitext that was held out where XQuAD lacks the language. Arguments: language=size.
import path from 'node:path';
import {
  dataPlaces,
  Deduplicator,
  listBitext,
  locateFile,
  paragraphRetrieval,
  partOf,
  readBitext,
  readSquad,
} from '@optical/datasets';
import { CoverageMeter, loadTokenizer, trainVocabulary } from '@optical/tokenizers';
import { temporaryFolder } from '@optical/testing';

const presets = ['es=16000', 'hi=16000', 'th=8000', 'tr=16000', 'sw=16000', 'zh=16000'];
const places = dataPlaces({ checkout: import.meta.dirname });
if (places.length === 0) throw new Error('there is no shared/data beside the checkout or above it');

const columns = ['language', 'size', 'pairs', 'texts', 'tokens/text', 'tokens/word', 'tokens/char'];
const shares = ['unknown', 'whole words', 'in bitext', 'low-resource', 'training'];
console.log(`| ${[...columns, ...shares].join(' | ')} |`);
console.log(`| ${[...columns, ...shares].map(() => '---').join(' | ')} |`);
for (const argument of process.argv.length > 2 ? process.argv.slice(2) : presets) {
  const [language, size] = argument.split('=') as [string, string];
  const { train, held } = await splitBitext(language);
  const questions = await questionsOf(language);
  const begin = performance.now();
  using folder = temporaryFolder();
  const spec = { size: Number(size), lowercase: true };
  const { json } = await trainVocabulary([{ language, texts: train }], spec, { folder: folder.path });
  const seconds = (performance.now() - begin) / 1000;
  const tokenizer = loadTokenizer(json);
  const meter = new CoverageMeter(tokenizer);
  await meter.addReference(language, train);
  await meter.add(language, questions ?? held);
  const [figures] = meter.report();
  const percent = (share: number): string => `${(share * 100).toFixed(2)} %`;
  const row = [
    questions ? language : `${language} (held-out bitext)`,
    tokenizer.size,
    train.length,
    figures!.texts,
    (figures!.tokens / figures!.texts).toFixed(1),
    figures!.tokensPerWord.toFixed(2),
    figures!.tokensPerCharacter.toFixed(2),
    percent(figures!.unknownRate),
    percent(figures!.wholeWordRate),
    percent(figures!.referenceCoverage!),
    figures!.lowResource ? 'yes' : 'no',
    `${seconds.toFixed(1)} s`,
  ];
  console.log(`| ${row.join(' | ')} |`);
}

/** Foreign sides, of which 3 % of the sentences are held out. */
async function splitBitext(language: string): Promise<Record<'train' | 'held', string[]>> {
  const texts = { train: [] as string[], held: [] as string[] };
  const deduplicator = new Deduplicator();
  for (const file of await listBitext(places[0]!.folder, language)) {
    for await (const pair of readBitext(file.path)) {
      if (!deduplicator.accepts(pair)) continue;
      texts[partOf(pair.english, { train: 0.97, held: 0.03 }, 'held')].push(pair.foreign);
    }
  }
  return texts;
}

async function questionsOf(language: string): Promise<string[] | undefined> {
  const file = locateFile(places, path.join('xquad', `xquad.${language}.json`));
  if (file === undefined) return undefined;
  return paragraphRetrieval(await readSquad(file).toArray()).queries.map(({ text }) => text);
}
