/**
 * Packs the built client, installs it in a project outside the workspace, checks a program against its types and has it
 * call a retriever. Needs `npm run build` and a registry: `node tools/e2e/test/client-package.check.ts`.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { notFound } from '@optical/errors';
import { toItemError } from '@optical/grpc';
import type { ServiceHandlers } from '@optical/grpc';
import { serveContract, temporaryFolder } from '@optical/testing';
import type { ServedContract } from '@optical/testing';

const workspace = path.resolve(import.meta.dirname, '../../..');
const run = promisify(execFile);
const began = performance.now();
using folder = temporaryFolder();

const { project, bytes } = await installClient(folder.path);
const tsc = path.join(workspace, 'node_modules/typescript/bin/tsc');
await run(process.execPath, [tsc, '--project', project]);

{
  await using server = await startRetriever();
  const { stdout } = await run(process.execPath, ['program.ts', server.address], { cwd: project });
  assert.deepEqual(JSON.parse(stdout), {
    text: 'Wars and when they were fought',
    year: 1914,
    partial: false,
    outcomes: ['sw', 'not-found'],
    kind: 'not-found',
    resource: 'nowhere',
  });
}
const seconds = ((performance.now() - began) / 1000).toFixed(1);
console.log(
  `client: installed from ${(bytes / 1024).toFixed(0)} KiB, its types checked, called a retriever, ${seconds} s`,
);

/** A project that has the client from its tarball, and a program that uses it. */
async function installClient(parent: string): Promise<{ project: string; bytes: number }> {
  const project = path.join(parent, 'project');
  mkdirSync(project);
  const packed = await run('npm', ['pack', '--json', '--pack-destination', parent], {
    cwd: path.join(workspace, 'libs/platform/client/dist'),
  });
  const [{ filename, size }] = JSON.parse(packed.stdout) as [{ filename: string; size: number }];
  writeFileSync(path.join(project, 'package.json'), JSON.stringify({ type: 'module', private: true }));
  const compilerOptions = { strict: true, noEmit: true, module: 'nodenext', target: 'esnext', skipLibCheck: true };
  writeFileSync(
    path.join(project, 'tsconfig.json'),
    JSON.stringify({ compilerOptions: { ...compilerOptions, types: ['node'] }, files: ['program.ts'] }),
  );
  copyFileSync(path.join(import.meta.dirname, 'support/client-program.ts'), path.join(project, 'program.ts'));
  const dependencies = [path.join(parent, filename), '@types/node@24'];
  await run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', ...dependencies], { cwd: project });
  return { project, bytes: size };
}

/** A server of the contract that finds one passage in every collection but `nowhere`. */
function startRetriever(): Promise<ServedContract> {
  const hits = [{ id: 'p1', text: 'Wars and when they were fought', metadata: { year: { numberValue: 1914 } } }];
  const response = { hits, language: 'sw', timings: {}, counts: {}, model: {}, index: {} };
  const handlers: Partial<ServiceHandlers<'retriever'>> = {
    search: ({ collection }) =>
      collection === 'nowhere' ? Promise.reject(notFound('collection', collection)) : Promise.resolve(response),
    searchStream: async function* (requests) {
      for await (const { sequence, request } of requests) {
        const collection = request?.collection ?? '';
        const error = toItemError(notFound('collection', collection));
        yield { sequence, result: collection === 'nowhere' ? { error } : { response } };
      }
    },
  };
  return serveContract('retriever', path.join(folder.path, 'telemetry'), handlers);
}
