/**
 * One dimension: its size, or a name for a size that is known only when the graph runs (`batch`).
 * Products of names come out of reshaping and are written `2*batch*length`, factors in order.
 */
export type Dim = number | string;

interface Monomial {
  readonly coefficient: number;
  readonly symbols: readonly string[];
}

function parse(dim: Dim): Monomial {
  if (typeof dim === 'number') return { coefficient: dim, symbols: [] };
  const factors = dim.split('*');
  const coefficient = factors.filter((factor) => /^\d/.test(factor)).reduce((size, factor) => size * Number(factor), 1);
  return { coefficient, symbols: factors.filter((factor) => !/^\d/.test(factor)) };
}

function format({ coefficient, symbols }: Monomial): Dim {
  if (symbols.length === 0 || coefficient === 0) return coefficient;
  const names = symbols.toSorted().join('*');
  return coefficient === 1 ? names : `${coefficient}*${names}`;
}

/** Factors of a dimension: a number and the free names it is multiplied with. */
export function factorsOf(dim: Dim): Monomial {
  return parse(dim);
}

export function productOf(dims: readonly Dim[]): Dim {
  const factors = dims.map(parse);
  return format({
    coefficient: factors.reduce((product, { coefficient }) => product * coefficient, 1),
    symbols: factors.flatMap(({ symbols }) => symbols),
  });
}

/** `dividend / divisor` if it is a whole number of known form, else undefined. */
export function quotientOf(dividend: Dim, divisor: Dim): Dim | undefined {
  const numerator = parse(dividend);
  const denominator = parse(divisor);
  const coefficient = numerator.coefficient / denominator.coefficient;
  if (!Number.isInteger(coefficient)) return undefined;
  const symbols = [...numerator.symbols];
  for (const symbol of denominator.symbols) {
    const at = symbols.indexOf(symbol);
    if (at < 0) return undefined;
    symbols.splice(at, 1);
  }
  return format({ coefficient, symbols });
}

export function isDimensionName(name: string): boolean {
  return /^[A-Za-z_]\w*$/.test(name);
}
