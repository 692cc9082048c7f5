/**
 * Stamps each of `passages` passages: 0 where a search may find it, 65535 where it must not.
 * @param live [passages] bytes, 0 for deleted passages
 * @param eligible [passages] bytes, 0 for passages that a filter excludes; no array at all where this is 0
 * @param stamps [passages] 16-bit integers
 */
export function admit(live: usize, eligible: usize, passages: usize, stamps: usize): void {
  const zero = i8x16.splat(0);
  let done: usize = 0;
  for (; done + 16 <= passages; done += 16) {
    let barred = i8x16.eq(v128.load(live + done), zero);
    if (eligible != 0) barred = v128.or(barred, i8x16.eq(v128.load(eligible + done), zero));
    v128.store(stamps + (done << 1), i16x8.extend_low_i8x16_s(barred));
    v128.store(stamps + (done << 1), i16x8.extend_high_i8x16_s(barred), 16);
  }
  for (; done < passages; done++) {
    const admitted = load<u8>(live + done) != 0 && (eligible == 0 || load<u8>(eligible + done) != 0);
    store<u16>(stamps + (done << 1), admitted ? 0 : 0xffff);
  }
}
