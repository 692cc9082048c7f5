/**
 * Repeats what failed, and sums the junit files of the last test run into the plain closing line
 * `N passed, N failed, N skipped`. Only projects of the workspace count: nothing removes the file of a project that was
 * deleted or renamed.
 */
import { existsSync, globSync, readFileSync } from 'node:fs';

interface Manifest {
  readonly workspaces: readonly string[];
}
interface ProjectManifest {
  readonly nx: { readonly name: string };
}

const { workspaces } = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
const projects = globSync(workspaces.map((folder) => `${folder}/package.json`)).map(
  (file) => (JSON.parse(readFileSync(file, 'utf8')) as ProjectManifest).nx.name,
);

const counts = { tests: 0, failures: 0, skipped: 0 };
for (const project of projects) {
  const file = `.results/test/${project}.xml`;
  if (!existsSync(file)) continue;
  const text = readFileSync(file, 'utf8');
  const failures = text.match(/<failure /g)?.length ?? 0;
  if (failures > 0) console.log(`${project}:\n${readFileSync(`${file}.failures`, 'utf8').trimEnd()}`);
  counts.tests += text.match(/<testcase /g)?.length ?? 0;
  counts.failures += failures;
  counts.skipped += text.match(/<skipped /g)?.length ?? 0;
}
const passed = counts.tests - counts.failures - counts.skipped;
console.log(`${passed} passed, ${counts.failures} failed, ${counts.skipped} skipped`);
// With `--failed` a task failed, perhaps without a failing test.
if (counts.failures > 0 || passed === 0 || process.argv.includes('--failed')) process.exitCode = 1;
