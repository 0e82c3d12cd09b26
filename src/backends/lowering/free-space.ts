/**
 * Memory from one address on, without end, of which pieces are taken and given back. It may be cut
 * into buckets of one size: no piece lies across the end of one.
 */

interface Gap {
  from: number;
  to: number;
}

export class FreeSpace {
  /** In the order of their addresses; none touches the next, and the last has no end. */
  private readonly gaps: Gap[];
  /** Where the piece ended that reached farthest. */
  end: number;

  constructor(
    start: number,
    readonly bucketBytes = Number.POSITIVE_INFINITY,
  ) {
    this.gaps = [{ from: start, to: Number.POSITIVE_INFINITY }];
    this.end = start;
  }

  /** The same memory, of which from now on other pieces are taken. */
  copy(): FreeSpace {
    const copy = new FreeSpace(this.end, this.bucketBytes);
    copy.gaps.splice(0, 1, ...this.gaps.map((gap) => ({ ...gap })));
    return copy;
  }

  /** Takes the first piece of this size, which is no larger than a bucket; returns where it begins. */
  take(size: number): number {
    const i = this.gaps.findIndex((gap) => this.firstIn(gap, size) !== null);
    return this.cut(i, this.firstIn(this.gaps[i], size) as number, size);
  }

  /** Gives a piece back. */
  free(from: number, size: number): void {
    const { gaps } = this;
    const to = from + size;
    let low = 0;
    for (let high = gaps.length - 1; low < high; ) {
      const middle = (low + high) >> 1;
      if (gaps[middle].from < to) low = middle + 1;
      else high = middle;
    }
    const before = gaps[low - 1];
    const after = gaps[low];
    const joins = before?.to === from;
    if (after.from === to) {
      after.from = joins ? before.from : from;
      if (joins) gaps.splice(low - 1, 1);
    } else if (joins) {
      before.to = to;
    } else {
      gaps.splice(low, 0, { from, to });
    }
  }

  /** Where in a gap the first piece of this size begins; null: nowhere. */
  private firstIn({ from, to }: Gap, size: number): number | null {
    const inside = from % this.bucketBytes;
    const at = inside + size > this.bucketBytes ? from - inside + this.bucketBytes : from;
    return at + size <= to ? at : null;
  }

  /** Cuts a piece out of gap number i. */
  private cut(i: number, at: number, size: number): number {
    const { from, to } = this.gaps[i];
    const left = [
      { from, to: at },
      { from: at + size, to },
    ];
    this.gaps.splice(i, 1, ...left.filter((gap) => gap.from < gap.to));
    this.end = Math.max(this.end, at + size);
    return at;
  }
}
