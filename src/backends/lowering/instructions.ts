/**
 * Instructions of a lowered program: operands are places in blocks of memory, loops and regions are
 * nested. What a backend makes of them is its own: a stream of words, a list of dispatches.
 */

import type { Block } from './memory-plan.js';

/** An address: bytes into a block, plus for each loop around it the turn's index times a stride. */
export interface Place {
  block: Block;
  byte: number;
  slices: { loop: Loop; stride: number }[];
}

/** The same place, some bytes further. */
export const plus = (place: Place, bytes: number): Place => ({
  ...place,
  byte: place.byte + bytes,
});

/** A word of an instruction: a number, or the address of a place. */
export type Word = number | Place;

export interface Instruction {
  kind: 'instruction';
  /** The op that it belongs to, or 'copy'. */
  op: string;
  opcode: number;
  /** Whether the op applies parameters to samples. */
  appliesParameters?: boolean;
  items: number;
  words: Word[];
  /** In a region shared by groups: the thread that takes it. */
  group: number;
  /** Where it works plane by plane (see EmitOptions). */
  planes?: Planes;
}

/** The places that an instruction names. */
export const placesOf = ({ words }: Instruction): Place[] =>
  words.filter((word) => typeof word !== 'number');

/** The regions of a loop and of the loops in it. */
export const regionsOf = ({ body }: Loop): Region[] =>
  body.flatMap((item) => (item.kind === 'loop' ? regionsOf(item) : [item]));

/**
 * How the items of an instruction fall into planes of the first spatial axis: field after field,
 * plane after plane. It reads and writes nothing of another plane.
 */
export interface Planes {
  fields: number;
  /** Points of the axis. */
  extent: number;
}

/** Instructions between two meetings of the threads. */
export interface Region {
  kind: 'region';
  /** SHARE_SAMPLES, SHARE_GROUPS, SHARE_ITEMS, SHARE_SEEDS or SHARE_PLANES. */
  share: number;
  /** Shared by samples or seeds: how many seeds; 0 otherwise. */
  seeds: number;
  /** Shared by samples: the batch; 0 otherwise. */
  batch: number;
  /**
   * Shared by samples: chunks that a thread takes at once; by planes: sets of planes; 0 otherwise.
   */
  atOnce: number;
  /** Shared by planes: into how many sets of planes each field divides. */
  sets?: number;
  body: Instruction[];
  /** Shared by samples: the blocks that it writes, and those of which a sample reads all. */
  written?: ReadonlySet<Block>;
  readWhole?: ReadonlySet<Block>;
}

export interface Loop {
  kind: 'loop';
  turns: number;
  backwards: boolean;
  body: (Region | Loop)[];
  /** The clock when the loop was opened. */
  opened: number;
  /** Blocks from outside that the body names: they must live as long as the loop. */
  touched: Set<Block>;
  /**
   * Chunks that a thread takes at once through all turns, where no sample ever depends on another
   * one; 0 otherwise.
   */
  atOnce: number;
}

/** A loop without a body yet. */
export const newLoop = (turns: number, backwards: boolean): Loop => ({
  kind: 'loop',
  turns,
  backwards,
  body: [],
  opened: 0,
  touched: new Set(),
  atOnce: 0,
});

/**
 * Chunks of a batch, the units in which it is summed and shared: how many samples each, how many
 * chunks.
 */
export function chunksOf(batch: number): { size: number; count: number } {
  const size = Math.max(1, Math.ceil(batch / 10));
  return { size, count: Math.max(1, Math.ceil(batch / size)) };
}
