/**
 * What the training process runs (CommonJS, `node --eval`): argv is the library, the untrained tokenizer.json, the
 * place of the result and the corpus files. Training blocks its thread, so it runs in a worker, and the main thread
 * ends the process when its standard input ends, that is, with the process that started it.
 */
export const trainingScript = `
const { isMainThread, Worker, workerData } = require('node:worker_threads');
const { readFileSync } = require('node:fs');
if (isMainThread) {
  const source = process.execArgv.at(-1);
  const worker = new Worker(source, { eval: true, workerData: process.argv.slice(1), execArgv: [] });
  worker.on('error', (error) => { console.error(error.message); process.exitCode = 1; });
  worker.on('exit', () => process.stdin.destroy());
  process.stdin.on('end', () => process.kill(process.pid, 'SIGKILL')).resume();
} else {
  const [library, untrained, result, ...corpus] = workerData;
  const tokenizer = require(library).Tokenizer.fromString(readFileSync(untrained, 'utf8'));
  tokenizer.train(corpus);
  tokenizer.save(result);
}
`;
