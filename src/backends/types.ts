/**
 * What a backend promises. Calls on one executable are carried out in the order in which they were
 * made.
 */

import type { Numbers, Precision } from '../arrays.js';
import type { Program } from '../graph/index.js';
import type { HostAbortSignal } from '../host-types.js';

export type { Precision } from '../arrays.js';

/** What computes: the core in WebAssembly, or a GPU. */
export type BackendName = 'wasm' | 'webgpu';

/** Threads of the WASM backend at most; each is a worker with scratch memory of its own. */
export const MAX_THREADS = 64;

/** Where it is computed, and how; everything has a default. */
export interface BackendOptions {
  /** What computes; default `auto`, which takes WebGPU where it pays. */
  backend?: BackendName | 'auto';
  /** Default `f32`; WebGPU has no `f64`. */
  precision?: Precision;
  /**
   * Threads of the WASM backend, from 1 to `MAX_THREADS`; all processors by default. What is
   * computed does not depend on it.
   */
  threads?: number;
  /**
   * Takes the WASM build with fused multiply-add: faster, and not the same bits on every processor.
   */
  relaxedSimd?: boolean;
  /** Which GPU, and how it is used. */
  gpu?: GpuOptions;
}

/** What is only wanted where GPUs themselves are tested. */
export interface GpuOptions {
  /** Whether `auto` takes a GPU done in software, too. */
  software?: boolean;
  /**
   * Bytes of the largest buffer that a kernel is given, where that is to be less than the adapter
   * allows.
   */
  maxBindingBytes?: number;
  /** Storage buffers that a kernel is given at most, likewise. */
  maxStorageBuffers?: number;
  /** Workgroups in a row of a dispatch at most, likewise. */
  maxWorkgroups?: number;
}

/** What running a program may be told. */
export interface RunOptions {
  /** Stops the run between two steps; the promise is then rejected with the signal's reason. */
  signal?: HostAbortSignal;
}

/** What a backend is told of a program beside it. */
export interface CompileOptions {
  /**
   * The program of every epoch's last minibatch, if that is smaller: the same states, inputs,
   * tables and records.
   */
  remainder?: Program | null;
  /** Updates of one epoch, the last of which runs `remainder`. */
  stepsPerEpoch?: number;
}

/** A program in a backend's memory. */
export interface Executable {
  /** Steps done so far. */
  readonly step: number;
  /** Dispatches of one step, on a GPU. */
  readonly dispatches: number | null;
  /** Writes a state, an input or a table from element `at` (its first by default) on. */
  write(name: string, data: Numbers, at?: number): Promise<void>;
  /** A state or an input, or of one the entries from … to - 1 along its first axis. */
  read(name: string, from?: number, to?: number): Promise<Float64Array>;
  /** Entries from … to - 1 of what `t.record` kept. */
  readRecord(name: string, from: number, to: number): Promise<Float64Array>;
  /** Runs the next `steps` steps. */
  run(steps: number, options?: RunOptions): Promise<void>;
  /** Sets the step counter, as when a run goes on from a checkpoint. */
  seek(step: number): Promise<void>;
  /** Bytes of memory that the program occupies. */
  memoryBytes(): Promise<number>;
  /** Frees the memory. Nothing else may be called afterwards. */
  dispose(): Promise<void>;
}

/** What compiles and runs tensor programs, on WebAssembly or on a GPU. */
export interface Backend {
  /** `wasm` or `webgpu`. */
  readonly name: BackendName;
  /** What it computes in. */
  readonly precision: Precision;
  /** How many threads compute; 1 on a GPU. */
  readonly threads: number;
  /** Which build of the core runs; part of every result. */
  readonly build: string;
  /** Losses and states are to be read back no more often than every so many steps. */
  readonly readBackSteps: number;
  /** Throws a UserError, with the bytes it would take, for a program that cannot fit. */
  compile(program: Program, options?: CompileOptions): Promise<Executable>;
  /** Ends its workers, or lets the GPU go. What it compiled can't be used any more. */
  dispose(): Promise<void>;
}

/** What a program takes of memory, as it is laid out before it runs. */
export interface PlannedMemory {
  /** All of it. */
  readonly bytes: number;
  /** Of these, what is used up within a step: in training, what the backward pass keeps. */
  readonly stepBytes: number;
}
