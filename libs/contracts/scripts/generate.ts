/** Writes src/generated from every .proto of the workspace, with the shapes of `loaderOptions`. */
import { execFileSync } from 'node:child_process';
import { globSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

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
    ...globSync('**/*.proto', { cwd: protoFolder }).sort(),
  ],
  { stdio: ['ignore', 'ignore', 'inherit'] },
);
