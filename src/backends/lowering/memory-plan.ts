/**
 * Where every tensor of a lowered program lies. Buffers that are never alive at the same time share
 * memory.
 */

import type { FreeSpace } from './free-space.js';
import { Heap } from './heap.js';

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
export const footprint = (block: Block): number => alignUp(block.bytes) + ALIGNMENT;

/** Gives pinned blocks their offsets in a space; returns where they end. */
export function placePinned(blocks: Iterable<Block>, space: FreeSpace): number {
  for (const block of blocks) block.offset = space.take(footprint(block));
  return space.end;
}

/** Blocks that follow each other in one place. */
interface Row {
  blocks: Block[];
  from: number;
  to: number;
}

/** Rows of one layout, in the order of their making, and those of them that are free. */
interface Alike {
  rows: Row[];
  /** Numbers of rows whose last block has ended, the smallest first. */
  free: Heap<number>;
  /** Numbers of the others, the one that ends first in front. */
  busy: Heap<number>;
}

/** Lines blocks of one layout up in rows: each begins after the one before it has ended. */
function rowsOf(blocks: readonly Block[]): Row[] {
  const all: Row[] = [];
  const open = new Map<object | null, Map<string, Alike>>();
  for (const block of [...blocks].sort((a, b) => a.first - b.first)) {
    const { layout, scope, from, to } = block;
    const row = { blocks: [block], from, to };
    if (layout === null) {
      all.push(row);
      continue;
    }
    const ofScope = open.get(scope) ?? new Map<string, Alike>();
    open.set(scope, ofScope);
    const alike = ofScope.get(layout) ?? alikeRows();
    ofScope.set(layout, alike);
    const { rows, free, busy } = alike;
    for (let i = busy.first; i !== undefined && lastOf(rows[i]) < block.first; i = busy.first) {
      free.add(busy.take());
    }
    if (free.first === undefined) {
      all.push(row);
      busy.add(rows.push(row) - 1);
      continue;
    }
    const number = free.take();
    const known = rows[number];
    known.blocks.push(block);
    known.from = Math.min(known.from, from);
    known.to = Math.max(known.to, to);
    busy.add(number);
  }
  return all;
}

const lastOf = ({ blocks }: Row): number => blocks[blocks.length - 1].last;

function alikeRows(): Alike {
  const rows: Row[] = [];
  return {
    rows,
    free: new Heap((a, b) => a - b),
    busy: new Heap((a, b) => lastOf(rows[a]) - lastOf(rows[b])),
  };
}

/**
 * Gives the other blocks their offsets in a space, first fit in the order of their first use;
 * returns where they end.
 */
export function placeTemporaries(blocks: readonly Block[], space: FreeSpace): number {
  const ends = new Heap<Row>((a, b) => a.to - b.to);
  for (const row of rowsOf(blocks).sort((a, b) => a.from - b.from)) {
    for (let other = ends.first; other && other.to < row.from; other = ends.first) {
      const [{ offset }] = ends.take().blocks;
      space.free(offset, footprint(other.blocks[0]));
    }
    const at = space.take(footprint(row.blocks[0]));
    for (const block of row.blocks) block.offset = at;
    ends.add(row);
  }
  return space.end;
}
