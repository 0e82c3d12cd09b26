/**
 * The weights and data that are measured on, the same as those of the peers in other languages: a
 * linear congruential generator (Numerical Recipes) for the weights, sines for the data. All are
 * float32 numbers. Needs the core to be loaded.
 */

import { core } from '../core/index.js';
import { wholePower } from '../spectral/index.js';

/** Draws n values from U(-limit, limit). */
type Draw = (n: number, limit: number) => Float64Array;

export function lcg(seed: number): Draw {
  let state = seed >>> 0;
  return (n, limit) =>
    Float64Array.from({ length: n }, () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.fround((2 * (state / 4294967296) - 1) * limit);
    });
}

/** Leaves of `Conv;hidden;depth`: weight and bias of each layer. */
export function convWeights(dims: number, hidden = 26, depth = 10): Float64Array[] {
  const draw = lcg(12345);
  const taps = wholePower(3, dims);
  const channels = [1, ...new Array<number>(depth).fill(hidden), 1];
  return channels.slice(1).flatMap((out, layer) => {
    const limit = 1 / Math.sqrt(channels[layer] * taps);
    return [draw(out * channels[layer] * taps, limit), draw(out, limit)];
  });
}

/**
 * Leaves of `FNO;modes;C;blocks` in the network's order: lifting, blocks (spectral real, imaginary,
 * bypass), projection.
 */
export function fnoWeights(modes = 12, C = 8, blocks = 4): Float64Array[] {
  const draw = lcg(777);
  const q = 1 / Math.sqrt(C);
  const leaves = [draw(C, 1), draw(C, 1)];
  for (let block = 0; block < blocks; block++) {
    const spectral = () => draw(C * C * modes, 1.7 / C / C);
    leaves.push(spectral(), spectral(), draw(C * C, q), draw(C, q));
  }
  return [...leaves, draw(C, q), draw(1, q)];
}

/** `[batch, 1, ...N]`: the product over the axes of sin(2π m_b i/N + 0.1 b), m_b = 1 + b mod 5. */
export function waves(batch: number, N: number, dims = 1): Float64Array {
  const size = wholePower(N, dims);
  const x = new Float64Array(batch * size);
  for (let b = 0; b < batch; b++) {
    const line = Float64Array.from({ length: N }, (_, i) =>
      core().sin((2 * Math.PI * (1 + (b % 5)) * i) / N + 0.1 * b),
    );
    for (let at = 0; at < size; at++) {
      let value = 1;
      for (let rest = at, axis = 0; axis < dims; axis++, rest = Math.floor(rest / N)) {
        value *= line[rest % N];
      }
      x[b * size + at] = Math.fround(value);
    }
  }
  return x;
}

/** 0.9 times the states, moved on by three points of the last axis. */
export function moved(x: Float64Array, N: number): Float64Array {
  const factor = Math.fround(0.9);
  return x.map((_, at) => {
    const i = at % N;
    return Math.fround(factor * x[at - i + ((i - 3 + N) % N)]);
  });
}

/** A smooth vorticity `[1, 1, N, N]`: sin(2x + y) + cos(x - 3y) + sin(4x) cos(2y). */
export function vorticity2d(N: number): Float64Array {
  const { sin, cos } = core();
  const angle = (i: number) => (2 * Math.PI * i) / N;
  return Float64Array.from({ length: N * N }, (_, at) => {
    const [x, y] = [angle(Math.floor(at / N)), angle(at % N)];
    return Math.fround(sin(2 * x + y) + cos(x - 3 * y) + sin(4 * x) * cos(2 * y));
  });
}

/** A smooth velocity field `[1, 3, N, N, N]`: sin(x + c y) cos(z + c) in component c. */
export function flow3d(N: number): Float64Array {
  const angle = (i: number) => (2 * Math.PI * i) / N;
  return Float64Array.from({ length: 3 * N * N * N }, (_, at) => {
    const c = Math.floor(at / (N * N * N));
    const [i, j, k] = [Math.floor(at / (N * N)) % N, Math.floor(at / N) % N, at % N];
    return Math.fround(core().sin(angle(i) + c * angle(j)) * core().cos(angle(k) + c));
  });
}

/**
 * Trajectories of advection, `[samples, steps + 1, 1, N]`: random sums of five sines with largest
 * value 1 that move by four points in a step.
 */
export function advected(samples: number, steps: number, N: number): Float64Array {
  const draw = lcg(4242);
  const data = new Float64Array(samples * (steps + 1) * N);
  for (let sample = 0; sample < samples; sample++) {
    const amplitudes = draw(5, 1);
    const start = Float64Array.from({ length: N }, (_, i) =>
      amplitudes.reduce((sum, a, m) => sum + a * core().sin((2 * Math.PI * (m + 1) * i) / N), 0),
    );
    const largest = start.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
    for (let step = 0; step <= steps; step++) {
      const row = (sample * (steps + 1) + step) * N;
      for (let i = 0; i < N; i++) data[row + ((i + 4 * step) % N)] = start[i] / largest;
    }
  }
  return data;
}
