#!/usr/bin/env node
import { spawn } from 'node:child_process';
import module from 'node:module';
import { fileURLToPath } from 'node:url';

const main = new URL('../src/main.ts', import.meta.url);

if (process.features.typescript) {
  // Compiling is half of what a short command costs.
  module.enableCompileCache();
  await import(main.href);
} else {
  // The Node that started this file is too old to run TypeScript; the workspace brings a newer one.
  const node = module.createRequire(import.meta.url).resolve('node/bin/node');
  const child = spawn(node, [fileURLToPath(main), ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  // A terminal sends SIGINT to the child itself: this process only has to outlive it.
  process.on('SIGINT', () => undefined);
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 1;
    if (signal !== null) console.error(`optical was ended by ${signal}`);
  });
}
