import path from 'node:path';
import { z } from 'zod';
import { damaged, unsupported } from '../files/file-errors.ts';
import { maximumDescriptionBytes, parseJson } from '../files/parse-json.ts';
import { readIfPresent, readLimited } from '../files/read-limited.ts';

/** How token vectors become one vector per text. */
export interface Pooling {
  readonly mode: 'mean' | 'cls' | 'max';
  /** Scale the pooled vector to length 1. */
  readonly normalize: boolean;
}

/** Where the parts of a sentence-transformers or PyLate model lie. */
export interface ModelModules {
  /** Folder of the encoder. */
  readonly encoder: string;
  /** Folder of the linear projection, absent without one. */
  readonly projection?: string;
  readonly pooling?: Pooling;
}

const modulesSchema = z.array(z.object({ path: z.string(), type: z.string() }));

const denseSchema = z.object({
  in_features: z.int().positive(),
  out_features: z.int().positive(),
  bias: z.boolean(),
  activation_function: z.string(),
  use_residual: z.boolean().default(false),
});

const poolingSchema = z.object({
  pooling_mode_cls_token: z.boolean().default(false),
  pooling_mode_mean_tokens: z.boolean().default(false),
  pooling_mode_max_tokens: z.boolean().default(false),
});

/**
 * Follows modules.json; without it the directory is the encoder.
 *
 * @throws OpticalError `unimplemented` for modules other than one Transformer, one linear Dense without bias, Pooling
 *   and Normalize.
 */
export async function readModules(directory: string): Promise<ModelModules> {
  const file = path.join(directory, 'modules.json');
  const bytes = await readIfPresent(file, maximumDescriptionBytes);
  if (bytes === undefined) return { encoder: directory };

  const folders = new Map<string, string>();
  for (const { path: relative, type } of parseJson(bytes, modulesSchema, file)) {
    const kind = type.slice(type.lastIndexOf('.') + 1);
    if (!['Transformer', 'Dense', 'Pooling', 'Normalize'].includes(kind)) {
      throw unsupported({ file, problem: `module type ${type}, expected Transformer, Dense, Pooling or Normalize` });
    }
    if (folders.has(kind)) throw unsupported({ file, problem: `has two modules of type ${kind}, expected one` });
    folders.set(kind, inside(directory, relative, file));
  }
  const encoder = folders.get('Transformer');
  if (encoder === undefined) throw unsupported({ file, problem: 'has no module of type Transformer' });
  const projection = folders.get('Dense');
  if (projection !== undefined) await requireLinear(projection);
  const pooling = folders.get('Pooling');
  return {
    encoder,
    ...(projection === undefined ? {} : { projection }),
    ...(pooling === undefined ? {} : { pooling: await readPooling(pooling, folders.has('Normalize')) }),
  };
}

function inside(directory: string, relative: string, file: string): string {
  const folder = path.join(directory, relative);
  if (path.relative(directory, folder).startsWith('..')) {
    throw damaged({ file, problem: `path ${JSON.stringify(relative)} leads out of the directory` });
  }
  return folder;
}

async function requireLinear(folder: string): Promise<void> {
  const file = path.join(folder, 'config.json');
  const dense = parseJson(await readLimited(file, maximumDescriptionBytes), denseSchema, file);
  const isIdentity = dense.activation_function.endsWith('.Identity');
  if (dense.bias || dense.use_residual || !isIdentity) {
    const found = `bias ${dense.bias}, residual ${dense.use_residual}, activation ${dense.activation_function}`;
    throw unsupported({ file, problem: `${found}; expected a projection without bias, residual and activation` });
  }
}

async function readPooling(folder: string, normalize: boolean): Promise<Pooling> {
  const file = path.join(folder, 'config.json');
  const config = parseJson(await readLimited(file, maximumDescriptionBytes), poolingSchema, file);
  const modes = [
    ...(config.pooling_mode_mean_tokens ? (['mean'] as const) : []),
    ...(config.pooling_mode_cls_token ? (['cls'] as const) : []),
    ...(config.pooling_mode_max_tokens ? (['max'] as const) : []),
  ];
  if (modes.length !== 1) {
    throw unsupported({ file, problem: `has ${modes.length} of the pooling modes mean, cls and max, expected one` });
  }
  return { mode: modes[0]!, normalize };
}
