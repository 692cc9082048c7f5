import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { it } from 'node:test';
import { build } from 'esbuild';
import { bundleEntries, urlsOf } from './bundled-entries.ts';

it('bundles the files that sources run in threads, however they name them, and those that these name in turn', async (t) => {
  const root = mkdtempSync(path.join(tmpdir(), 'optical-bundle-'));
  t.after(() => {
    rmSync(root, { recursive: true });
  });
  const sources = {
    'services/a/src/main.ts': `import '../../../libs/b/src/index.ts'; new URL('../nowhere.json', import.meta.url);`,
    'libs/b/src/index.ts': `
      const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
      export const one = new URL(\`./one/main.\${extension}\`, import.meta.url);
      export const two = import.meta.url.endsWith('.ts')
        ? new URL('two.ts', import.meta.url)
        : new URL('./deep/two.js', import.meta.url);
      console.log(one, two);`,
    'libs/b/src/one/main.ts': `import { three } from '../three.ts'; console.log(three as URL);`,
    'libs/b/src/two.ts': `console.log(2);`,
    'libs/b/src/three.ts': `export const three = new URL("./one/again.ts", import.meta.url);`,
    'libs/b/src/one/again.ts': `console.log(3);`,
  };
  for (const [file, code] of Object.entries(sources)) {
    mkdirSync(path.join(root, path.dirname(file)), { recursive: true });
    writeFileSync(path.join(root, file), code);
  }
  const outdir = path.join(root, 'dist');
  const entries = new Map([['main', path.join(root, 'services/a/src/main.ts')]]);
  for (const [name, source] of entries) {
    await build({
      entryPoints: { [name]: source },
      outdir,
      bundle: true,
      format: 'esm',
      minifySyntax: true,
      plugins: [bundleEntries(root, entries)],
    });
  }
  assert.deepEqual(readdirSync(outdir).sort(), ['b-one-again.js', 'b-one-main.js', 'b-two.js', 'main.js']);
  assert.deepEqual(urlsOf(readFileSync(path.join(outdir, 'main.js'), 'utf8')).sort(), [
    '../nowhere.json',
    './b-one-main.js',
    './b-two.js',
  ]);
  assert.deepEqual(urlsOf(readFileSync(path.join(outdir, 'b-one-main.js'), 'utf8')), ['./b-one-again.js']);
});
