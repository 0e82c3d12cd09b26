/** What the lowering of one op sees of its node. */

import type { Node } from '../../graph/index.js';
import type { Precision } from '../types.js';
import type { Place, Planes, Word } from './instructions.js';

export interface EmitOptions {
  /** Bytes of scratch memory that the kernel needs. */
  scratch?: number;
  /**
   * How threads may share it: 'samples' (items are the samples or the chunks of the output's or the
   * given batch), 'groups' (not at all), 'either' (by samples where that fits).
   */
  share?: 'samples' | 'groups' | 'either';
  /** The batch, where it is not the output's second axis. */
  batch?: number;
  /** Where it works plane by plane. */
  planes?: Planes;
}

/** What a kernel's lowering sees of its node. */
export interface NodeContext {
  readonly node: Node;
  readonly precision: Precision;
  readonly elementBytes: number;
  input(i: number): Place;
  output(i: number): Place;
  /** A place for partial results, for this node alone. */
  workspace(bytes: number): Place;
  /** Read-only bytes made when the program is lowered, shared by all nodes with the same key. */
  plan(key: string, make: () => Uint8Array<ArrayBuffer>): Place;
  /** Elements from one seed's indices to the next in the table behind input i. */
  seedStride(i: number): number;
  emit(opcode: number, items: number, words: Word[], options?: EmitOptions): void;
}

/** What a backend makes of an op. */
export type Lower = (context: NodeContext) => void;
