/** From a program to what the core runs: plain data that may be posted to a worker. */

import { PROGRAM_VERSION } from '../../../assembly/schedule/opcodes.js';
import { cloneProgram, type Program } from '../../graph/index.js';
import { FreeSpace } from '../lowering/free-space.js';
import { fuseSums, type OnMerge } from '../lowering/fuse-sums.js';
import { Lowering } from '../lowering/lowering.js';
import { placePinned, placeTemporaries } from '../lowering/memory-plan.js';
import { placeOwn } from '../lowering/own-memory.js';
import { Shared, type Slot } from '../lowering/shared.js';
import type { Precision } from '../types.js';
import { Encoder } from './encoder.js';
import { fuseProducts } from './fuse-products.js';
import { copyInstruction, kernelTable } from './kernels/index.js';
import { sampleLanes } from './sample-lanes.js';

/** A program, or two over the same state, as the core runs them. Plain data. */
export interface LoweredProgram {
  version: number;
  precision: Precision;
  steps: number;
  slots: Record<string, Slot>;
  /** Bytes that are written once, before the first run. */
  images: { offset: number; bytes: Uint8Array<ArrayBuffer> }[];
  words: Uint32Array<ArrayBuffer>;
  arenaWords: Uint32Array<ArrayBuffer>;
  programWords: Uint32Array<ArrayBuffer>;
  /** The word at which each instruction starts, and the op that it belongs to (or 'copy'). */
  instructions: { word: number; op: string }[];
  /**
   * Word at which the program for full minibatches starts, and that for the last one of an epoch
   * (-1: there is none).
   */
  full: number;
  remainder: number;
  stepsPerEpoch: number;
  /** For so many it is divided. */
  threads: number;
  arenaBytes: number;
  /** Of these, bytes of what outlives a step: data, parameters, tables, records, constants. */
  keptBytes: number;
  scratchBytes: number;
  /** Of every thread, for what it makes of one seed after the other. */
  ownBytes: number;
  /** The number of seeds, if none depends on another one; 0 otherwise. */
  seedsApart: number;
}

/** Rewrites a program that nobody else uses in terms of what the core has kernels for. */
export function prepareForWasm(program: Program, precision: Precision, onMerge?: OnMerge): Program {
  sampleLanes(program, precision === 'f64' ? 2 : 4);
  fuseSums(program, { onMerge });
  fuseProducts(program, onMerge);
  return program;
}

/**
 * Lowers `program`, and `remainder` for the last minibatch of each epoch of `stepsPerEpoch` steps,
 * over the same states, inputs, tables and records. What is computed does not depend on `threads`,
 * only how it is divided. Kernels ask the core for their scratch bytes: it must be loaded.
 */
export function lower(
  program: Program,
  precision: Precision,
  remainder: Program | null = null,
  stepsPerEpoch = 1,
  threads = 1,
): LoweredProgram {
  const shared = new Shared(precision, program.steps);
  const lowerings = [program, ...(remainder ? [remainder] : [])].map((p) => {
    const lowering = new Lowering(shared, threads, kernelTable, copyInstruction);
    return { lowering, loop: lowering.program(prepareForWasm(cloneProgram(p), precision)) };
  });
  const ownBytes = Math.max(...lowerings.map(({ loop }) => placeOwn(loop)));
  const pinned = [...[...shared.slots.values()].map((s) => s.block), ...shared.images.keys()];
  const space = new FreeSpace(0);
  const start = placePinned(pinned, space);
  const ends = lowerings.map(({ lowering }) =>
    placeTemporaries(
      lowering.temporaries.filter((block) => !block.own),
      space.copy(),
    ),
  );
  const apart = lowerings.map(({ lowering }) => lowering.seedsApart);
  const encoder = new Encoder();
  const [full, last = -1] = lowerings.map(({ loop }) => encoder.add(loop));
  return {
    version: PROGRAM_VERSION,
    precision,
    steps: program.steps,
    slots: Object.fromEntries(
      [...shared.slots].map(([name, { block, kind, shape, dtype }]) => [
        name,
        { kind, offset: block.offset, shape, dtype },
      ]),
    ),
    images: [...shared.images].map(([block, bytes]) => ({ offset: block.offset, bytes })),
    words: Uint32Array.from(encoder.words),
    arenaWords: Uint32Array.from(encoder.arenaWords),
    programWords: Uint32Array.from(encoder.programWords),
    instructions: encoder.instructions,
    full,
    remainder: last,
    stepsPerEpoch,
    threads,
    arenaBytes: Math.max(...ends),
    keptBytes: start,
    scratchBytes: Math.max(...lowerings.map(({ lowering }) => lowering.scratchBytes)),
    ownBytes,
    seedsApart: apart.every((seeds) => seeds === apart[0]) ? apart[0] : 0,
  };
}
