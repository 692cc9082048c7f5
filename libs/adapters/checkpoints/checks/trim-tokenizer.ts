/** `trim-tokenizer.ts <tokenizer.json> <wanted ids, JSON> <target>`: writes the trimmed tokenizer, prints the new ids. */
import { readFileSync, writeFileSync } from 'node:fs';
import { trimTokenizer } from '../src/vocabulary/trim-tokenizer.ts';

const [source, wanted, target] = process.argv.slice(2);
if (source === undefined || wanted === undefined || target === undefined) {
  throw new Error('usage: trim-tokenizer.ts <tokenizer.json> <wanted.json> <target>');
}
const { json, newIds } = trimTokenizer(
  readFileSync(source),
  JSON.parse(readFileSync(wanted, 'utf8')) as number[],
  source,
);
writeFileSync(target, json);
process.stdout.write(JSON.stringify([...newIds]));
