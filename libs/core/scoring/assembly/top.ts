/**
 * Keeps the `capacity` best of `count` items in a heap whose first entry is the worst kept: higher scores first, of
 * equal ones the lower item.
 * @param items [count] 32-bit integers
 * @param scores floats, indexed by item
 * @param heap [capacity] 32-bit integers
 * @returns number of items kept
 */
export function selectTop(items: usize, count: usize, scores: usize, heap: usize, capacity: usize): usize {
  let kept: usize = 0;
  for (let i: usize = 0; i < count; i++) {
    const item = load<u32>(items + (i << 2));
    if (kept < capacity) {
      siftUp(heap, kept, item, scores);
      kept++;
    } else if (worse(load<u32>(heap), item, scores)) {
      siftDown(heap, capacity, item, scores);
    }
  }
  return kept;
}

function score(item: u32, scores: usize): f32 {
  return load<f32>(scores + ((<usize>item) << 2));
}

/** Whether `a` ranks after `b`. */
function worse(a: u32, b: u32, scores: usize): bool {
  const x = score(a, scores);
  const y = score(b, scores);
  return x < y || (x == y && a > b);
}

function siftUp(heap: usize, position: usize, item: u32, scores: usize): void {
  while (position > 0) {
    const parent = (position - 1) >> 1;
    const above = load<u32>(heap + (parent << 2));
    if (!worse(item, above, scores)) break;
    store<u32>(heap + (position << 2), above);
    position = parent;
  }
  store<u32>(heap + (position << 2), item);
}

function siftDown(heap: usize, size: usize, item: u32, scores: usize): void {
  let position: usize = 0;
  for (;;) {
    let child: usize = 2 * position + 1;
    if (child >= size) break;
    if (child + 1 < size && worse(load<u32>(heap + ((child + 1) << 2)), load<u32>(heap + (child << 2)), scores))
      child++;
    const below = load<u32>(heap + (child << 2));
    if (!worse(below, item, scores)) break;
    store<u32>(heap + (position << 2), below);
    position = child;
  }
  store<u32>(heap + (position << 2), item);
}
