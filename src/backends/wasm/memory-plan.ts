// Where every tensor of a lowered program lies. Buffers that are never alive at the same time share memory.

/** Every buffer starts at a multiple of this, and as many bytes behind it may be read. */
export const ALIGNMENT = 64;

export const alignUp = (bytes: number): number => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;

/** A block of memory, alive from the first to the last instruction that names it (numbers of a common clock). */
export class Block {
  first = Number.POSITIVE_INFINITY;
  last = -1;
  offset = -1;

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

/** Gives the other blocks offsets from `start` on, first fit in the order of their first use; returns where they end. */
export function placeTemporaries(blocks: readonly Block[], start: number): number {
  let end = start;
  let alive: Block[] = [];
  for (const block of [...blocks].sort((a, b) => a.first - b.first)) {
    alive = alive.filter((other) => other.last >= block.first);
    alive.sort((a, b) => a.offset - b.offset);
    let at = start;
    for (const other of alive) {
      if (at + footprint(block) <= other.offset) break;
      at = Math.max(at, other.offset + footprint(other));
    }
    block.offset = at;
    alive.push(block);
    end = Math.max(end, at + footprint(block));
  }
  return end;
}
