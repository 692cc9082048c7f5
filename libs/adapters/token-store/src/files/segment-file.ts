import { codeBytes } from '@optical/scoring';
import type { ResidualBits, TokenCodes } from '@optical/scoring';
import { ContainerReader } from '../container/read-container.ts';
import { writeContainer } from '../container/write-container.ts';

const kind = 'segment';

/** Which passages a segment holds. */
export interface SegmentContent {
  /** Number of each passage in its collection, ascending. */
  readonly passages: Float64Array;
  /** Tokens of each passage, 1 or more. */
  readonly lengths: Uint32Array;
}

/** What a segment is stored as. */
export interface SegmentFormat {
  readonly dims: number;
  readonly bits: ResidualBits;
  /** Whether the token vectors follow as binary16 numbers. */
  readonly halves: boolean;
}

/** Codes of one passage after the other, with the vectors if the format asks for them. */
export interface CodedTokens extends TokenCodes {
  /** [tokens, dims] binary16 */
  readonly halves?: Uint16Array;
}

/**
 * Writes the codes of passages.
 * @param coded codes of all passages in order, any number of passages at a time; kept until the file is written
 */
export function writeSegmentFile(
  file: string,
  { dims, bits, halves }: SegmentFormat,
  { passages, lengths }: SegmentContent,
  coded: readonly CodedTokens[],
): number {
  const tokens = lengths.reduce((sum, length) => sum + length, 0);
  const about = { dims, bits, halves: Number(halves), passages: passages.length, tokens };
  return writeContainer(file, kind, about, {
    passages: { bytes: passages.byteLength, pieces: [passages] },
    lengths: { bytes: lengths.byteLength, pieces: [lengths] },
    centroids: { bytes: tokens * 2, pieces: coded.map(({ centroids }) => centroids) },
    residuals: { bytes: tokens * codeBytes(dims, bits), pieces: coded.map(({ residuals }) => residuals) },
    ...(halves && { halves: { bytes: tokens * dims * 2, pieces: coded.map((part) => part.halves!) } }),
  });
}

/** Where a reader puts the codes of a passage, as bytes of each section: `target` and the first byte in it. */
export interface SegmentSinks {
  readonly centroids: Uint8Array;
  readonly residuals: Uint8Array;
  readonly halves?: Uint8Array;
  /** Place of the first token of the passage with this place in the segment; below 0 leaves the passage out. */
  firstTokenOf(place: number): number;
}

/** An open segment. */
export class SegmentReader implements Disposable {
  readonly format: SegmentFormat;
  readonly content: SegmentContent;
  readonly tokens: number;
  readonly #reader: ContainerReader;

  /** @throws OpticalError as `ContainerReader`, and `data-loss` when sizes do not fit together */
  constructor(file: string) {
    this.#reader = new ContainerReader(file, kind);
    try {
      const { dims, bits, halves, passages, tokens } = this.#reader.header.about;
      if (typeof dims !== 'number' || (bits !== 2 && bits !== 4) || typeof tokens !== 'number') {
        throw this.#reader.damaged('header', 'dims, tokens and 2 or 4 bits were expected');
      }
      this.format = { dims, bits, halves: halves === 1 };
      this.content = {
        passages: new Float64Array(this.#reader.bytes('passages')),
        lengths: new Uint32Array(this.#reader.bytes('lengths')),
      };
      this.tokens = tokens;
      this.#requireSizes(Number(passages));
    } catch (error) {
      this.#reader[Symbol.dispose]();
      throw error;
    }
  }

  /** Reads all codes in chunks of at most 1 MiB and puts each passage where the sinks say. */
  read(sinks: SegmentSinks): void {
    for (const [section, bytes] of Object.entries(this.#tokenBytes())) {
      const target = sinks[section as 'centroids' | 'residuals' | 'halves'];
      if (target !== undefined) this.#scatter(section, bytes, target, sinks);
    }
  }

  [Symbol.dispose](): void {
    this.#reader[Symbol.dispose]();
  }

  /** Bytes of one token in each section. */
  #tokenBytes(): Record<string, number> {
    const { dims, bits, halves } = this.format;
    return { centroids: 2, residuals: codeBytes(dims, bits), ...(halves && { halves: dims * 2 }) };
  }

  #scatter(section: string, tokenBytes: number, target: Uint8Array, { firstTokenOf }: SegmentSinks): void {
    const { lengths } = this.content;
    let place = 0;
    let passageStart = 0;
    this.#reader.stream(section, (chunk, position) => {
      const end = position + chunk.length;
      while (place < lengths.length) {
        const passageEnd = passageStart + lengths[place]! * tokenBytes;
        const from = Math.max(passageStart, position);
        const to = Math.min(passageEnd, end);
        const first = firstTokenOf(place);
        if (first >= 0) {
          target.set(chunk.subarray(from - position, to - position), first * tokenBytes + from - passageStart);
        }
        if (passageEnd > end) return;
        passageStart = passageEnd;
        place++;
      }
    });
  }

  #requireSizes(passages: number): void {
    const { content, tokens } = this;
    if (content.passages.length !== passages || content.lengths.length !== passages) {
      throw this.#reader.damaged('lengths', `${passages} passages were expected, not ${content.lengths.length}`);
    }
    const sum = content.lengths.reduce((total, length) => total + length, 0);
    if (sum !== tokens) throw this.#reader.damaged('lengths', `${tokens} tokens were expected, not ${sum}`);
    for (const [section, bytes] of Object.entries(this.#tokenBytes())) {
      const found = this.#reader.header.sections.find(({ name }) => name === section)?.bytes;
      if (found !== tokens * bytes) {
        throw this.#reader.damaged(section, `${tokens * bytes} bytes were expected, not ${found ?? 0}`);
      }
    }
  }
}
