/**
 * Makes the package of the client for projects outside this workspace: `bundle-client.ts <project folder>` writes
 * `<project folder>/dist`, which `npm pack` takes as it is. The workspace's own packages and the contract are inside the
 * bundle; packages of the registry stay its dependencies, at the versions of the workspace.
 */
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { generateDtsBundle } from 'dts-bundle-generator';
import { build } from 'esbuild';
import { contractModule } from './bundled-contract.ts';
import { publishedManifest } from './bundled-manifest.ts';
import type { ProjectManifest } from './bundled-manifest.ts';
import { bundleModules, importDirectly, loadedPackages, packageOf } from './bundled-modules.ts';

const [projectFolder] = process.argv.slice(2);
if (projectFolder === undefined) throw new Error('usage: bundle-client.ts <project folder>');

const root = path.resolve(import.meta.dirname, '../../..');
const inProject = (name: string): string => path.resolve(projectFolder, name);
const inPackage = (name: string): string => path.resolve(projectFolder, 'dist', name);

/** Oldest major version of Node.js with everything that the sources use. */
const node = 22;

/**
 * Small and pure parts of OpenTelemetry. As dependencies they would force the newest @opentelemetry/api on programs,
 * whose SDK may want the one before.
 */
const inlined = ['@opentelemetry/core', '@opentelemetry/semantic-conventions'];

/** A second copy may be refused the spans of the program's own. */
const shared = { '@opentelemetry/api': '^1.9.0' };

const entry = inProject('src/published.ts');
const contractFile = inProject('src/retriever-contract.ts');
const contract = contractModule('retrieverContract', 'retriever', path.join(root, 'proto'));
const openTelemetry = loadedPackages(
  readFileSync(path.join(root, 'libs/platform/telemetry/src/opentelemetry.ts'), 'utf8'),
);
const rewrite = (file: string, code: string): string =>
  file === contractFile ? contract : importDirectly(code, 'opentelemetry', openTelemetry);

rmSync(inPackage('.'), { recursive: true, force: true });
const { metafile } = await build({
  entryPoints: { index: entry },
  outdir: inPackage('.'),
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: `node${node}`,
  logLevel: 'warning',
  metafile: true,
  plugins: [bundleModules({ inlined, rewrite })],
});
const [types] = generateDtsBundle([{ filePath: entry, output: { exportReferencedTypes: false, noBanner: true } }], {
  preferredConfigPath: inProject('tsconfig.package.json'),
});
writeFileSync(inPackage('index.d.ts'), types!);

const manifestOf = (folder: string): ProjectManifest =>
  JSON.parse(readFileSync(path.join(root, folder, 'package.json'), 'utf8')) as ProjectManifest;
const bundled = new Set(
  Object.keys(metafile.inputs).flatMap((input) => (input.startsWith('libs/') ? input.split('/src/')[0]! : [])),
);
const manifest = publishedManifest(manifestOf(path.relative(root, inProject('.'))), [...bundled].map(manifestOf), {
  imported: new Set(['index.js', 'index.d.ts'].flatMap((name) => packagesOf(readFileSync(inPackage(name), 'utf8')))),
  shared,
  node,
});
writeFileSync(inPackage('package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
cpSync(inProject('README.md'), inPackage('README.md'));
cpSync(path.join(root, 'LICENSE'), inPackage('LICENSE'));

/** The registry packages that a module imports. */
function packagesOf(code: string): string[] {
  return Array.from(
    code.matchAll(/^(?:import|export)\b(?:[^'"]*?\bfrom)?\s*['"]([^'"\n]+)['"];$/gm),
    ([, from]) => from!,
  ).flatMap((from) => (isBuiltin(from) ? [] : (packageOf(from) ?? [])));
}
