/**
 * Runs a lowered program: a stream of instructions (see args.ts), held together by loops and
 * regions. Work is divided for a number of threads, of which a worker takes the shares of one or
 * several. No way of sharing work has an influence on what is computed.
 *
 * A loop: [LOOP, words up to the body, chunks, turns, 1 if backwards, words of the body, patches,
 * then for each patch: the address of a word of the body, the address that it holds at index 0,
 * bytes from one index to the next]. Before each turn the patched words are set to the slices of
 * that turn. The step of a program is the body of its outermost loop, whose index is the step
 * counter: this is how per-step tables are read and records are written. A body consists of loops
 * and regions. Where `chunks` is not 0, all regions are shared by the same samples, none of which
 * depends on another one in any turn: a thread takes that many chunks at once through all turns.
 *
 * A region: [REGION, words up to the body, chunks, how it is shared, words of the body, then four
 * words that depend on that, the number of places in a worker's own memory, and for each: the
 * address of a word of the body, bytes into that memory, bytes of a seed]. Its body consists of
 * instructions that threads work through without waiting for each other; behind it they wait.
 *
 *   SHARE_SAMPLES  seeds × chunks of the batch, B, samples of a chunk, chunks. A thread takes a
 *                  range of chunks through all instructions, `chunks` at once; the items of an
 *                  instruction are chunks or (a multiple of) samples.
 *   SHARE_GROUPS   A thread takes the instructions that are assigned to it, whole.
 *   SHARE_ITEMS    A thread takes a range of the items of each instruction, none of which depends
 *                  on another one.
 *   SHARE_PLANES   sets of planes, sets at once, 0, 0. A thread takes a range of the planes of
 *                  every field through all instructions (the second half of an opcode's word: its
 *                  fields).
 *   SHARE_SEEDS    seeds, 0, 0, 0. A thread takes whole seeds, one after the other through all
 *                  instructions; what lies in its own memory is overwritten by the next seed.
 *
 * Every worker has a stream of its own, since patches write to it.
 */

import { adam } from '../kernels/optimizer';
import { complexMul } from '../kernels/complex-mul';
import { conv } from '../kernels/conv';
import { convPhases } from '../kernels/conv-phases';
import { convPhasesWeightGrad } from '../kernels/conv-phases-weight-grad';
import { convWeightGrad } from '../kernels/conv-weight-grad';
import { dense, denseInputGrad, denseWeightGrad } from '../kernels/dense';
import { elementwise } from '../kernels/elementwise';
import { fftColumns } from '../kernels/fft-columns';
import { copy, gather, zero } from '../kernels/gather';
import { modeMix, modeMixWeightGrad } from '../kernels/mode-mix';
import { batchSum, sum } from '../kernels/reduce';
import { groupNorm, groupNormGrad, groupNormWeightGrad } from '../kernels/norm';
import { irfft, rfft } from '../kernels/spectral';
import { irfftLanes, rfftLanes } from '../kernels/spectral-lanes';
import { spectralSum } from '../kernels/spectral-sum';
import { treeSum } from '../kernels/tree-sum';
import { int, items, ptr, setScratch } from './args';
import { barrier } from './barrier';
import {
  ByPlanes, BySamples, BySeeds, Head, LoopHead, OwnPlace, Patch, PATCH_WORDS, PLACE_WORDS,
  RegionHead,
} from './heads';
import * as op from './opcodes';

/** Shares firstShare … endShare - 1 of `threads` are this worker's. */
let firstShare: i32 = 0;
let endShare: i32 = 1;
let threads: i32 = 1;
let workers: i32 = 1;
let meetingPlace: usize = 0;
let own: usize = 0;
let spins: i32 = 0;

// @ts-ignore: decorator
@inline
function opcode(ip: usize): i32 {
  return load<u16>(ip, Head.OPCODE << 2);
}

/** The thread that takes an instruction of a region shared by groups. */
// @ts-ignore: decorator
@inline
function group(ip: usize): i32 {
  return load<u16>(ip, (Head.OPCODE << 2) + 2);
}

function execute<T>(ip: usize, lo: i32, hi: i32): void {
  switch (opcode(ip)) {
    case op.ELEMENTWISE: elementwise<T>(ip, lo, hi); break;
    case op.SUM: sum<T>(ip, lo, hi); break;
    case op.BATCH_SUM: batchSum<T>(ip, lo, hi); break;
    case op.GATHER: gather(ip, lo, hi); break;
    case op.COPY: copy(ip, lo, hi); break;
    case op.ZERO: zero(ip, lo, hi); break;
    case op.CONV: conv<T>(ip, lo, hi); break;
    case op.CONV_WEIGHT_GRAD: convWeightGrad<T>(ip, lo, hi); break;
    case op.CONV_PHASES: convPhases<T>(ip, lo, hi); break;
    case op.CONV_PHASES_WEIGHT_GRAD: convPhasesWeightGrad<T>(ip, lo, hi); break;
    case op.GROUP_NORM: groupNorm<T>(ip, lo, hi); break;
    case op.GROUP_NORM_GRAD: groupNormGrad<T>(ip, lo, hi); break;
    case op.GROUP_NORM_WEIGHT_GRAD: groupNormWeightGrad<T>(ip, lo, hi); break;
    case op.TREE_SUM: treeSum<T>(ip, lo, hi); break;
    case op.DENSE: dense<T>(ip, lo, hi); break;
    case op.DENSE_INPUT_GRAD: denseInputGrad<T>(ip, lo, hi); break;
    case op.DENSE_WEIGHT_GRAD: denseWeightGrad<T>(ip, lo, hi); break;
    case op.RFFT: rfft<T>(ip, lo, hi); break;
    case op.IRFFT: irfft<T>(ip, lo, hi); break;
    case op.FFT_COLUMNS: fftColumns<T>(ip, lo, hi); break;
    case op.RFFT_LANES: rfftLanes<T>(ip, lo, hi); break;
    case op.IRFFT_LANES: irfftLanes<T>(ip, lo, hi); break;
    case op.SPECTRAL_SUM: spectralSum<T>(ip, lo, hi); break;
    case op.COMPLEX_MUL: complexMul<T>(ip, lo, hi); break;
    case op.MODE_MIX: modeMix<T>(ip, lo, hi); break;
    case op.MODE_MIX_WEIGHT_GRAD: modeMixWeightGrad<T>(ip, lo, hi); break;
    case op.ADAM: adam<T>(ip, lo, hi); break;
    default: unreachable();
  }
}

// @ts-ignore: decorator
@inline
function after(ip: usize): usize {
  return ip + (<usize>load<u32>(ip, Head.LENGTH << 2) << 2);
}

/** Chunks lo … hi - 1, all of one seed, through all instructions. */
function samples<T>(
  body: usize, end: usize, lo: i32, hi: i32, B: i32, size: i32, chunks: i32, units: i32,
): void {
  const seed = lo / chunks;
  const first = seed * B + (lo - seed * chunks) * size;
  const last = seed * B + min(B, (hi - seed * chunks) * size);
  const count = units / chunks * B;
  for (let at = body; at < end; at = after(at)) {
    const n = items(at);
    if (n == units) {
      execute<T>(at, lo, hi);
    } else {
      const each = n / count;
      execute<T>(at, first * each, last * each);
    }
  }
}

/**
 * Sets the words of a region's body that are places in this worker's own memory: so that the seed's
 * part lies there.
 */
export function beginSeed(ip: usize, seed: i32, memory: usize): void {
  const places = int(ip, RegionHead.PLACES);
  for (let p = 0; p < places; p++) {
    const place = <usize>(RegionHead.FIRST_PLACE + PLACE_WORDS * p);
    const first = memory + ptr(ip, place + OwnPlace.BYTE);
    const word = ptr(ip, place + OwnPlace.WORD);
    store<u32>(word, <u32>(first - <usize>seed * ptr(ip, place + OwnPlace.SEED)));
  }
}

/** One seed of `seeds` through all instructions. */
function oneSeed<T>(body: usize, end: usize, seed: i32, seeds: i32): void {
  for (let at = body; at < end; at = after(at)) {
    const n = items(at) / seeds;
    execute<T>(at, seed * n, (seed + 1) * n);
  }
}

/** Sets lo … hi - 1 of `sets` sets of planes of all fields through all instructions. */
function planes<T>(body: usize, end: usize, lo: i32, hi: i32, sets: i32): void {
  for (let at = body; at < end; at = after(at)) {
    const fields = group(at);
    const all = items(at) / fields;
    const each = all / sets;
    for (let f = 0; f < fields; f++) execute<T>(at, f * all + lo * each, f * all + hi * each);
  }
}

/** This worker's shares of the instructions of a region. */
function region<T>(ip: usize): void {
  const share = int(ip, RegionHead.SHARE);
  const body = after(ip);
  const end = body + (<usize>int(ip, RegionHead.BODY) << 2);
  if (share == op.SHARE_SAMPLES) {
    const units = int(ip, RegionHead.SHARED + BySamples.UNITS);
    const chunks = int(ip, RegionHead.SHARED + BySamples.CHUNKS);
    const batch = int(ip, RegionHead.SHARED + BySamples.BATCH);
    const chunk = int(ip, RegionHead.SHARED + BySamples.CHUNK);
    const lo = units * firstShare / threads;
    const hi = units * endShare / threads;
    const atOnce = items(ip);
    // One seed after the other, and of large samples a few chunks: what the instructions pass on
    // stays in the caches.
    for (let from = lo; from < hi; ) {
      const to = min(min(hi, (from / chunks + 1) * chunks), from + atOnce);
      samples<T>(body, end, from, to, batch, chunk, chunks, units);
      from = to;
    }
  } else if (share == op.SHARE_SEEDS) {
    const seeds = int(ip, RegionHead.SHARED + BySeeds.SEEDS);
    const last = seeds * endShare / threads;
    for (let seed = seeds * firstShare / threads; seed < last; seed++) {
      beginSeed(ip, seed, own);
      oneSeed<T>(body, end, seed, seeds);
    }
  } else if (share == op.SHARE_GROUPS) {
    for (let at = body; at < end; at = after(at)) {
      if (group(at) >= firstShare && group(at) < endShare) execute<T>(at, 0, items(at));
    }
  } else if (share == op.SHARE_PLANES) {
    const sets = int(ip, RegionHead.SHARED + ByPlanes.SETS);
    const most = int(ip, RegionHead.SHARED + ByPlanes.AT_ONCE);
    const last = sets * endShare / threads;
    for (let from = sets * firstShare / threads; from < last; from += most) {
      planes<T>(body, end, from, min(last, from + most), sets);
    }
  } else {
    for (let at = body; at < end; at = after(at)) {
      const n = items(at);
      const lo = <i32>(<i64>n * firstShare / threads);
      const hi = <i32>(<i64>n * endShare / threads);
      if (lo < hi) execute<T>(at, lo, hi);
    }
  }
  barrier(meetingPlace, workers, spins);
}

/** Sets the patched words of a loop's body to the slices of a turn. */
export function beginTurn(ip: usize, turn: i32): void {
  const turns = int(ip, LoopHead.TURNS);
  const backwards = int(ip, LoopHead.BACKWARDS);
  const patches = int(ip, LoopHead.PATCHES);
  const index = <usize>(backwards ? turns - 1 - turn : turn);
  for (let p = 0; p < patches; p++) {
    const patch = <usize>(LoopHead.FIRST_PATCH + PATCH_WORDS * p);
    const place = ptr(ip, patch + Patch.BASE) + index * ptr(ip, patch + Patch.STRIDE);
    store<u32>(ptr(ip, patch + Patch.WORD), <u32>place);
  }
}

/** Chunks lo … hi - 1, all of one seed, through all turns of a loop. */
function samplesThroughTurns<T>(ip: usize, lo: i32, hi: i32): void {
  const body = after(ip);
  const end = body + (<usize>int(ip, LoopHead.BODY) << 2);
  const turns = int(ip, LoopHead.TURNS);
  for (let turn = 0; turn < turns; turn++) {
    beginTurn(ip, turn);
    for (let at = body; at < end; ) {
      const inner = after(at);
      if (opcode(at) == op.LOOP) {
        samplesThroughTurns<T>(at, lo, hi);
        at = inner + (<usize>int(at, LoopHead.BODY) << 2);
      } else {
        const next = inner + (<usize>int(at, RegionHead.BODY) << 2);
        const units = int(at, RegionHead.SHARED + BySamples.UNITS);
        const chunks = int(at, RegionHead.SHARED + BySamples.CHUNKS);
        const batch = int(at, RegionHead.SHARED + BySamples.BATCH);
        const chunk = int(at, RegionHead.SHARED + BySamples.CHUNK);
        samples<T>(inner, next, lo, hi, batch, chunk, chunks, units);
        at = next;
      }
    }
  }
}

/** This worker's samples through all turns of a loop in which they do not depend on others. */
function bySamples<T>(ip: usize): void {
  let first = after(ip);
  while (opcode(first) == op.LOOP) first = after(first);
  const units = int(first, RegionHead.SHARED + BySamples.UNITS);
  const chunks = int(first, RegionHead.SHARED + BySamples.CHUNKS);
  const last = units * endShare / threads;
  for (let from = units * firstShare / threads; from < last; ) {
    const to = min(min(last, (from / chunks + 1) * chunks), from + items(ip));
    samplesThroughTurns<T>(ip, from, to);
    from = to;
  }
  barrier(meetingPlace, workers, spins);
}

/** Turns from … to - 1 of a loop. */
function loop<T>(ip: usize, from: i32, to: i32): void {
  const body = after(ip);
  const end = body + (<usize>int(ip, LoopHead.BODY) << 2);
  for (let turn = from; turn < to; turn++) {
    beginTurn(ip, turn);
    for (let at = body; at < end; ) {
      if (opcode(at) == op.LOOP) {
        if (items(at)) bySamples<T>(at);
        else loop<T>(at, 0, int(at, LoopHead.TURNS));
        at = after(at) + (<usize>int(at, LoopHead.BODY) << 2);
      } else {
        region<T>(at);
        at = after(at) + (<usize>int(at, RegionHead.BODY) << 2);
      }
    }
  }
}

/**
 * Which of how many workers calls from now on, for how many threads the work is divided, and the
 * two words (zero at first) where the workers wait for each other. Where they are fewer than the
 * threads, each takes the shares of several.
 */
export function setWorker(
  index: i32, count: i32, shares: i32, place: usize, patience: i32,
): void {
  firstShare = shares * index / count;
  endShare = shares * (index + 1) / count;
  threads = shares;
  workers = count;
  meetingPlace = place;
  spins = patience;
}

/**
 * Runs steps from … to - 1. `full` and `remainder` are outermost loops; every step whose index is
 * period - 1 modulo `period` is one of `remainder`, which is 0 where there is none. Every worker
 * makes the same call, and returns when all are done.
 */
export function runSteps(
  full: usize, remainder: usize, period: i32, from: i32, to: i32, isF64: bool, scratch: usize,
  ownMemory: usize,
): void {
  setScratch(scratch);
  own = ownMemory;
  for (let step = from; step < to; step++) {
    const program = remainder && step % period == period - 1 ? remainder : full;
    if (isF64) loop<f64>(program, step, step + 1);
    else loop<f32>(program, step, step + 1);
  }
  barrier(meetingPlace, workers, spins);
}

/**
 * Runs items lo … hi - 1 of one instruction, so that the caller can time it. `beginTurn` has been
 * called for every loop around it, and `beginSeed` for its region.
 */
export function runInstruction(ip: usize, lo: i32, hi: i32, isF64: bool, scratch: usize): void {
  setScratch(scratch);
  if (isF64) execute<f64>(ip, lo, hi);
  else execute<f32>(ip, lo, hi);
}
