import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { it } from 'node:test';
import { build } from 'esbuild';
import { bundleModules, importDirectly, loadedPackages, packageOf } from './bundled-modules.ts';

it('bundles what the entry uses, and leaves out modules and packages that only the rest needs', async (t) => {
  const root = mkdtempSync(path.join(tmpdir(), 'optical-modules-'));
  t.after(() => {
    rmSync(root, { recursive: true });
  });
  const sources = {
    'src/entry.ts': `import { one } from '@optical/one'; import { inside } from 'inside'; console.log(one, inside);`,
    'node_modules/@optical/one/index.ts': `
      import { used } from './used.ts';
      import { unused } from './unused.ts';
      export const one = used;
      export const other = () => unused;`,
    'node_modules/@optical/one/used.ts': `import { outside } from 'outside/deep'; export const used = [outside(), used()];`,
    'node_modules/@optical/one/unused.ts': `import { idle } from 'idle'; export const unused = idle();`,
    'node_modules/@optical/one/package.json': `{ "exports": "./index.ts" }`,
    'node_modules/inside/index.js': `export const inside = 'inside itself';`,
  };
  for (const [file, code] of Object.entries(sources)) {
    mkdirSync(path.join(root, path.dirname(file)), { recursive: true });
    writeFileSync(path.join(root, file), code);
  }
  const { outputFiles } = await build({
    entryPoints: [path.join(root, 'src/entry.ts')],
    bundle: true,
    format: 'esm',
    write: false,
    plugins: [bundleModules({ inlined: ['inside'], rewrite: (_, code) => code.replace('used()', "'rewritten'") })],
  });
  const bundle = outputFiles[0]!.text;
  assert.deepEqual(
    Array.from(bundle.matchAll(/from "(.+)"/g), ([, from]) => from),
    ['outside/deep'],
  );
  assert.match(bundle, /inside itself/);
  assert.match(bundle, /rewritten/);
  assert.doesNotMatch(bundle, /idle/);
});

it('tells the packages of imports from files', () => {
  const specifiers = ['pino', 'pino/file', '@grpc/grpc-js', '@grpc/grpc-js/build/src', './a.ts', '../b.ts', '/c', '#d'];
  assert.deepEqual(
    specifiers.map((specifier) => packageOf(specifier)),
    ['pino', 'pino', '@grpc/grpc-js', '@grpc/grpc-js', ...Array<undefined>(4).fill(undefined)],
  );
});

it('imports the packages that a module hands on directly', () => {
  const packages = loadedPackages(`
const load = createRequire(import.meta.url);
export const api = load('@opentelemetry/api') as typeof import('@opentelemetry/api');
export const conventions = load(
  '@opentelemetry/semantic-conventions',
) as typeof import('@opentelemetry/semantic-conventions');
`);
  const others = `import type { Context } from '@opentelemetry/api';`;
  assert.equal(
    importDirectly(`import { api, conventions } from '../opentelemetry.ts';\n${others}`, 'opentelemetry', packages),
    [
      `import * as api from '@opentelemetry/api';`,
      `import * as conventions from '@opentelemetry/semantic-conventions';\n${others}`,
    ].join(' '),
  );
});
