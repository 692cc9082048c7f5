/** Counts the records that are complete from the first on, from their passages in any order of the records. */
export class RecordCount {
  readonly #completeLater = new Set<number>();
  #complete = 0;

  /** Records 0 to this one less one are complete. */
  get complete(): number {
    return this.#complete;
  }

  /** Passages of one record come in order: the last one completes it. */
  acknowledge({ record, isLast }: { readonly record: number; readonly isLast: boolean }): void {
    if (!isLast) return;
    this.#completeLater.add(record);
    while (this.#completeLater.delete(this.#complete)) this.#complete += 1;
  }
}
