export { loadTokenizer } from './text/load-tokenizer.ts';
export type { TokenSpans } from './text/spans.ts';
export { TextTokenizer } from './text/text-tokenizer.ts';
export type { EncodedIds, EncodedText, EncodeOptions } from './text/text-tokenizer.ts';
export type { SegmentationModel, SpecialToken, TokenizerDescription } from './files/tokenizer-file.ts';
