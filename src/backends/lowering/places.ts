/** Where the tensors of a program lie while it is lowered, and when their blocks are alive. */

import { SHARE_SAMPLES, SHARE_SEEDS } from '../../../assembly/schedule/opcodes.js';
import { sizeOf } from '../../arrays.js';
import type { Tensor } from '../../graph/index.js';
import { isAlias } from './aliases.js';
import { type Loop, type Place, placesOf, type Region, regionsOf } from './instructions.js';
import { Block } from './memory-plan.js';
import type { Shared, SlotBlock } from './shared.js';

export class Places {
  readonly temporaries: Block[] = [];
  private readonly places = new Map<Tensor, Place>();
  private readonly loops: Loop[] = [];
  private clock = 0;

  constructor(private readonly shared: Shared) {}

  has(t: Tensor): boolean {
    return this.places.has(t);
  }

  set(t: Tensor, place: Place): void {
    this.places.set(t, place);
  }

  bind(t: Tensor, block: Block): void {
    this.set(t, { block, byte: 0, slices: [] });
  }

  /** Where a tensor lies that has been made. */
  of(t: Tensor): Place {
    const known = this.places.get(t);
    if (known) return known;
    if (t.node && isAlias(t.node)) return this.of(t.node.inputs[0]);
    if (t.leaf?.kind === 'constant') {
      this.bind(t, this.shared.constant(t.leaf.data));
      return this.of(t);
    }
    throw new Error('a tensor is read before it is made');
  }

  bytes(t: Tensor): number {
    return t.size * this.shared.bytesOf(t.dtype);
  }

  /** The entry of a table or a record for the turn of a loop. */
  entryOf({ block, shape, dtype }: SlotBlock, loop: Loop): Place {
    const stride = sizeOf(shape.slice(1)) * this.shared.bytesOf(dtype);
    return { block, byte: 0, slices: [{ loop, stride }] };
  }

  allocate(bytes: number): Place {
    const block = new Block(bytes, this.scope, false);
    this.temporaries.push(block);
    return { block, byte: 0, slices: [] };
  }

  /** Whether what lies there was made in the body that is open now, for nothing outside of it. */
  isOfBody({ block, slices }: Place): boolean {
    return !block.pinned && block.scope === this.scope && slices.length === 0;
  }

  private get scope(): Loop | null {
    return this.loops.length ? this.loops[this.loops.length - 1] : null;
  }

  private touch(place: Place): void {
    const { block } = place;
    block.touch(this.clock);
    this.touchAround(block);
    for (const { loop } of place.slices) loop.touched.add(block);
  }

  /** Notes a block in the open loops from outside of which it comes. */
  private touchAround(block: Block): void {
    for (let i = this.loops.length - 1; i >= 0 && this.loops[i] !== block.scope; i--) {
      this.loops[i].touched.add(block);
    }
  }

  /**
   * Notes which blocks are alive in a complete region. `isCut`: parts of its work go through it
   * without the others.
   */
  closeRegion(region: Region, isCut: boolean): void {
    const opened = this.clock + 1;
    const places = region.body.flatMap((instruction) => {
      this.clock++;
      const used = placesOf(instruction);
      for (const place of used) this.touch(place);
      return used;
    });
    if (!isCut) return;
    // Threads, and samples one after the other, are at different instructions of a region, so
    // nothing in it may take the place of anything else in it; but of what is divided into samples
    // alike, or is a thread's own.
    const divided = region.share === SHARE_SAMPLES || region.share === SHARE_SEEDS;
    for (const { block } of places) {
      for (const time of [opened, this.clock]) {
        if (divided) block.widen(time);
        else block.touch(time);
      }
    }
  }

  openLoop(loop: Loop): void {
    loop.opened = ++this.clock;
    this.loops.push(loop);
  }

  /**
   * Notes which blocks are alive in a complete loop: those that its body names, and `named`.
   * `isCut`: samples go through its turns without the others.
   */
  closeLoop(loop: Loop, named: readonly Block[], isCut: boolean): void {
    this.loops.pop();
    const closed = ++this.clock;
    if (isCut) {
      // Threads, and samples one after the other, are at different turns.
      for (const { block } of regionsOf(loop).flatMap(({ body }) => body.flatMap(placesOf))) {
        block.widen(loop.opened);
        block.widen(closed);
      }
    }
    for (const block of named) loop.touched.add(block);
    for (const block of loop.touched) {
      block.touch(loop.opened);
      block.touch(closed);
      this.touchAround(block);
    }
  }
}
