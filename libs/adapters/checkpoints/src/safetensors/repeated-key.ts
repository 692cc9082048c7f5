/** The strings and the punctuation that decides what is a key, in JSON that is known to be well formed. */
const tokens = /"(?:[^"\\]|\\.)*"|[{}[\]:,]/g;

/** The first key that occurs twice in one object of a well-formed JSON text; JSON.parse would keep the last silently. */
export function repeatedKey(json: string): string | undefined {
  const open: Set<string>[] = [];
  let last = '';
  for (const [token] of json.matchAll(tokens)) {
    if (token === '{') open.push(new Set());
    else if (token === '}') open.pop();
    else if (token === ':') {
      const key = JSON.parse(last) as string;
      const keys = open.at(-1)!;
      if (keys.has(key)) return key;
      keys.add(key);
    }
    last = token;
  }
  return undefined;
}
