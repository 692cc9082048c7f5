/**
 * Bundles one program for images: `bundle.ts <project folder> <entry>` writes `<project folder>/dist/<entry name>.js` with the
 * workspace's own packages inside, the files that it runs in threads and processes of their own beside it (see
 * bundled-entries.ts), and the contracts. Packages that read files of their own folder, load native code or start
 * threads stay imports; every other one is bundled.
 */
import { cpSync, existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { bundleEntries, urlsOf } from './bundled-entries.ts';

const [projectFolder, entry] = process.argv.slice(2);
if (projectFolder === undefined || entry === undefined) throw new Error('usage: bundle.ts <project folder> <entry>');

const root = path.resolve(import.meta.dirname, '../../..');
const outFolder = path.resolve(projectFolder, 'dist');

const external = [
  '@electric-sql/pglite',
  '@grpc/*',
  '@opentelemetry/*',
  'cld3-asm',
  'fasttext.wasm.js',
  'grpc-health-check',
  'onnxruntime-node',
  'pg',
  'pg-boss',
  'pino',
  'pino-pretty',
  'tokenizers',
];

rmSync(outFolder, { recursive: true, force: true });

/** By name of the bundle: the source that it is built from. Bundling one may find more. */
const entries = new Map([[path.basename(entry, '.ts'), path.resolve(projectFolder, entry)]]);
for (const [name, source] of entries) {
  await build({
    entryPoints: { [name]: source },
    outdir: outFolder,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    // Takes out the branches that only the unbundled sources need.
    minifySyntax: true,
    sourcemap: 'linked',
    logLevel: 'warning',
    plugins: [bundleEntries(root, entries)],
    // CommonJS packages inside the bundle require Node's own modules.
    banner: {
      js: "import { createRequire as createBundleRequire } from 'node:module'; const require = createBundleRequire(import.meta.url);",
    },
    external,
  });
}
cpSync(path.join(root, 'proto'), path.join(outFolder, 'proto'), { recursive: true });
cpSync(path.join(root, 'libs/contracts/src/generated/descriptors'), path.join(outFolder, 'proto/descriptors'), {
  recursive: true,
});

for (const name of entries.keys()) {
  const missing = urlsOf(readFileSync(path.join(outFolder, `${name}.js`), 'utf8')).filter(
    (url) => !existsSync(path.join(outFolder, url)),
  );
  if (missing.length > 0) throw new Error(`${outFolder}/${name}.js names files that are not there: ${missing.join()}`);
}
