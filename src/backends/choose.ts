/**
 * Where programs run: what was asked for, or for `auto` a real GPU if there is one and they fit it,
 * else WASM.
 */

import { heapBytes } from '#platform';
import { GpuMemoryError, PlaceError, unknownName } from '../errors.js';
import type { Program } from '../graph/index.js';
import type { BackendName, BackendOptions } from './types.js';
import { availableThreads, checkThreads } from './wasm/backend.js';
import { MAX_BYTES } from './wasm/executor.js';
import { requireFit } from './wasm/fit.js';
import {
  type AdapterInfo,
  adapterInfo,
  adapterName,
  gpuLimits,
  noAdapter,
  whyNoAdapter,
} from './webgpu/adapters.js';

/** The backend that was taken for a run. */
export interface Choice {
  /** What computes. */
  readonly backend: BackendName;
  /** Why `auto` means this one; null where it was asked for by its name. */
  readonly why: string | null;
}

const NAMES: Record<'backend' | 'precision', readonly string[]> = {
  backend: ['auto', 'wasm', 'webgpu'],
  precision: ['f32', 'f64'],
};

/** Throws a UserError for a backend, a precision or threads that there are not. */
export function checkPlace(options: BackendOptions): void {
  for (const kind of ['backend', 'precision'] as const) {
    const given = options[kind];
    if (given !== undefined && !NAMES[kind].includes(given)) {
      throw unknownName(kind, String(given), NAMES[kind]);
    }
  }
  checkThreads(options.threads);
}

/**
 * The backend for programs that belong together. Throws a PlaceError, with the bytes that it would
 * take, if one of them fits nowhere where it may run.
 */
export async function chooseBackend(
  options: BackendOptions,
  programs: readonly Program[] = [],
): Promise<Choice> {
  const { backend = 'auto' } = options;
  checkPlace(options);
  if (backend === 'webgpu') {
    await requireGpuFit(programs, await requireAdapter(options), options);
    return { backend, why: null };
  }
  const obstacle = backend === 'auto' ? await obstacleToGpu(options, programs) : undefined;
  if (obstacle === null) return { backend: 'webgpu', why: 'there is a GPU' };
  requireFit(programs, options.precision ?? 'f32', options.threads ?? availableThreads());
  return { backend: 'wasm', why: obstacle ?? null };
}

/**
 * As `chooseBackend`, for work that comes later: what can be refused is refused now, and a GPU is
 * looked for only when the choice is asked for, unless WASM has no room. `programs` makes them
 * anew, so that nothing keeps them.
 */
export async function chooseLater(
  options: BackendOptions,
  programs: () => Promise<readonly Program[]>,
): Promise<() => Promise<Choice>> {
  checkPlace(options);
  if (options.backend === 'webgpu' || !fitsWasm(options, await programs())) {
    const choice = await chooseBackend(options, await programs());
    return async () => choice;
  }
  let choice: Promise<Choice> | undefined;
  return () => {
    choice ??= programs().then((all) => chooseBackend(options, all));
    return choice;
  };
}

function fitsWasm(options: BackendOptions, programs: readonly Program[]): boolean {
  try {
    requireFit(programs, options.precision ?? 'f32', options.threads ?? availableThreads());
    return true;
  } catch (error) {
    if (!(error instanceof PlaceError)) throw error;
    return false;
  }
}

/** What programs take at the least. */
export interface LeastRoom {
  /** Numbers that are in memory at once. */
  readonly numbers: number;
  /** Operations of the forward pass. */
  readonly numOps: number;
}

/**
 * Bytes of this thread for each of them: all that a training step makes of it, there and back, and
 * the instructions; of chains of blocks 8,000 to 11,000 were measured.
 */
const BYTES_PER_OP = 10_000;

/**
 * Throws a PlaceError if programs that are yet to be made, and take so much at the least, cannot
 * run wherever they may, or cannot be made in this thread's memory.
 */
export async function requireRoom(
  options: BackendOptions,
  { numbers, numOps }: LeastRoom,
): Promise<void> {
  const { backend, precision, relaxedSimd, gpu } = options;
  const onGpu = backend !== 'wasm' && precision !== 'f64' && relaxedSimd !== true;
  const bytes = numbers * (precision === 'f64' ? 8 : 4);
  if (bytes > MAX_BYTES) {
    const info = onGpu ? await adapterInfo() : null;
    // How much a GPU has, it does not say.
    const hasGpu = info !== null && (backend === 'webgpu' || gpu?.software || !info.software);
    if (!hasGpu) {
      throw new PlaceError(
        `this would take at least ${whole(bytes)} bytes of memory; WebAssembly has at most ` +
          `${whole(MAX_BYTES)} (fewer layers, points or seeds or a smaller batch take less)`,
        { bytes, most: MAX_BYTES },
      );
    }
  }
  const heap = heapBytes();
  if (numOps * BYTES_PER_OP > heap) {
    throw new PlaceError(
      `a training step of ${whole(numOps)} operations forwards would take more than the ` +
        `${whole(heap)} bytes that JavaScript has here (fewer layers or unrolled steps take less)`,
      { bytes: numOps * BYTES_PER_OP, most: heap },
    );
  }
}

const whole = (value: number) => value.toLocaleString('en-US');

/** Why `auto` cannot mean the GPU, or null. */
async function obstacleToGpu(
  options: BackendOptions,
  programs: readonly Program[],
): Promise<string | null> {
  if (options.precision === 'f64') return 'WebGPU has no 64-bit numbers';
  if (options.relaxedSimd === true) return 'relaxed SIMD is a build of the WASM core';
  const info = await adapterInfo();
  if (info === null) return whyNoAdapter();
  if (info.software && options.gpu?.software !== true) {
    return `the GPU is one in software, ${adapterName(info)}`;
  }
  try {
    await requireGpuFit(programs, info, options);
    return null;
  } catch (error) {
    if (!(error instanceof GpuMemoryError)) throw error;
    return `on the GPU, ${error.message.replace(/ \(.*/, '')}`;
  }
}

/** The adapter that WebGPU means. Throws a PlaceError where it cannot do what is asked for. */
async function requireAdapter({ precision, relaxedSimd }: BackendOptions): Promise<AdapterInfo> {
  if (precision === 'f64') {
    throw new PlaceError('WebGPU computes in f32; f64 is there on WASM (--backend wasm)');
  }
  if (relaxedSimd === true) {
    throw new PlaceError('relaxed SIMD is a build of the WASM core (--backend wasm)');
  }
  const info = await adapterInfo();
  if (info !== null) return info;
  throw await noAdapter();
}

async function requireGpuFit(
  programs: readonly Program[],
  info: AdapterInfo,
  { gpu }: BackendOptions,
): Promise<void> {
  const { lowerWithinGpuLimits } = await import('./webgpu/limits.js');
  const limits = gpuLimits(info, gpu);
  for (const program of programs) lowerWithinGpuLimits(program, {}, limits);
}
