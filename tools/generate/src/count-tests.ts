/** Sums the junit files of the last test run into the plain closing line `N passed, N failed, N skipped`. */
import { globSync, readFileSync } from 'node:fs';

const counts = { tests: 0, failures: 0, skipped: 0 };
for (const file of globSync('.results/test/*.xml')) {
  const text = readFileSync(file, 'utf8');
  counts.tests += text.match(/<testcase /g)?.length ?? 0;
  counts.failures += text.match(/<failure /g)?.length ?? 0;
  counts.skipped += text.match(/<skipped /g)?.length ?? 0;
}
const passed = counts.tests - counts.failures - counts.skipped;
console.log(`${passed} passed, ${counts.failures} failed, ${counts.skipped} skipped`);
if (counts.failures > 0 || passed === 0) process.exitCode = 1;
