type Node = Readonly<Record<string, unknown>>;

/** A message with every field that `over` sets in the place of that of `base`: messages field by field, lists as a whole. */
export function mergeMessages(base: object, over: object): object {
  return merge(base as Node, over as Node);
}

function merge(base: Node, over: Node): Node {
  const out: Record<string, unknown> = { ...base };
  for (const [name, value] of Object.entries(over)) {
    if (isLeftOut(value) && !isGiven(over, name)) continue;
    const below = out[name];
    out[name] = isNode(value) && isNode(below) ? mergeChoice(below, value) : value;
  }
  return out;
}

/** Sources of initial weights exclude each other: one that is given takes the place of the preset's. */
function mergeChoice(base: Node, over: Node): Node {
  if (choices.some((choice) => choice in over && !isLeftOut(over[choice])))
    return merge(Object.fromEntries(Object.entries(base).filter(([name]) => !choices.includes(name))), over);
  return merge(base, over);
}

const choices: readonly string[] = ['aligned', 'checkpoint'];

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !Buffer.isBuffer(value);

/** Whether an optional field was set, to whatever value: the decoded message has its name under a name with `_`. */
const isGiven = (message: Node, name: string): boolean => message[`_${name}`] === name;

/** What proto3 cannot tell from a field that was not set. */
function isLeftOut(value: unknown): boolean {
  if (value === undefined || value === null || value === '' || value === 0 || value === false) return true;
  if (Array.isArray(value)) return value.length === 0;
  if (typeof value === 'string') return value.endsWith('_UNSPECIFIED');
  if (!isNode(value) || Object.keys(value).length === 0) return false;
  return Object.entries(value).every(([name, inner]) => isLeftOut(inner) && !isGiven(value, name));
}
