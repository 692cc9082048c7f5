import type * as common from '@optical/contracts/common';
import type * as retriever from '@optical/contracts/retriever';

/** What to explain. */
export interface ExplainOptions {
  readonly passageId: string;
  /** Language of the query, BCP 47. Default: detected. */
  readonly language?: string;
  readonly collection?: string;
  readonly model?: string;
  /** English translation of the query; with it the transport plan between the two is returned. */
  readonly translation?: string;
}

/** A token with its place in its text, in UTF-16 code units; undefined for special tokens. */
export interface TextToken {
  readonly token: string;
  readonly span: { readonly start: number; readonly end: number } | undefined;
}

/** A query token and the passage token that it matches best. */
export interface TokenAlignment {
  /** Row and column of `similarities`. */
  readonly queryIndex: number;
  readonly passageIndex: number;
  readonly query: TextToken;
  readonly passage: TextToken;
  /** Their dot product. */
  readonly similarity: number;
}

/** How the query's tokens are transported onto its translation's. */
export interface TranslationPlan {
  readonly translationTokens: readonly TextToken[];
  /** [query tokens][translation tokens]; sums to 1. */
  readonly plan: readonly Float32Array[];
  /** <T, C> with C = 1 - cosine, 0 to 2. */
  readonly cost: number;
  readonly marginalResidual: number;
}

/** Why a passage matches a query. */
export interface Explanation {
  /** The sum of the alignments' similarities. */
  readonly score: number;
  readonly queryTokens: readonly TextToken[];
  readonly passageText: string;
  readonly alignments: readonly TokenAlignment[];
  /** [query tokens][passage tokens]. */
  readonly similarities: readonly Float32Array[];
  readonly translation: TranslationPlan | undefined;
  readonly model: { readonly name: string; readonly digest: string };
  readonly timings: common.StageTimings__Output;
}

export function toExplanation(response: retriever.ExplainResponse__Output): Explanation {
  const { score, passageText, passageSpans, matches, alignment, model, timings } = response;
  const queryTokens = textTokens(response.queryTokens!);
  const passageToken = (index: number): TextToken => {
    const span = spanAt(passageSpans, index);
    return { token: span ? passageText.slice(span.start, span.end) : '', span };
  };
  return {
    score,
    queryTokens,
    passageText,
    alignments: matches.map(({ queryIndex, passageIndex, similarity }) => ({
      queryIndex,
      passageIndex,
      query: queryTokens[queryIndex]!,
      passage: passageToken(passageIndex),
      similarity,
    })),
    similarities: rowsOf(response.similarities!),
    translation: alignment
      ? {
          translationTokens: textTokens(alignment.translationTokens!),
          plan: rowsOf(alignment.plan!),
          cost: alignment.cost,
          marginalResidual: alignment.marginalResidual,
        }
      : undefined,
    model: { name: model!.name, digest: model!.digest },
    timings: timings!,
  };
}

function textTokens({ tokens, spans }: common.TokenizedText__Output): TextToken[] {
  return tokens.map((token, index) => ({ token, span: spanAt(spans, index) }));
}

function spanAt(spans: common.TokenSpans__Output | null, index: number): TextToken['span'] {
  const start = spans?.starts[index];
  const end = spans?.ends[index];
  return start === undefined || end === undefined || end <= start ? undefined : { start, end };
}

/** Rows of a matrix of 32-bit floats. */
function rowsOf({ shape, data }: common.Tensor__Output): Float32Array[] {
  const [rows = 0, columns = 0] = shape;
  const values = new Float32Array(Uint8Array.from(data).buffer);
  return Array.from({ length: rows }, (_, row) => values.subarray(row * columns, (row + 1) * columns));
}
