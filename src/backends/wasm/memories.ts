/**
 * The memories of a worker's programs. A program that is unloaded leaves its own to the next one:
 * Chromium has room for some hundred memories in all threads of a page, and one that is left to the
 * garbage takes its room until the very thread that held it collects, which nothing makes it do.
 */

import { withinAddresses } from '../../core/index.js';
import { PAGE } from './executor.js';

/** Programs of up to 16 MiB take each other's memory. */
const LEAST_ROOM = 256;

/** How far a memory of so many pages may grow: to the next power of two. */
function roomFor(pages: number): number {
  let room = LEAST_ROOM;
  while (room < pages) room *= 2;
  return room;
}

export class Memories {
  /** Those that no program has, by how far they may grow. */
  private readonly free = new Map<number, WebAssembly.Memory[]>();
  private readonly rooms = new WeakMap<WebAssembly.Memory, number>();

  /** A memory of at least so many pages, all of which are zero. */
  async take(pages: number, shared: boolean): Promise<WebAssembly.Memory> {
    const maximum = roomFor(pages);
    const left = this.free.get(maximum)?.pop();
    if (left !== undefined) {
      new Uint8Array(left.buffer).fill(0);
      const missing = pages - left.buffer.byteLength / PAGE;
      if (missing > 0) await withinAddresses(() => left.grow(missing));
      return left;
    }
    const memory = await withinAddresses(
      () => new WebAssembly.Memory({ initial: pages, maximum, shared }),
    );
    this.rooms.set(memory, maximum);
    return memory;
  }

  /** Takes back a memory that nothing reads or writes any more. */
  giveBack(memory: WebAssembly.Memory): void {
    const room = this.rooms.get(memory)!;
    const free = this.free.get(room) ?? [];
    free.push(memory);
    this.free.set(room, free);
  }
}
