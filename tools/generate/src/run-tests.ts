/**
 * Runs the tests of one project with node's test runner: `run-tests.ts <project folder> <junit file>`.
 * A project without a test file passes and adds nothing to the summary of `count-tests.ts`. What failed is also written,
 * as text, beside the junit file: the output of many projects at once buries it.
 */
import { appendFileSync, createWriteStream, globSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { run } from 'node:test';
import { junit, spec } from 'node:test/reporters';
import { inspect } from 'node:util';

const [projectFolder, junitFile] = process.argv.slice(2);
if (projectFolder === undefined || junitFile === undefined)
  throw new Error('usage: run-tests.ts <project folder> <junit file>');

// Tests that use onnxruntime directly must not report to its vendor; for the others `loadRuntime` of @optical/ort sees to it.
// eslint-disable-next-line no-restricted-properties -- written, not read
process.env.ORT_DISABLE_TELEMETRY = '1';

mkdirSync(path.dirname(junitFile), { recursive: true });
const failuresFile = `${junitFile}.failures`;
writeFileSync(failuresFile, '');
const files = globSync('{src,test}/**/*.test.ts', { cwd: projectFolder }).map((file) =>
  path.resolve(projectFolder, file),
);

if (files.length === 0) {
  writeFileSync(junitFile, '<testsuites></testsuites>\n');
} else {
  const stream = run({ files, cwd: projectFolder, timeout: 900_000, concurrency: 2 });
  stream.on('test:fail', ({ todo, name, file, details }) => {
    if (todo !== undefined && todo !== false) return;
    process.exitCode = 1;
    // A suite fails by its tests.
    if (details.type === 'suite') return;
    appendFileSync(failuresFile, `✖ ${name} (${file})\n${inspect(details.error.cause)}\n`);
  });
  stream.compose(junit).pipe(createWriteStream(junitFile));
  stream.compose(spec).pipe(process.stdout);
}
