/**
 * The WASM backend's façade: lowers programs here, runs them in a worker. No call blocks this
 * thread.
 */

import { hardwareConcurrency } from '#platform';
import { type Numbers, sizeOf } from '../../arrays.js';
import { check, wholeFrom } from '../../checks.js';
import { type CoreBuild, coreModule, hasRelaxedSimd, loadCore } from '../../core/index.js';
import { PlaceError, UserError } from '../../errors.js';
import type { Program } from '../../graph/index.js';
import { beforeHolding, Pace } from '../../platform/index.js';
import { recordSlot } from '../lowering/shared.js';
import {
  type Backend,
  type BackendOptions,
  type CompileOptions,
  type Executable,
  MAX_THREADS,
  type PlannedMemory,
  type Precision,
  type RunOptions,
} from '../types.js';
import { Connection } from './connection.js';
import { MAX_BYTES, memoryNeeded, workersFor } from './executor.js';
import { type LoweredProgram, lower } from './lower.js';
import type { Request } from './messages.js';
import { SeedsApart } from './seeds-apart.js';

class WasmExecutable implements Executable {
  readonly dispatches = null;
  private stepsDone = 0;

  constructor(
    private readonly connection: Connection,
    private readonly program: LoweredProgram,
    private readonly id: number,
  ) {}

  get step(): number {
    return this.stepsDone;
  }

  async write(name: string, data: Numbers, at = 0): Promise<void> {
    const slot = this.slot(name);
    const expected = sizeOf(slot.shape);
    if (at + data.length > expected) {
      throw new Error(`'${name}' is [${slot.shape}], not ${at + data.length} numbers`);
    }
    const bytes = this.bytesOf(data, slot.dtype === 'index');
    const request: Request = { kind: 'write', executable: this.id, name, data: bytes, at };
    await this.connection.request(request, [bytes]);
  }

  read(name: string, from?: number, to?: number): Promise<Float64Array> {
    return this.fetch(name, from, to);
  }

  readRecord(name: string, from: number, to: number): Promise<Float64Array> {
    return this.fetch(recordSlot(name), from, to);
  }

  async run(steps: number, { signal }: RunOptions = {}): Promise<void> {
    if (this.stepsDone + steps > this.program.steps) {
      throw new Error(`the program is made for ${this.program.steps} steps`);
    }
    signal?.throwIfAborted();
    const end = this.stepsDone + steps;
    const stop = () => this.connection.stop();
    signal?.addEventListener('abort', stop);
    try {
      // A stop is for the run in progress, whosever it is: what another one's signal ended goes on.
      while (this.stepsDone < end) {
        const left = end - this.stepsDone;
        const request: Request = { kind: 'run', executable: this.id, steps: left };
        this.stepsDone = (await this.connection.request(request)) as number;
        if (this.stepsDone < end) signal?.throwIfAborted();
      }
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }

  async seek(step: number): Promise<void> {
    await this.connection.request({ kind: 'seek', executable: this.id, step });
    this.stepsDone = step;
  }

  async memoryBytes(): Promise<number> {
    return (await this.connection.request({ kind: 'memory', executable: this.id })) as number;
  }

  async dispose(): Promise<void> {
    await this.connection.unload(this.id);
  }

  private slot(name: string) {
    const slot = this.program.slots[name];
    if (!slot) throw new Error(`the program has no tensor '${name}'`);
    return slot;
  }

  private bytesOf(data: Numbers, isIndex: boolean): ArrayBuffer {
    if (isIndex) return Int32Array.from(data).buffer;
    return this.program.precision === 'f64'
      ? Float64Array.from(data).buffer
      : Float32Array.from(data).buffer;
  }

  private async fetch(name: string, from?: number, to?: number): Promise<Float64Array> {
    this.slot(name);
    const request: Request = { kind: 'read', executable: this.id, name, from, to };
    const bytes = (await this.connection.request(request)) as ArrayBuffer;
    return this.program.precision === 'f64'
      ? new Float64Array(bytes)
      : widened(new Float32Array(bytes));
  }
}

/** Numbers that are converted in one go: some milliseconds. */
const PIECE = 1 << 20;

/** The same numbers in float64. */
async function widened(values: Float32Array): Promise<Float64Array> {
  const wide = new Float64Array(values.length);
  const pace = new Pace();
  for (let from = 0; from < values.length; from += PIECE) {
    wide.set(values.subarray(from, from + PIECE), from);
    await pace.keep();
  }
  return wide;
}

class WasmBackend implements Backend {
  readonly name = 'wasm';
  readonly readBackSteps = 1;
  private loaded = 0;
  /** Workers that share no memory, for programs whose seeds do not depend on each other. */
  private readonly others: Connection[] = [];

  constructor(
    private readonly connection: Connection,
    private readonly module: WebAssembly.Module,
    readonly precision: Precision,
    readonly build: string,
    /** For so many each program is divided. */
    readonly threads: number,
    /** For so many, at most, programs are divided whose seeds do not depend on each other. */
    private readonly most: number,
  ) {}

  async compile(program: Program, options: CompileOptions = {}): Promise<Executable> {
    const { threads } = this;
    const { workers } = this.connection;
    await beforeHolding(program.graph.nodes.length);
    const lowered = lowerWithinLimits(program, this.precision, options, threads);
    const executable = ++this.loaded;
    const count = threads > 1 ? 1 : Math.min(workersFor(this.most), lowered.seedsApart);
    if (count > 1) return this.compileApart(lowered, executable, count);
    await this.connection.load({ executable, program: lowered, module: this.module, workers });
    return new WasmExecutable(this.connection, lowered, executable);
  }

  async dispose(): Promise<void> {
    await Promise.all([this.connection, ...this.others].map((connection) => connection.close()));
  }

  /** Loads a program into workers that each run some of its seeds. */
  private async compileApart(program: LoweredProgram, executable: number, count: number) {
    while (this.others.length < count - 1) this.others.push(new Connection(1));
    const connections = [this.connection, ...this.others].slice(0, count);
    const { module } = this;
    await Promise.all(
      connections.map((connection, worker) =>
        connection.load({ executable, program, module, workers: count, worker }),
      ),
    );
    const parts = connections.map(
      (connection) => new WasmExecutable(connection, program, executable),
    );
    return new SeedsApart(parts, program);
  }
}

/** Lowers a program. Throws a PlaceError with the bytes that it would take if it cannot fit. */
export function lowerWithinLimits(
  program: Program,
  precision: Precision,
  { remainder = null, stepsPerEpoch = 1 }: CompileOptions,
  threads: number,
): LoweredProgram {
  const lowered = lower(program, precision, remainder, stepsPerEpoch, threads);
  const bytes = memoryNeeded(lowered, workersFor(threads));
  if (bytes > MAX_BYTES) {
    throw new PlaceError(
      `this would take ${bytes.toLocaleString('en-US')} bytes of memory; WebAssembly has at most ` +
        `${MAX_BYTES.toLocaleString('en-US')} ` +
        '(fewer points, samples, seeds or a smaller batch take less)',
      { bytes, most: MAX_BYTES },
    );
  }
  return lowered;
}

/** What a program takes of the WASM core's memory. Throws what `lowerWithinLimits` throws. */
export function coreMemory(program: Program, precision: Precision, threads: number): PlannedMemory {
  const lowered = lowerWithinLimits(program, precision, {}, threads);
  const { arenaBytes, keptBytes, ownBytes } = lowered;
  const workers = workersFor(threads);
  return {
    bytes: memoryNeeded(lowered, workers),
    stepBytes: arenaBytes - keptBytes + workers * ownBytes,
  };
}

/**
 * Threads that can be had. Where memory cannot be shared (a page that is not cross-origin
 * isolated), they work on different seeds.
 */
export function availableThreads(): number {
  return Math.min(hardwareConcurrency(), MAX_THREADS);
}

/** Throws a UserError for a number of threads that there cannot be. */
export function checkThreads(threads: number | undefined): void {
  if (threads === undefined) return;
  check('threads', threads, {
    allowed: `a whole number from 1 to ${MAX_THREADS}`,
    fits: () => wholeFrom(1).fits(threads) && threads <= MAX_THREADS,
  });
}

/** The build with fused multiply-add, as results name it. */
export const RELAXED = 'relaxed-simd';

/** The core by which one thread works as a backend's build does. */
export const coreOfOneThread = (build: string): CoreBuild =>
  build === RELAXED ? 'core-relaxed.wasm' : 'core.wasm';

export async function createWasmBackend(options: BackendOptions): Promise<Backend> {
  const { precision = 'f32', relaxedSimd = false } = options;
  await loadCore();
  if (relaxedSimd && !hasRelaxedSimd()) {
    throw new UserError('this engine has no relaxed SIMD; without --relaxed-simd everything runs');
  }
  const shares = typeof SharedArrayBuffer !== 'undefined';
  const most = options.threads ?? availableThreads();
  const threads = shares ? most : 1;
  const workers = workersFor(threads);
  const sharing = workers > 1 ? '-shared' : '';
  const build: CoreBuild = `core${sharing}${relaxedSimd ? '-relaxed' : ''}.wasm`;
  const module = await coreModule(build);
  return new WasmBackend(
    new Connection(workers),
    module,
    precision,
    relaxedSimd ? RELAXED : 'simd',
    threads,
    most,
  );
}
