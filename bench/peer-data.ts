// The weights and data that every peer starts from (peers' common.mjs and common.py): a linear congruential generator
// (Numerical Recipes) for the weights, sines for the data. Only here may the engine's own sine be used: it makes the peers' input.

/** Draws n values from U(-limit, limit) as float32. */
export type Draw = (n: number, limit: number) => Float64Array;

export function lcg(seed: number): Draw {
  let state = seed >>> 0;
  return (n, limit) =>
    Float64Array.from({ length: n }, () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.fround((2 * (state / 4294967296) - 1) * limit);
    });
}

/** Leaves of Conv;26;10 in order: weight and bias of each of the 11 layers. */
export function convWeights(): Float64Array[] {
  const draw = lcg(12345);
  const channels = [1, ...new Array(10).fill(26), 1];
  return channels.slice(1).flatMap((out, layer) => {
    const limit = 1 / Math.sqrt(channels[layer] * 3);
    return [draw(out * channels[layer] * 3, limit), draw(out, limit)];
  });
}

/** Leaves of FNO;12;8;4 in the network's order: lifting, blocks (spectral real, imaginary, bypass), projection. */
export function fnoWeights(): Float64Array[] {
  const draw = lcg(777);
  const C = 8;
  const modes = 12;
  const q = 1 / Math.sqrt(C);
  const leaves = [draw(C, 1), draw(C, 1)];
  for (let block = 0; block < 4; block++) {
    const spectral = () => draw(C * C * modes, 1.7 / C / C);
    leaves.push(spectral(), spectral(), draw(C * C, q), draw(C, q));
  }
  return [...leaves, draw(C, q), draw(1, q)];
}

/** x[b, 0, i] = sin(2π m_b i/N + 0.1 b), m_b = 1 + b mod 5, rounded to float32; y is 0.9 x, moved on by 3 points. */
export function waves(batch: number, N: number): { x: Float64Array; y: Float64Array } {
  const x = new Float64Array(batch * N);
  const y = new Float64Array(batch * N);
  for (let b = 0; b < batch; b++) {
    for (let i = 0; i < N; i++) {
      x[b * N + i] = Math.fround(Math.sin((2 * Math.PI * (1 + (b % 5)) * i) / N + 0.1 * b));
    }
    for (let i = 0; i < N; i++) y[b * N + i] = Math.fround(0.9 * x[b * N + ((i - 3 + N) % N)]);
  }
  return { x, y };
}
