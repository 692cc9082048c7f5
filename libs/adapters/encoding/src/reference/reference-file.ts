import { SafetensorsFile, writeSafetensors } from '@optical/checkpoints';
import { OpticalError } from '@optical/errors';
import { z } from 'zod';
import type { ReferenceCase, ReferenceVectors } from './reference-vectors.ts';

const casesSchema = z.array(
  z.object({ role: z.enum(['query', 'passage']), ids: z.array(z.int().nonnegative()).max(8192) }),
);

/** Where the texts stand among the metadata of the file; the vectors of case n are the tensor `vectors.n`. */
const casesKey = 'cases';

/** Writes a new safetensors file. @throws OpticalError already-exists */
export async function writeReference(path: string, { cases, dims }: ReferenceVectors): Promise<void> {
  const tensors = new Map(
    cases.map(({ vectors }, index) => [`vectors.${index}`, { shape: [vectors.length / dims, dims], data: vectors }]),
  );
  await writeSafetensors(path, tensors, { [casesKey]: JSON.stringify(cases.map(({ role, ids }) => ({ role, ids }))) });
}

/** @throws OpticalError not-found without the file, data-loss for one that holds something else */
export async function readReference(path: string): Promise<ReferenceVectors> {
  await using file = await SafetensorsFile.open(path);
  const parsed = casesSchema.safeParse(parseJson(file.metadata.get(casesKey)));
  if (!parsed.success) throw new OpticalError('data-loss', `${path}: holds no reference texts`);
  const cases: ReferenceCase[] = [];
  let dims = 0;
  for (const [index, text] of parsed.data.entries()) {
    const { shape, data } = await file.readFloats(`vectors.${index}`, { finite: true });
    dims = shape[1] ?? 0;
    cases.push({ ...text, vectors: data });
  }
  return { dims, cases };
}

function parseJson(text = ''): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
