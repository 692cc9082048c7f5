/** Formats of an export. */
export type ExportKind = 'onnx' | 'hugging-face';

/** What the exporting thread is asked for. */
export interface ExportTask {
  /** Directory of the stored model. */
  readonly directory: string;
  readonly kind: ExportKind;
  /** Directory to write, which does not exist yet. */
  readonly target: string;
}
