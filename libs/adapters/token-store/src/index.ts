export { readCodecFile, writeCodecFile } from './files/codec-file.ts';
export { SegmentReader, writeSegmentFile } from './files/segment-file.ts';
export type { CodedTokens, SegmentContent, SegmentFormat, SegmentSinks } from './files/segment-file.ts';
