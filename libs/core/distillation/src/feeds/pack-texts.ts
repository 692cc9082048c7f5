/** Texts of one side, a row each. */
export interface PaddedTexts {
  readonly inputIds: BigInt64Array;
  readonly attentionMask: Float32Array;
  readonly scoringMask: Float32Array;
}

/** The same texts, several of them in a row where they fit. */
export interface PackedTexts {
  /** Rows of each part. */
  readonly rows: number;
  /** [parts, rows, length], as are the next three. */
  readonly inputIds: BigInt64Array;
  readonly attentionMask: Float32Array;
  /** See `Packing` of @optical/encoder. */
  readonly places: BigInt64Array;
  readonly texts: BigInt64Array;
  /** [parts, texts, length]: where each position of a text went, counted over the positions of its part's rows. */
  readonly positions: BigInt64Array;
}

/** Where a text lies: `begin` counts the positions of all rows of its part. */
interface Spot {
  readonly text: number;
  readonly size: number;
  readonly begin: number;
}

/**
 * Packs the texts of each part into rows by first fit, the longest first, which needs at most 11/9 of the fewest rows
 * and one more (Johnson 1973, https://dspace.mit.edu/handle/1721.1/57819). Positions beyond the last one that is attended to or
 * scored are left out.
 * @param length positions of a row, of the padded and of the packed texts
 * @param parts the batch is in so many parts of equal size
 */
export function packTexts(
  { inputIds, attentionMask, scoringMask }: PaddedTexts,
  length: number,
  parts = 1,
): PackedTexts {
  const count = inputIds.length / length / parts;
  const sizes = Array.from({ length: count * parts }, (_, text) => {
    const used = (place: number): boolean => attentionMask[place] !== 0 || scoringMask[place] !== 0;
    let size = length;
    while (size > 0 && !used(text * length + size - 1)) size--;
    return size;
  });
  const spots = Array.from({ length: parts }, (_, part) =>
    firstFit(sizes.slice(part * count, (part + 1) * count), length),
  );
  const rows = Math.max(1, ...spots.flat().map(({ begin }) => Math.floor(begin / length) + 1));
  const total = parts * rows * length;
  const packed = {
    rows,
    // What fills up a row is a token that the batch reads anyway: no other row of the table gets a gradient.
    inputIds: new BigInt64Array(total).fill(inputIds[0] ?? 0n),
    attentionMask: new Float32Array(total),
    places: new BigInt64Array(total),
    texts: new BigInt64Array(total).fill(-1n),
    positions: new BigInt64Array(inputIds.length),
  };
  for (const [part, partSpots] of spots.entries()) {
    for (const { text, size, begin } of partSpots) {
      const source = (part * count + text) * length;
      const target = part * rows * length + begin;
      packed.inputIds.set(inputIds.subarray(source, source + size), target);
      packed.attentionMask.set(attentionMask.subarray(source, source + size), target);
      packed.texts.fill(BigInt(text), target, target + size);
      for (let place = 0; place < size; place++) {
        packed.places[target + place] = BigInt(place);
        packed.positions[source + place] = BigInt(begin + place);
      }
    }
  }
  return packed;
}

/** Texts without positions get no spot. */
function firstFit(sizes: readonly number[], length: number): Spot[] {
  const used: number[] = [];
  const longestFirst = [...sizes.keys()].filter((text) => sizes[text]! > 0).sort((a, b) => sizes[b]! - sizes[a]!);
  return longestFirst.map((text) => {
    const size = sizes[text]!;
    const found = used.findIndex((filled) => filled + size <= length);
    const row = found < 0 ? used.push(0) - 1 : found;
    const begin = row * length + used[row]!;
    used[row]! += size;
    return { text, size, begin };
  });
}
