import os from 'node:os';
import path from 'node:path';
import { readEncoderCheckpoint } from '@optical/checkpoints';
import type { EncoderCheckpoint } from '@optical/checkpoints';
import { dataPlaces } from '@optical/datasets';
import type { IdentifiedText } from '@optical/datasets';
import { readBenchSettings } from '../../settings.ts';
import type { BenchSettings } from '../../settings.ts';
import { readSearchTexts } from './passages.ts';
import type { SearchTexts } from './passages.ts';
import { tokenVectors } from './token-vectors.ts';
import type { TokenVectors } from './token-vectors.ts';

/** What the benches of search ask and search, encoded by the embedded teacher and kept between runs. */
export const searchEncoding = {
  teacher: 'all-MiniLM-L6-v2',
  dims: 384,
  /** Most tokens of a text, special ones included; what is beyond them is cut off. */
  length: 128,
};

export interface SearchCorpus {
  readonly settings: BenchSettings;
  readonly checkpoint: EncoderCheckpoint;
  readonly texts: SearchTexts;
  encode(texts: readonly IdentifiedText[], onPart?: (part: number, of: number) => void): Promise<TokenVectors>;
}

const checkout = path.resolve(import.meta.dirname, '../../../../..');

/** @throws OpticalError for a bad setting or missing data */
export async function openSearchCorpus(): Promise<SearchCorpus> {
  const settings = readBenchSettings();
  const { data, models = path.resolve(checkout, '../shared/models'), cache } = settings;
  const { teacher: name, dims, length } = searchEncoding;
  const checkpoint = await readEncoderCheckpoint(path.join(models, name));
  const encoding = {
    checkpoint,
    name,
    dims,
    length,
    threads: os.availableParallelism(),
    cache: path.join(cache ?? path.join(os.homedir(), '.cache/optical'), 'bench'),
  };
  return {
    settings,
    checkpoint,
    texts: await readSearchTexts(dataPlaces({ ...(data !== undefined && { setting: data }), checkout })),
    encode: (texts, onPart) => tokenVectors(texts, { ...encoding, ...(onPart !== undefined && { onPart }) }),
  };
}
