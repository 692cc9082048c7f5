import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { main } from 'assemblyscript/asc';

const project = path.join(import.meta.dirname, '..');
const target = path.join(project, 'src/generated/kernels.ts');

const features = ['simd', 'relaxed-simd', 'threads'].flatMap((feature) => ['--enable', feature]);
const memory = ['--importMemory', '--sharedMemory', '--initialMemory', '1', '--maximumMemory', '65536'];
const speed = ['--runtime', 'stub', '--noAssert', '--optimizeLevel', '3', '--shrinkLevel', '0'];

let wasm: Uint8Array | undefined;
const { error } = await main(
  ['assembly/index.ts', '--baseDir', project, '--outFile', 'kernels.wasm', ...speed, ...features, ...memory],
  {
    writeFile: (_name, contents) => {
      if (contents instanceof Uint8Array) wasm = contents;
    },
  },
);
if (error !== null) throw new Error(String(error), { cause: error });
if (wasm === undefined) throw new Error('the compiler wrote no WebAssembly');

const code = Buffer.from(wasm).toString('base64');
await mkdir(path.dirname(target), { recursive: true });
await writeFile(target, `/** WebAssembly of the folder assembly, base64. */\nexport const kernels =\n  '${code}';\n`);
