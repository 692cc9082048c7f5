import path from 'node:path';
import type { Pooling } from '@optical/encoder';
import { z } from 'zod';
import { damaged, unsupported } from '../files/file-errors.ts';
import { maximumDescriptionBytes, parseJson } from '../files/parse-json.ts';
import { readIfPresent, readLimited } from '../files/read-limited.ts';

/** How token vectors become one vector per text. */
export interface TextVector {
  readonly pooling: Pooling;
  /** Scale the pooled vector to length 1. */
  readonly normalize: boolean;
}

/** Where the parts of a sentence-transformers or PyLate model lie. */
export interface ModelModules {
  /** Folder of the encoder. */
  readonly encoder: string;
  /** Folder of the linear projection, absent without one. */
  readonly projection?: string;
  readonly textVector?: TextVector;
}

const modulesSchema = z.array(z.object({ path: z.string(), type: z.string() }));

const denseSchema = z.object({
  in_features: z.int().positive(),
  out_features: z.int().positive(),
  bias: z.boolean(),
  activation_function: z.string(),
  use_residual: z.boolean().default(false),
});

/** sentence-transformers has a flag for each way of pooling; exactly one may be set. */
const poolingSchema = z.record(z.string(), z.unknown());
const poolings: Readonly<Record<string, Pooling>> = { pooling_mode_mean_tokens: 'mean', pooling_mode_cls_token: 'cls' };

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
    ...(pooling === undefined ? {} : { textVector: await readPooling(pooling, folders.has('Normalize')) }),
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

async function readPooling(folder: string, normalize: boolean): Promise<TextVector> {
  const file = path.join(folder, 'config.json');
  const config = parseJson(await readLimited(file, maximumDescriptionBytes), poolingSchema, file);
  const modes = Object.keys(config).filter((name) => name.startsWith('pooling_mode') && config[name] === true);
  const pooling = modes.length === 1 ? poolings[modes[0]!] : undefined;
  if (pooling !== undefined) return { pooling, normalize };
  throw unsupported({
    file,
    problem: `sets ${modes.join(' and ')}, expected one of ${Object.keys(poolings).join(', ')}`,
  });
}
