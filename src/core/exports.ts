/**
 * The functions that the WASM core exports, by the folder of assembly/ they live in. Whoever
 * exports a function from assembly/index.ts adds its line here; a test compares both lists.
 * Addresses (`ptr`) are byte offsets into `memory`.
 */

import type { HostWasmMemory } from '../host-types.js';

export interface CoreExports {
  readonly memory: HostWasmMemory;

  // schedule
  /** The first address above the core's static data. */
  heapBase(): number;
  /**
   * Which of how many threads runs programs on this instance, and where they wait for each other
   * (two words, zero at first).
   */
  setWorker(
    index: number,
    count: number,
    threads: number,
    meetingPlace: number,
    spins: number,
  ): void;
  /** Runs steps from … to - 1 of a loaded program (assembly/schedule/run.ts). */
  runSteps(
    full: number,
    remainder: number,
    period: number,
    from: number,
    to: number,
    isF64: number,
    scratch: number,
    own: number,
  ): void;
  /** Prepares a loop's body for a turn. */
  beginTurn(loop: number, turn: number): void;
  /** Prepares a region's body for a seed, which finds a thread's own memory at `own`. */
  beginSeed(region: number, seed: number, own: number): void;
  /** Runs items lo … hi - 1 of one instruction of a body on this thread alone. */
  runInstruction(instruction: number, lo: number, hi: number, isF64: number, scratch: number): void;

  // kernels
  /** Scratch bytes of an instruction of a convolution or of its weight gradient. */
  convScratchBytes(instruction: number, isF64: number): number;
  /** Bytes of a row of `width` points with a halo, as the direct sum copies it. */
  paddedRowBytes(width: number, halo: number, isF64: number): number;
  /** Scratch bytes of an elementwise chain of so many inputs and micro-ops. */
  elementwiseScratchBytes(registers: number, float64: number): number;
  /**
   * Arithmetic on registers alone; returns the number of floating-point operations
   * (assembly/kernels/peak.ts).
   */
  peak(rounds: number): number;

  // math: f64, at most 1 ulp off, the same bits in every engine
  cos(x: number): number;
  erfinv(x: number): number;
  exp(x: number): number;
  expm1(x: number): number;
  log(x: number): number;
  log1p(x: number): number;
  pow(x: number, y: number): number;
  /** 1 / (1 + exp(-x)) */
  sigmoid(x: number): number;
  sin(x: number): number;
  tan(x: number): number;
  tanh(x: number): number;

  // random: (key0, key1) is a key, layout 0 the original, 1 the partitionable one
  /** u32[n] */
  randomBits(key0: number, key1: number, n: number, layout: number, out: number): void;
  /** u32[2] */
  randomFoldIn(key0: number, key1: number, data: number, out: number): void;
  /** i32[n]; scratch holds max(16, 4·n) bytes */
  randomIntegers(
    key0: number,
    key1: number,
    n: number,
    lo: number,
    hi: number,
    layout: number,
    out: number,
    scratch: number,
  ): void;
  /** f32[n] */
  randomNormal(key0: number, key1: number, n: number, layout: number, out: number): void;
  /** i32[n]; scratch holds randomPermutationScratch(n) bytes */
  randomPermutation(
    key0: number,
    key1: number,
    n: number,
    layout: number,
    out: number,
    scratch: number,
  ): void;
  randomPermutationScratch(n: number): number;
  /** u32[n][2] */
  randomSplit(key0: number, key1: number, n: number, layout: number, out: number): void;
  /** f32[n] */
  randomUniform(
    key0: number,
    key1: number,
    n: number,
    lo: number,
    hi: number,
    layout: number,
    out: number,
  ): void;

  // fft
  /** Bytes of the transform plan of n points; kinds and layout: assembly/fft/plan.ts. */
  fftPlanBytes(n: number, kind: number, float64: number): number;
  /** Writes the plan to a 16-byte aligned address; plans are position independent. */
  fftPlanInit(ptr: number, n: number, kind: number, float64: number): void;
  /** Scratch bytes of the transform kernels along an axis of n points. */
  fftScratchBytes(n: number): number;
  /** Scratch bytes that rfft needs beside these where it makes products. */
  fftProductBytes(n: number): number;
  /** Runs a float64 instruction of a transform pass (assembly/fft/host.ts). */
  transformHost(instruction: number, scratch: number): void;

  // config
  /** The number of fields of text (u16[length]); see assembly/config/scanner.ts. */
  scanConfig(text: number, length: number, hyphens: number, out: number): number;
}
