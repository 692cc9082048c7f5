import type { ExportFormat } from '@optical/contracts/teacher';
import { invalidArgument } from '@optical/errors';
import type { ServiceHandlers } from '@optical/grpc';
import type { ModelExporter } from '../models/export/exporter.ts';
import type { ExportKind } from '../models/export/export-task.ts';

const kinds: Partial<Record<ExportFormat, ExportKind>> = {
  EXPORT_FORMAT_ONNX: 'onnx',
  EXPORT_FORMAT_HUGGING_FACE: 'hugging-face',
};

/** Streams the files of a model as other software opens them. */
export const exportModel = (exporter: ModelExporter): ServiceHandlers<'teacher'>['exportModel'] =>
  async function* ({ model, format }, { signal }) {
    const kind = kinds[format];
    if (kind === undefined) throw invalidArgument({ field: 'format', description: 'is required' });
    for await (const chunk of exporter.export(model, kind, signal)) yield { chunk };
  };
