/**
 * Writes src/generated: types of the services' contracts and everything they import, with the shapes of
 * `loaderOptions`; under `messages` one module per package that re-exports its types; under `descriptors` one
 * FileDescriptorSet per service.
 */
import { execFileSync } from 'node:child_process';
import { globSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { loaderOptions } from '../src/loader-options.ts';
import { stems } from '../src/stems.ts';
import { runBuf } from './buf.ts';

const repository = path.resolve(import.meta.dirname, '../../..');
const protoFolder = path.join(repository, 'proto');
const outFolder = path.resolve(import.meta.dirname, '../src/generated');
const workFolder = path.resolve(import.meta.dirname, `../dist/generated-${process.pid}`);
const loaderPackage = path.dirname(createRequire(import.meta.url).resolve('@grpc/proto-loader/package.json'));

/** `longs: Number` as `--longs=Number`, `arrays: true` as `--arrays=true`. */
const shapeFlags = Object.entries(loaderOptions).map(
  ([option, value]) => `--${option}=${typeof value === 'function' ? value.name : String(value)}`,
);

execFileSync(
  process.execPath,
  [
    path.join(loaderPackage, 'build/bin/proto-loader-gen-types.js'),
    ...shapeFlags,
    '--includeComments',
    '--grpcLib=@grpc/grpc-js',
    '--importFileExtension=.ts',
    `--includeDirs=${protoFolder}`,
    `--outDir=${workFolder}`,
    ...stems.map((stem) => `optical/${stem}/v1/${stem}_service.proto`),
  ],
  { stdio: ['ignore', 'ignore', 'inherit'] },
);

mkdirSync(path.join(workFolder, 'messages'));
for (const name of ['common', ...stems]) {
  const modules = globSync(`optical/${name}/v1/*.ts`, { cwd: workFolder }).sort();
  writeFileSync(
    path.join(workFolder, 'messages', `${name}.ts`),
    modules.map((module) => `export type * from '../${module}';\n`).join(''),
  );
}

mkdirSync(path.join(workFolder, 'descriptors'));
for (const stem of stems) {
  const file = path.join(workFolder, 'descriptors', `${stem}.binpb`);
  const options = ['--as-file-descriptor-set', '--exclude-source-info', '--path', `proto/optical/${stem}/v1`];
  if (runBuf(repository, ['build', 'proto', ...options, '-o', file]) !== 0) throw new Error(`cannot build ${file}`);
}

// Readers of the old folder must not meet a half-written new one.
rmSync(outFolder, { recursive: true, force: true });
renameSync(workFolder, outFolder);
