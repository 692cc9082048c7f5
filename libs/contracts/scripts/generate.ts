/**
 * Writes src/generated from the services' contracts and everything they import, with the shapes of `loaderOptions`,
 * and under src/generated/messages one module per package that re-exports its types.
 */
import { execFileSync } from 'node:child_process';
import { globSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { stems } from '../src/stems.ts';

const protoFolder = path.resolve(import.meta.dirname, '../../../proto');
const outFolder = path.resolve(import.meta.dirname, '../src/generated');
const loaderPackage = path.dirname(createRequire(import.meta.url).resolve('@grpc/proto-loader/package.json'));

rmSync(outFolder, { recursive: true, force: true });
execFileSync(
  process.execPath,
  [
    path.join(loaderPackage, 'build/bin/proto-loader-gen-types.js'),
    '--longs=Number',
    '--enums=String',
    '--defaults',
    '--arrays',
    '--oneofs',
    '--includeComments',
    '--grpcLib=@grpc/grpc-js',
    '--importFileExtension=.ts',
    `--includeDirs=${protoFolder}`,
    `--outDir=${outFolder}`,
    ...stems.map((stem) => `optical/${stem}/v1/${stem}_service.proto`),
  ],
  { stdio: ['ignore', 'ignore', 'inherit'] },
);

mkdirSync(path.join(outFolder, 'messages'));
for (const name of ['common', ...stems]) {
  const modules = globSync(`optical/${name}/v1/*.ts`, { cwd: outFolder }).sort();
  writeFileSync(
    path.join(outFolder, 'messages', `${name}.ts`),
    modules.map((module) => `export type * from '../${module}';\n`).join(''),
  );
}
