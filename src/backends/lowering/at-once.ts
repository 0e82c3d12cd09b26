/**
 * How much of its work a thread takes through several instructions before it takes the next part,
 * so that what they pass on stays in its caches.
 */

import { SHARE_SAMPLES } from '../../../assembly/schedule/opcodes.js';
import {
  chunksOf,
  type Instruction,
  type Loop,
  placesOf,
  type Region,
  regionsOf,
} from './instructions.js';
import type { Block } from './memory-plan.js';

/** The blocks that instructions make and use up: no data sets, parameters or stacks of turns. */
function ownBlocks(body: readonly Instruction[]): Block[] {
  const used = body.flatMap(placesOf).filter((place) => place.slices.length === 0);
  return [...new Set(used.map(({ block }) => block).filter(({ pinned }) => !pinned))];
}

/** Bytes of a tensor that a thread makes before the next instruction reads it from the caches. */
const CHUNKS_BYTES = 512 * 1024;

/** Chunks of a region shared by samples that a thread takes through all instructions at once. */
export function chunksAtOnce(body: readonly Instruction[], chunks: number): number {
  const largest = ownBlocks(body).reduce((most, { bytes }) => Math.max(most, bytes), 1);
  return Math.max(1, Math.floor((CHUNKS_BYTES * chunks) / largest));
}

/** Bytes that a thread works on in all turns of a loop, so that they stay in its first caches. */
const TURNS_BYTES = 64 * 1024;

/** Chunks that a thread takes at once through all turns of a loop; 0 where it may not. */
export function chunksThroughTurns(loop: Loop): number {
  const regions = regionsOf(loop);
  if (!goesBySamples(regions)) return 0;
  const body = regions.flatMap((region) => region.body);
  // What applies parameters prepares them each time that it is called.
  if (body.some((instruction) => instruction.appliesParameters)) {
    return regions.reduce((least, { atOnce }) => Math.min(least, atOnce), Number.POSITIVE_INFINITY);
  }
  const bytes = ownBlocks(body).reduce((sum, block) => sum + block.bytes, 1);
  const [{ seeds, batch }] = regions;
  return Math.max(1, Math.floor((TURNS_BYTES * seeds * chunksOf(batch).count) / bytes));
}

/** Whether the samples of these regions never depend on each other, in whatever order they go. */
function goesBySamples(regions: readonly Region[]): boolean {
  const [first] = regions;
  const written = new Set(regions.flatMap((region) => [...(region.written ?? [])]));
  return (
    regions.length > 0 &&
    regions.every(
      ({ share, seeds, batch, readWhole }) =>
        share === SHARE_SAMPLES &&
        seeds === first.seeds &&
        batch === first.batch &&
        ![...(readWhole ?? [])].some((block) => written.has(block)),
    )
  );
}

/** Bytes of all tensors of the sets of planes that a thread takes at once. */
const PLANES_BYTES = 512 * 1024;

/** Sets of planes that a thread takes through all instructions of a region at once. */
export function setsAtOnce(body: readonly Instruction[], sets: number): number {
  return Math.max(1, Math.round((sets * PLANES_BYTES) / bytesOf(body)));
}

/** Bytes of the blocks that instructions name. */
function bytesOf(body: readonly Instruction[]): number {
  const blocks = new Set(
    body.flatMap((instruction) => placesOf(instruction).map(({ block }) => block)),
  );
  return [...blocks].reduce((sum, { bytes }) => sum + bytes, 0);
}
