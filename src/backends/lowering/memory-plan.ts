/**
 * Where every tensor of a lowered program lies. Buffers that are never alive at the same time share
 * memory.
 */

/** Every buffer starts at a multiple of this, and as many bytes behind it may be read. */
export const ALIGNMENT = 64;

export const alignUp = (bytes: number): number => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;

/**
 * A block of memory, alive from the first to the last instruction that names it (numbers of a
 * common clock).
 */
export class Block {
  first = Number.POSITIVE_INFINITY;
  last = -1;
  /**
   * The same, widened to whole regions where threads or seeds are at different instructions of one.
   */
  from = Number.POSITIVE_INFINITY;
  to = -1;
  offset = -1;
  /**
   * How it is divided into samples, if every instruction of a region that is shared by samples
   * divides it so. Blocks of one layout may follow each other in the same place even inside a
   * region: a sample of one lies where that sample of the other lay.
   */
  layout: string | null = null;
  private undivided = false;
  /**
   * Every thread has one of its own, for one seed at a time, and `offset` counts from the start of
   * the thread's own memory.
   */
  own = false;

  constructor(
    readonly bytes: number,
    /** The loop in whose body it is used up, or null for the whole step. */
    readonly scope: object | null,
    /** Pinned blocks outlive the step and share their memory with nothing. */
    readonly pinned: boolean,
  ) {}

  touch(time: number): void {
    this.first = Math.min(this.first, time);
    this.last = Math.max(this.last, time);
    this.widen(time);
  }

  widen(time: number): void {
    this.from = Math.min(this.from, time);
    this.to = Math.max(this.to, time);
  }

  /** Notes that it is divided into `seeds` × `batch` samples. */
  divide(seeds: number, batch: number): void {
    const layout = `${seeds} x ${batch} of ${this.bytes}`;
    if (this.undivided || (this.layout !== null && this.layout !== layout)) this.mix();
    else this.layout = layout;
  }

  /** Notes that it is read in another way than sample by sample. */
  mix(): void {
    this.undivided = true;
    this.layout = null;
  }
}

/** Bytes a block takes, with room to read behind it. */
const footprint = (block: Block): number => alignUp(block.bytes) + ALIGNMENT;

/** Gives pinned blocks their offsets from `start` on; returns where they end. */
export function placePinned(blocks: Iterable<Block>, start: number): number {
  let at = alignUp(start);
  for (const block of blocks) {
    block.offset = at;
    at += footprint(block);
  }
  return at;
}

/** Blocks that follow each other in one place. */
interface Row {
  blocks: Block[];
  from: number;
  to: number;
}

/** Lines blocks of one layout up in rows: each begins after the one before it has ended. */
function rowsOf(blocks: readonly Block[]): Row[] {
  const rows: Row[] = [];
  const open = new Map<object | null, Map<string, Row[]>>();
  for (const block of [...blocks].sort((a, b) => a.first - b.first)) {
    const { layout, scope } = block;
    const ofScope = open.get(scope) ?? new Map<string, Row[]>();
    open.set(scope, ofScope);
    const alike = layout === null ? [] : (ofScope.get(layout) ?? []);
    if (layout !== null) ofScope.set(layout, alike);
    let row = alike.find(({ blocks: b }) => b[b.length - 1].last < block.first);
    if (row) {
      row.blocks.push(block);
      row.from = Math.min(row.from, block.from);
      row.to = Math.max(row.to, block.to);
    } else {
      row = { blocks: [block], from: block.from, to: block.to };
      rows.push(row);
      alike.push(row);
    }
  }
  return rows;
}

/**
 * Gives the other blocks offsets from `start` on, first fit in the order of their first use;
 * returns where they end.
 */
export function placeTemporaries(blocks: readonly Block[], start: number): number {
  let end = start;
  let alive: Row[] = [];
  const offset = (row: Row) => row.blocks[0].offset;
  for (const row of rowsOf(blocks).sort((a, b) => a.from - b.from)) {
    alive = alive.filter((other) => other.to >= row.from);
    alive.sort((a, b) => offset(a) - offset(b));
    let at = start;
    const size = footprint(row.blocks[0]);
    for (const other of alive) {
      if (at + size <= offset(other)) break;
      at = Math.max(at, offset(other) + footprint(other.blocks[0]));
    }
    for (const block of row.blocks) block.offset = at;
    alive.push(row);
    end = Math.max(end, at + size);
  }
  return end;
}
