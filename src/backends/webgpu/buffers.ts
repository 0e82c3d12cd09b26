/**
 * The buffers in which a program's tensors lie on a GPU: one, or where that would be larger than
 * what a kernel may be given, several, each tensor whole in one of them.
 */

import { GpuMemoryError } from '../../errors.js';
import { FreeSpace } from '../lowering/free-space.js';
import {
  ALIGNMENT,
  type Block,
  footprint,
  placePinned,
  placeTemporaries,
} from '../lowering/memory-plan.js';
import type { GpuLimits } from './adapters.js';

/** Where a block begins. */
export interface Location {
  buffer: number;
  /** Bytes from the start of the buffer. */
  offset: number;
}

const REMEDIES = '(fewer points, samples, seeds, a smaller batch or --recompute-every take less)';
const whole = (value: number) => value.toLocaleString('en-US');

/** Throws a `GpuMemoryError` if something that lies in one buffer takes more than `most` bytes. */
export function requireFit(bytes: number, most: number): void {
  if (bytes <= most) return;
  throw new GpuMemoryError(
    `this would take ${whole(bytes)} bytes in one buffer; ` +
      `this GPU has at most ${whole(most)} ${REMEDIES}`,
    { bytes, most },
  );
}

/** An op, and in how many buffers lies what it reads and writes. */
export interface OpBuffers {
  readonly op: string;
  readonly count: number;
}

/** The error where an op's tensors, of `bytes` in all, lie in more buffers than a kernel can have. */
export function tooManyBuffers(
  { op, count }: OpBuffers,
  bytes: number,
  { bindingBytes, storageBuffers }: GpuLimits,
): GpuMemoryError {
  return new GpuMemoryError(
    `this would take ${whole(bytes)} bytes in buffers of at most ${whole(bindingBytes)}, ${count} of ` +
      `them for '${op}'; a kernel on this GPU has at most ${storageBuffers - 1} at once ${REMEDIES}`,
    { bytes },
  );
}

export class Buffers {
  /** Bytes of each. */
  readonly bytes: number[] = [];
  /** Bytes of what outlives a step. */
  readonly keptBytes: number;
  private readonly space: FreeSpace;

  /**
   * Places blocks that outlive the step. No buffer is larger than `most` bytes, a multiple of
   * ALIGNMENT.
   */
  constructor(
    pinned: readonly Block[],
    private readonly most: number,
  ) {
    // Nothing is stored to the bytes behind a block, so that those of the last may be missing.
    this.space = new FreeSpace(0, most + ALIGNMENT);
    this.check(pinned);
    placePinned(pinned, this.space);
    this.count(pinned);
    this.keptBytes = this.bytes.reduce((sum, bytes) => sum + bytes, 0);
  }

  /** Places those that are used up within a step, beside others of another step. */
  add(temporaries: readonly Block[]): void {
    this.check(temporaries);
    placeTemporaries(temporaries, this.space.copy());
    this.count(temporaries);
  }

  locate({ offset }: Block): Location {
    const { bucketBytes } = this.space;
    return { buffer: Math.floor(offset / bucketBytes), offset: offset % bucketBytes };
  }

  private check(blocks: readonly Block[]): void {
    requireFit(
      blocks.reduce((most, { bytes }) => Math.max(most, bytes), 0),
      this.most,
    );
  }

  private count(blocks: readonly Block[]): void {
    for (const block of blocks) {
      const { buffer, offset } = this.locate(block);
      const end = Math.min(offset + footprint(block), this.most);
      while (this.bytes.length <= buffer) this.bytes.push(0);
      this.bytes[buffer] = Math.max(this.bytes[buffer], end);
    }
  }
}
