/**
 * One worker's hold on a lowered program: loads it into a core, runs its share of the steps, reads
 * and writes tensors. Synchronous; lives in a worker.
 *
 * In memory, above the core's own data: the arena (tensors, constants), the place where threads
 * meet, then for each worker its stream of instructions, its scratch memory, and its own memory for
 * one seed at a time.
 */

import { hardwareConcurrency, processors } from '#platform';
import {
  BySeeds,
  HEAD_WORDS,
  Head,
  LoopHead,
  RegionHead,
} from '../../../assembly/schedule/heads.js';
import { LOOP, SHARE_SEEDS } from '../../../assembly/schedule/opcodes.js';
import type { Core } from '../../core/index.js';
import { ALIGNMENT, alignUp } from '../lowering/memory-plan.js';
import type { Slot } from '../lowering/shared.js';
import type { LoweredProgram } from './lower.js';

/** Bytes of a page of WebAssembly's. */
export const PAGE = 65536;
/** Memory of a WebAssembly module at most. */
export const MAX_BYTES = 65536 * PAGE;
/** The core's static data and its alignment, at most. */
const CORE_BYTES = PAGE;
const SPARE_PAGES = 16;

/**
 * Workers for so many threads: not more than can run at once, since those would only wait for each
 * other.
 */
export const workersFor = (threads: number): number => Math.min(threads, processors());

const streamBytes = (program: LoweredProgram) => alignUp(program.words.length * 4);
const workerBytes = (program: LoweredProgram) =>
  streamBytes(program) +
  alignUp(program.scratchBytes) +
  ALIGNMENT +
  alignUp(program.ownBytes) +
  ALIGNMENT;

/** Bytes that a program needs above the core's own data. */
function bytesNeeded(program: LoweredProgram, workers: number): number {
  return alignUp(program.arenaBytes) + workers * workerBytes(program) + 3 * ALIGNMENT;
}

/** Pages of the memory of a program, the core's own data and some room included. */
export function pagesNeeded(program: LoweredProgram, workers: number): number {
  return Math.ceil((bytesNeeded(program, workers) + CORE_BYTES) / PAGE) + SPARE_PAGES;
}

/** Bytes of the memory of a program: what must not be more than `MAX_BYTES`. */
export function memoryNeeded(program: LoweredProgram, workers: number): number {
  return pagesNeeded(program, workers) * PAGE;
}

/**
 * How often a worker looks whether the others have come before it goes to sleep: for about as long
 * as an instruction that only one of them can work on takes. Where a container's quota allows for
 * fewer, it would only keep the others from coming.
 */
const patience = (workers: number) => (workers > hardwareConcurrency() ? 1_000 : 100_000);

export class Executor {
  private readonly arena: number;
  private readonly stream: number;
  private readonly scratch: number;
  private readonly own: number;
  private stepsDone = 0;

  /**
   * `core` is a fresh instance, whose memory is zero above its own data. Workers that share it each
   * have their part of it, and the first one writes the constants; without, each has its seeds.
   */
  constructor(
    private readonly core: Core,
    readonly program: LoweredProgram,
    worker = 0,
    workers = 1,
    shares = false,
  ) {
    const [place, places] = shares ? [worker, workers] : [0, 1];
    const threads = Math.max(program.threads, workers);
    const start = alignUp(core.reserve(bytesNeeded(program, places) + ALIGNMENT));
    const meetingPlace = alignUp(start + program.arenaBytes);
    this.arena = start;
    this.stream = meetingPlace + ALIGNMENT + place * workerBytes(program);
    this.scratch = this.stream + streamBytes(program);
    this.own = this.scratch + alignUp(program.scratchBytes) + ALIGNMENT;
    if (place === 0) {
      for (const { offset, bytes } of program.images) {
        new Uint8Array(core.memory.buffer, start + offset, bytes.length).set(bytes);
      }
    }
    const words = program.words.slice();
    for (const k of program.arenaWords) words[k] += this.arena;
    for (const k of program.programWords) words[k] = this.stream + 4 * words[k];
    new Uint32Array(core.memory.buffer, this.stream, words.length).set(words);
    core.setWorker(worker, workers, threads, meetingPlace, patience(workers));
  }

  get step(): number {
    return this.stepsDone;
  }

  /** Sets the step counter: the next step to run. */
  seek(step: number): void {
    this.stepsDone = step;
  }

  /**
   * Runs `count` steps from the step counter on; with several workers, each makes the same call.
   */
  run(count: number): void {
    const { program, core } = this;
    const from = this.stepsDone;
    core.runSteps(
      this.stream + 4 * program.full,
      program.remainder < 0 ? 0 : this.stream + 4 * program.remainder,
      program.stepsPerEpoch,
      from,
      from + count,
      program.precision === 'f64' ? 1 : 0,
      this.scratch,
      this.own,
    );
    this.stepsDone = from + count;
  }

  /**
   * Runs the next step instruction by instruction, by this worker alone: `each` is given the word
   * at which an instruction starts, and must call `run`.
   */
  runApart(each: (word: number, run: () => void) => void): void {
    const { core, program, scratch, own } = this;
    const words = new Uint32Array(core.memory.buffer, this.stream, program.words.length);
    const isF64 = program.precision === 'f64' ? 1 : 0;
    const address = (word: number) => this.stream + 4 * word;
    /** The instructions of a region, for one seed after the other where it is shared by seeds. */
    const region = (head: number) => {
      const first = head + words[head + Head.LENGTH];
      const end = first + words[head + HEAD_WORDS + RegionHead.BODY];
      const share = words[head + HEAD_WORDS + RegionHead.SHARE];
      const count = words[head + HEAD_WORDS + RegionHead.SHARED + BySeeds.SEEDS];
      const seeds = share === SHARE_SEEDS ? count : 1;
      for (let seed = 0; seed < seeds; seed++) {
        core.beginSeed(address(head), seed, own);
        for (let at = first; at < end; at += words[at + Head.LENGTH]) {
          const items = words[at + Head.ITEMS] / seeds;
          const [lo, hi] = [seed * items, (seed + 1) * items];
          each(at, () => core.runInstruction(address(at), lo, hi, isF64, scratch));
        }
      }
    };
    /** One turn of a loop. */
    const turn = (loop: number, index: number) => {
      core.beginTurn(address(loop), index);
      const body = loop + words[loop + Head.LENGTH];
      const end = body + words[loop + HEAD_WORDS + LoopHead.BODY];
      for (let at = body; at < end; ) {
        const opcode = words[at + Head.OPCODE] & 0xffff;
        const next = at + words[at + Head.LENGTH];
        if (opcode === LOOP) {
          for (let i = 0; i < words[at + HEAD_WORDS + LoopHead.TURNS]; i++) turn(at, i);
          at = next + words[at + HEAD_WORDS + LoopHead.BODY];
        } else {
          region(at);
          at = next + words[at + HEAD_WORDS + RegionHead.BODY];
        }
      }
    };
    turn(program.full, this.stepsDone);
    this.stepsDone++;
  }

  /** Bytes of entries from … to - 1 of the slot's first axis (all of it by default), copied. */
  read(name: string, from = 0, to?: number): ArrayBuffer {
    const { ptr, bytes } = this.range(name, from, to);
    const copy = new Uint8Array(bytes);
    copy.set(new Uint8Array(this.core.memory.buffer, ptr, bytes));
    return copy.buffer;
  }

  /** Writes a slot from its element `at` on; as many bytes as are given. */
  write(name: string, data: ArrayBuffer, at = 0): void {
    const { ptr, bytes, element } = this.range(name);
    const end = at * element + data.byteLength;
    if (end > bytes) throw new Error(`'${name}' holds ${bytes} bytes, not ${end}`);
    new Uint8Array(this.core.memory.buffer, ptr + at * element).set(new Uint8Array(data));
  }

  /** Bytes of the core's memory. */
  get memoryBytes(): number {
    return this.core.memory.buffer.byteLength;
  }

  private range(name: string, from = 0, to?: number) {
    const slot: Slot | undefined = this.program.slots[name];
    if (!slot) throw new Error(`the program has no tensor '${name}'`);
    const element = slot.dtype === 'index' ? 4 : this.program.precision === 'f64' ? 8 : 4;
    const entry = slot.shape.slice(1).reduce((a, b) => a * b, element);
    return {
      ptr: this.arena + slot.offset + from * entry,
      bytes: ((to ?? slot.shape[0]) - from) * entry,
      element,
    };
  }
}
