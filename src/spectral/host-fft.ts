/** Fourier transforms of float64 data on the host, by the core's own plans, the same bits everywhere. */

import { type Core, core } from '../core/index.js';

/** Plan kinds of the core (assembly/fft/plan.ts). */
const COMPLEX = 0;
const REAL = 1;
const FLOAT64 = 1;

/**
 * X_k = Σ_x u_x exp(-2πi k·x/N) over D = 1, 2 or 3 axes, as numpy's `rfftn`: real fields
 * [.., ...space] to planar spectra [.., 2 (re, im), ...space with the last axis N/2+1].
 */
export function rfftn(fields: Float64Array, space: readonly number[]): Float64Array {
  const { points, modes } = sizes(space);
  const lines = fields.length / points;
  return transform(core(), fields, lines * 2 * modes, space, lines, 'rfftHost');
}

/**
 * u_x = Σ_k X_k exp(2πi k·x/N), unscaled (numpy's `irfftn` times N^D): complex inverse transforms
 * over the leading axes, then complex-to-real over the last one, which drops the imaginary part of
 * its mode 0 and, for even N, N/2. Planar spectra [.., 2, ..modes] to fields [.., ...space].
 */
export function irfftn(spectra: Float64Array, space: readonly number[]): Float64Array {
  const { points, modes } = sizes(space);
  const lines = spectra.length / (2 * modes);
  return transform(core(), spectra, lines * points, space, lines, 'irfftHost');
}

function sizes(space: readonly number[]): { points: number; modes: number } {
  if (space.length < 1 || space.length > 3) {
    throw new RangeError(`transforms have 1 to 3 axes, not ${space.length}`);
  }
  const points = space.reduce((product, n) => product * n, 1);
  const last = space[space.length - 1]!;
  return { points, modes: (points / last) * (Math.floor(last / 2) + 1) };
}

function transform(
  wasm: Core,
  source: Float64Array,
  length: number,
  space: readonly number[],
  lines: number,
  name: 'rfftHost' | 'irfftHost',
): Float64Array {
  if (!Number.isInteger(lines)) {
    throw new RangeError(`${source.length} numbers are no whole number of fields ${space}`);
  }
  const dims = space.length;
  const [n0, n1, n2] = [space[0]!, space[1] ?? 1, space[2] ?? 1];
  const kinds = space.map((_, axis) => (axis === dims - 1 ? REAL : COMPLEX));
  const planBytes = space.map((n, axis) => aligned(wasm.fftPlanBytes(n, kinds[axis]!, FLOAT64)));
  const workBytes = aligned(wasm.spectralScratchBytes(dims, n0, n1, n2, FLOAT64));
  const sourceBytes = aligned(8 * source.length + 64);
  const resultBytes = aligned(8 * length + 64);
  const total = planBytes.reduce((sum, b) => sum + b, workBytes + sourceBytes + resultBytes);
  return wasm.withScratch(total, (base) => {
    const from = base + workBytes;
    const to = from + sourceBytes;
    let plan = to + resultBytes;
    const plans = space.map((n, axis) => {
      const here = plan;
      wasm.fftPlanInit(here, n, kinds[axis]!, FLOAT64);
      plan += planBytes[axis]!;
      return here;
    });
    new Float64Array(wasm.memory.buffer, from, source.length).set(source);
    const [plan0, plan1, plan2] = [plans[0]!, plans[1] ?? 0, plans[2] ?? 0];
    wasm[name](from, to, plan0, plan1, plan2, lines, dims, n0, n1, n2, base);
    return new Float64Array(wasm.memory.buffer, to, length).slice();
  });
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / 16) * 16;
}
