/**
 * Bundles one program for images: `bundle.ts <project folder> <entry>` writes `<project folder>/dist/<entry name>.js` with the
 * workspace's own packages inside, and the contracts beside it. Packages that read files of their own folder, load
 * native code or start threads stay imports; every other one is bundled.
 */
import { cpSync, rmSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';

const [projectFolder, entry] = process.argv.slice(2);
if (projectFolder === undefined || entry === undefined) throw new Error('usage: bundle.ts <project folder> <entry>');

const root = path.resolve(import.meta.dirname, '../../..');
const outFolder = path.resolve(projectFolder, 'dist');

rmSync(outFolder, { recursive: true, force: true });
await build({
  entryPoints: [path.resolve(projectFolder, entry)],
  outdir: outFolder,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  sourcemap: 'linked',
  logLevel: 'warning',
  // CommonJS packages inside the bundle require Node's own modules.
  banner: {
    js: "import { createRequire as createBundleRequire } from 'node:module'; const require = createBundleRequire(import.meta.url);",
  },
  external: ['@grpc/*', '@opentelemetry/*', 'grpc-health-check', 'onnxruntime-node', 'pino', 'pino-pretty'],
});
cpSync(path.join(root, 'proto'), path.join(outFolder, 'proto'), { recursive: true });
cpSync(path.join(root, 'libs/contracts/src/generated/descriptors'), path.join(outFolder, 'proto/descriptors'), {
  recursive: true,
});
