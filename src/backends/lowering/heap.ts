/** A heap: the smallest of what it holds is always at hand. */

export class Heap<T> {
  private readonly items: T[] = [];

  /** `compare` is negative where its first argument comes before its second. */
  constructor(private readonly compare: (a: T, b: T) => number) {}

  /** The smallest, undefined where there is none. */
  get first(): T | undefined {
    return this.items[0];
  }

  add(item: T): void {
    const { items, compare } = this;
    let at = items.push(item) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (compare(items[above], item) <= 0) break;
      items[at] = items[above];
      at = above;
    }
    items[at] = item;
  }

  /** Takes the smallest out. */
  take(): T {
    const { items, compare } = this;
    const [first] = items;
    const item = items.pop() as T;
    if (items.length === 0) return first;
    let at = 0;
    for (let below = 1; below < items.length; below = 2 * at + 1) {
      if (below + 1 < items.length && compare(items[below + 1], items[below]) < 0) below++;
      if (compare(item, items[below]) <= 0) break;
      items[at] = items[below];
      at = below;
    }
    items[at] = item;
    return first;
  }
}
