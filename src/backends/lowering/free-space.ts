/** Memory from one address on, without end, of which pieces are taken and given back. */

interface Gap {
  from: number;
  to: number;
}

export class FreeSpace {
  /** In the order of their addresses; none touches the next, and the last has no end. */
  private readonly gaps: Gap[];
  /** Where the piece ended that reached farthest. */
  end: number;

  constructor(start: number) {
    this.gaps = [{ from: start, to: Number.POSITIVE_INFINITY }];
    this.end = start;
  }

  /** Takes the first piece of this size; returns where it begins. */
  take(size: number): number {
    const { gaps } = this;
    const i = gaps.findIndex(({ from, to }) => from + size <= to);
    const gap = gaps[i];
    const at = gap.from;
    gap.from += size;
    if (gap.from === gap.to) gaps.splice(i, 1);
    this.end = Math.max(this.end, at + size);
    return at;
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
}
