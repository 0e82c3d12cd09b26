/**
 * What all programs of one lowering share: the tensors that the outside knows by name, constants,
 * and the plans of kernels.
 */

import { sizeOf } from '../../arrays.js';
import type { DType } from '../../graph/index.js';
import type { Precision } from '../types.js';
import { Block } from './memory-plan.js';

/** A named tensor that the outside reads or writes. */
export interface Slot {
  kind: 'state' | 'input' | 'table' | 'record';
  /** Bytes from the start of the arena. */
  offset: number;
  /** Tables and records with their leading axis of steps. */
  shape: number[];
  dtype: DType;
}

/** The name of a record's slot: records have names of their own, which may be those of states. */
export const recordSlot = (name: string): string => `record ${name}`;

export interface SlotBlock {
  block: Block;
  kind: Slot['kind'];
  shape: number[];
  dtype: DType;
}

/** What all programs of one lowering share. */
export class Shared {
  readonly slots = new Map<string, SlotBlock>();
  readonly images = new Map<Block, Uint8Array<ArrayBuffer>>();
  private readonly plans = new Map<string, Block>();
  private readonly constants = new Map<Float64Array, Block>();

  constructor(
    readonly precision: Precision,
    readonly steps: number,
  ) {}

  get elementBytes(): number {
    return this.precision === 'f64' ? 8 : 4;
  }

  bytesOf(dtype: DType): number {
    return dtype === 'index' ? 4 : this.elementBytes;
  }

  slot(name: string, kind: Slot['kind'], shape: number[], dtype: DType): SlotBlock {
    let slot = this.slots.get(name);
    if (!slot) {
      const block = new Block(sizeOf(shape) * this.bytesOf(dtype), null, true);
      slot = { block, kind, shape, dtype };
      this.slots.set(name, slot);
    }
    return slot;
  }

  constant(data: Float64Array): Block {
    let block = this.constants.get(data);
    if (!block) {
      const rounded = this.precision === 'f64' ? Float64Array.from(data) : Float32Array.from(data);
      block = this.image(new Uint8Array(rounded.buffer));
      this.constants.set(data, block);
    }
    return block;
  }

  /** Read-only bytes that belong to a kernel, the same block for the same key. */
  plan(key: string, make: () => Uint8Array<ArrayBuffer>): Block {
    let block = this.plans.get(key);
    if (!block) {
      block = this.image(make());
      this.plans.set(key, block);
    }
    return block;
  }

  private image(bytes: Uint8Array<ArrayBuffer>): Block {
    const block = new Block(bytes.length, null, true);
    this.images.set(block, bytes);
    return block;
  }
}
