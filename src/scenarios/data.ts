/** Data sets of a scenario: what they would take, how they are made, whether they are finite. */

import { type Backend, createBackend } from '../backends/index.js';
import { loadCore } from '../core/index.js';
import { UserError } from '../errors.js';
import { buildIcSet, type InitialConditionGenerator } from '../initial-conditions/index.js';
import type { Key, RandomOptions } from '../random/index.js';
import { sizeOf, spatialShape } from '../spectral/index.js';
import { buildTrajectories, type Stepper } from '../steppers/index.js';
import type { RawArray } from './raw-result.js';

/** Where and how data is computed; everything has a default. */
export interface DataOptions {
  /** A backend that is open already; otherwise one is made for the call and closed after it. */
  backend?: Backend;
  /** Precision of the backend that is made; default 'f32'. */
  precision?: 'f32' | 'f64';
  /** Threads of the backend that is made; default: all cores. */
  threads?: number;
  /** The layout of threefry's bits. */
  random?: RandomOptions;
  signal?: AbortSignal;
}

/** What `produceData` needs to know besides the stepper. */
export interface TrajectorySet {
  numSamples: number;
  numWarmupSteps: number;
  temporalHorizon: number;
  key: Key;
}

const MEMORY_LIMIT = 4 * 1024 * 1024 * 1024;
const BYTES_PER_NUMBER = 8;

/**
 * Throws a UserError with the number of bytes if an array of this shape, which the host keeps in
 * float64, is larger than 4 GiB.
 */
export function requireMemory(what: string, shape: readonly number[]): void {
  const bytes = BYTES_PER_NUMBER * sizeOf(shape);
  if (bytes <= MEMORY_LIMIT) return;
  throw new UserError(
    `${what} would take ${bytes.toLocaleString('en-US')} bytes (shape ${shape.join(' x ')}); ` +
      `at most ${MEMORY_LIMIT.toLocaleString('en-US')} are available`,
  );
}

/** Lends the caller's backend, or one that lives as long as the call. */
export async function withBackend<T>(
  { backend, precision = 'f32', threads }: DataOptions,
  use: (backend: Backend) => Promise<T>,
): Promise<T> {
  await loadCore();
  if (backend !== undefined) return use(backend);
  const own = await createBackend({ backend: 'wasm', precision, threads });
  try {
    return await use(own);
  } finally {
    await own.dispose();
  }
}

/**
 * Draws initial conditions, warms them up and rolls them out:
 * `[numSamples, temporalHorizon + 1, C, ...N]`, the first state being the one after the warm-up.
 */
export async function produceTrajectories(
  stepper: Stepper,
  generator: InitialConditionGenerator,
  { numSamples, numWarmupSteps, temporalHorizon, key }: TrajectorySet,
  options: DataOptions = {},
): Promise<RawArray> {
  const { dims, numPoints, numChannels } = stepper;
  const shape = [numSamples, temporalHorizon + 1, numChannels, ...spatialShape(dims, numPoints)];
  requireMemory('the data', shape);
  const data = await withBackend(options, async (backend) => {
    const start = await buildIcSet(generator, numPoints, numSamples, key, options.random);
    const { signal } = options;
    return buildTrajectories(backend, stepper, start, {
      warmup: numWarmupSteps,
      horizon: temporalHorizon,
      signal,
    });
  });
  return { data, shape };
}

/** Throws a UserError that says where trajectories `[S, T + 1, ...]` first stop being finite. */
export function requireFinite(what: string, { data, shape }: RawArray): void {
  let bad = 0;
  while (bad < data.length && Number.isFinite(data[bad])) bad++;
  if (bad === data.length) return;
  const stateSize = sizeOf(shape.slice(2));
  const step = Math.floor(bad / stateSize) % shape[1]!;
  const sample = Math.floor(bad / (stateSize * shape[1]!));
  throw new UserError(
    `${what} is not finite (first at sample ${sample}, time step ${step}); ` +
      'the solver is unstable with these attributes (--allow-non-finite takes it as it is)',
  );
}
