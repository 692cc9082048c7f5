/** A process that publishes or moves an alias `count` times; one JSON line for each. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { OpticalError } from '@optical/errors';
import { openArtifacts } from '../../src/index.ts';
import { anyKind } from './put.ts';

const [task, directory, id, count] = process.argv.slice(2) as [string, string, string, string];
const registry = openArtifacts({ directory });
const name = 'shared/name';

/** Two files of content that follows from the text, big enough that a kill may come in between. */
const publish = (text: string) =>
  registry.publish({
    name,
    kind: anyKind,
    metadata: { text },
    files: (folder) => {
      mkdirSync(path.join(folder, 'part'));
      writeFileSync(path.join(folder, 'part', 'big'), Buffer.alloc(200_000, text));
      writeFileSync(path.join(folder, 'text'), text);
      return Promise.resolve();
    },
  });

/** Adds one to the number that the version behind the alias holds, by compare-and-set. */
async function increment(): Promise<number> {
  for (;;) {
    const found = await registry.find(`${name}@counter`);
    const value = Number.parseInt((found.metadata as { text: string }).text) + 1;
    const { version } = await publish(`${value} of ${id}`);
    const move = { name, alias: 'counter', digest: version.digest, expectedDigest: found.version.digest };
    try {
      await registry.setAlias(move);
      return value;
    } catch (error) {
      if (!(error instanceof OpticalError && error.kind === 'aborted')) throw error;
    }
  }
}

console.log(JSON.stringify('ready'));
for (let index = 0; index < Number(count); index += 1) {
  if (task === 'increment') console.log(JSON.stringify(await increment()));
  else
    console.log(JSON.stringify((await publish(index % 3 === 0 ? `same ${index}` : `${id} ${index}`)).version.digest));
}
