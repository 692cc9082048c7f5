#!/usr/bin/env node
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createRequire } from 'node:module';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

if (process.features.typescript) {
  await import(main);
} else {
  // The Node that started this file is too old to run TypeScript; the workspace brings a newer one.
  const node = createRequire(import.meta.url).resolve('node/bin/node');
  const child = spawnSync(node, [main, ...process.argv.slice(2)], { stdio: 'inherit' });
  process.exitCode = child.status ?? 1;
}
