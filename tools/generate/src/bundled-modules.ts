import { readFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import type { Plugin } from 'esbuild';

/** What becomes of the modules of a package for other projects. */
export interface PackageModules {
  /** Packages of the registry that are bundled; all others stay imports. */
  readonly inlined: readonly string[];
  /** The code that takes the place of a workspace source. */
  readonly rewrite: (file: string, code: string) => string;
}

const resolving = Symbol('resolving');

/**
 * Bundles the workspace's own packages. Modules count as free of side effects: one of which the entry uses nothing is
 * left out, and so are the packages that only it imports.
 */
export function bundleModules({ inlined, rewrite }: PackageModules): Plugin {
  const isInlined = (name: string): boolean => name.startsWith('@optical/') || inlined.includes(name);
  return {
    name: 'bundle-modules',
    setup: ({ onResolve, onLoad, resolve }) => {
      onResolve({ filter: /./ }, async ({ path, pluginData, kind, importer, namespace, resolveDir }) => {
        if (kind === 'entry-point' || pluginData === resolving || isBuiltin(path)) return undefined;
        const name = packageOf(path);
        if (name !== undefined && !isInlined(name)) return { path, external: true, sideEffects: false };
        const found = await resolve(path, { pluginData: resolving, kind, importer, namespace, resolveDir });
        return { path: found.path, errors: found.errors, warnings: found.warnings, sideEffects: false };
      });
      onLoad({ filter: /\.ts$/ }, async ({ path }) => ({
        contents: rewrite(path, await readFile(path, 'utf8')),
        loader: 'ts',
      }));
    },
  };
}

/** The package that an import is from: `@grpc/grpc-js` of `@grpc/grpc-js/build/src`; undefined for files. */
export function packageOf(specifier: string): string | undefined {
  return /^(?:@[\w.-]+\/)?[a-z][\w.-]*/.exec(specifier)?.[0];
}

const load = /export const (\w+) = load\(\s*'([^']+)',?\s*\)/g;

/** The packages that a module hands on as `export const name = load('package')`, `load` being from `createRequire`. */
export function loadedPackages(code: string): Map<string, string> {
  return new Map(Array.from(code.matchAll(load), ([, name, from]) => [name!, from!]));
}

/** Imports from the module `name.ts` that hands packages on as imports of the packages, which a bundler sees through. */
export function importDirectly(code: string, name: string, packages: ReadonlyMap<string, string>): string {
  const handedOn = new RegExp(`import \\{([^}]+)\\} from '[./]+/${name}\\.ts';`, 'g');
  return code.replace(handedOn, (_, names: string) =>
    names
      .split(',')
      .map((item) => item.trim())
      .map((item) => `import * as ${item} from '${packages.get(item)}';`)
      .join(' '),
  );
}
