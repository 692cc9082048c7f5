import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Plugin } from 'esbuild';

/**
 * `new URL('./worker/main.ts', import.meta.url)`: how sources name a file that runs in a thread or process of its own.
 * A variable `extension` may stand for `ts`.
 */
const sourceUrl = /new URL\(\s*(['"`])([\w./-]+)\.(?:ts|\$\{extension\})\1,\s*import\.meta\.url,?\s*\)/g;

/** How sources tell whether they run unbundled; inside a bundle the names of that case are right, being rewritten. */
const isSource = /import\.meta\.url\.endsWith\('\.ts'\)/g;

const builtUrl = /new URL\(\s*["'`]([\w./-]+)["'`],\s*import\.meta\.url\s*\)/g;

/**
 * Bundles the files that workspace sources start in threads and processes: each becomes a bundle of its own beside the
 * one that names it, and its name in the code is rewritten. All bundles lie in one folder, so the same relative name
 * is right in every bundle that holds the code.
 * @param root folder of the workspace
 * @param entries bundles to build, by name; what is found is added
 */
export function bundleEntries(root: string, entries: Map<string, string>): Plugin {
  return {
    name: 'bundle-entries',
    setup: ({ onLoad }) => {
      onLoad({ filter: /\.ts$/ }, async ({ path: file }) => {
        const code = await readFile(file, 'utf8');
        const contents = code.replace(isSource, 'true').replace(sourceUrl, (_, _quote, relative: string) => {
          const source = path.resolve(path.dirname(file), `${relative}.ts`);
          const name = entryName(root, source);
          entries.set(name, source);
          return `new URL('./${name}.js', import.meta.url)`;
        });
        return { contents, loader: 'ts' };
      });
    },
  };
}

/** `libs/adapters/ort/src/worker/main.ts` becomes `adapters-ort-worker-main`. */
export function entryName(root: string, source: string): string {
  const parts = path
    .relative(root, source)
    .replace(/\.ts$/, '')
    .split(path.sep)
    .filter((part) => !['libs', 'services', 'src'].includes(part));
  return parts.join('-');
}

/** The files that a bundle names relative to itself. */
export function urlsOf(bundle: string): string[] {
  return Array.from(bundle.matchAll(builtUrl), ([, url]) => url!);
}
