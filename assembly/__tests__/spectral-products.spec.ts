/** Products of spectra and the mixing of channels: values, adjoint identities, bits. */

import { complexMul } from '../kernels/complex-mul';
import { modeMix, modeMixWeightGrad } from '../kernels/mode-mix';

let state: i32 = 7;

function draw(): f64 {
  state = state * 1664525 + 1013904223;
  return <f64>state / 2147483648.0;
}

function room(count: i32): usize {
  return (heap.alloc(<usize>count * 8 + 96) + 15) & ~15;
}

function values(count: i32): usize {
  const at = room(count);
  for (let i = 0; i < count; i++) store<f64>(at + (<usize>i << 3), draw());
  return at;
}

function at(base: usize, i: i32): f64 {
  return load<f64>(base + (<usize>i << 3));
}

function dot(a: usize, b: usize, count: i32): f64 {
  let sum: f64 = 0;
  for (let i = 0; i < count; i++) sum += at(a, i) * at(b, i);
  return sum;
}

function instruction(args: usize[]): usize {
  const ip = room(16);
  for (let i = 0; i < args.length; i++) store<u32>(ip + 12 + (<usize>i << 2), <u32>args[i]);
  return ip;
}

function power(base: i32, exponent: i32): i32 {
  return exponent == 0 ? 1 : base * power(base, exponent - 1);
}

/** Largest error of the identities <gY, Y> = <X, dX> = <W, dW> of one mixing. */
function mixError(
  dims: i32, m: i32, inward: i32, outward: i32, batch: i32, middle: i32 = dims == 3 ? m : 1,
): f64 {
  const pieces = dims == 1 ? 1 : m * middle;
  const weights = power(2, dims - 1) * outward * inward * pieces * m;
  const rows = power(2, dims - 1) * pieces;
  const spectrum = inward * 2 * m * rows * batch;
  const image = outward * 2 * m * rows * batch;
  const x = values(spectrum);
  const g = values(image);
  const wr = values(weights);
  const wi = values(weights);
  const y = room(image);
  const dx = room(spectrum);
  const shape: usize[] = [batch, inward, outward, m, dims, pieces, middle];
  const forward = instruction([x, wr, wi, y].concat(shape).concat([1, 0]));
  modeMix<f64>(forward, 0, 1);
  modeMix<f64>(forward, 1, batch * outward * rows);
  const back: usize[] = [g, wr, wi, dx, batch, outward, inward, m, dims, pieces, middle, 1, 1];
  modeMix<f64>(instruction(back), 0, batch * inward * rows);
  const chunk = (batch + 9) / 10;
  const chunks = (batch + chunk - 1) / chunk;
  const partRe = room(chunks * weights);
  const partIm = room(chunks * weights);
  modeMixWeightGrad<f64>(instruction([x, g, partRe, partIm].concat(shape)), 0, chunks);
  let sum: f64 = 0;
  for (let c = 0; c < chunks; c++) {
    const offset = <usize>(c * weights) << 3;
    sum += dot(wr, partRe + offset, weights) + dot(wi, partIm + offset, weights);
  }
  const value = dot(g, y, image);
  return max(abs(value - dot(x, dx, spectrum)), abs(value - sum)) / sqrt(<f64>spectrum);
}

describe('modeMix', () => {
  it('contracts the weights as [block, o, i], in one axis', () => {
    const m = 5;
    const inward = 3;
    const outward = 2;
    const x = values(inward * 2 * m);
    const wr = values(outward * inward * m);
    const wi = values(outward * inward * m);
    const y = room(outward * 2 * m);
    modeMix<f64>(instruction([x, wr, wi, y, 1, inward, outward, m, 1, 1, 1, 1, 0]), 0, outward);
    for (let o = 0; o < outward; o++) {
      for (let k = 0; k < m; k++) {
        let re: f64 = 0;
        let im: f64 = 0;
        for (let i = 0; i < inward; i++) {
          const w = (o * inward + i) * m + k;
          re += at(wr, w) * at(x, 2 * i * m + k) - at(wi, w) * at(x, (2 * i + 1) * m + k);
          im += at(wr, w) * at(x, (2 * i + 1) * m + k) + at(wi, w) * at(x, 2 * i * m + k);
        }
        expect<f64>(at(y, 2 * o * m + k)).toBeCloseTo(re, 14);
        expect<f64>(at(y, (2 * o + 1) * m + k)).toBeCloseTo(im, 14);
      }
    }
  });
  it('numbers the blocks with the first axis toggling fastest, in three axes', () => {
    // One mode, one channel: a block is one number, here its own index plus 1.
    const x = room(8);
    const wr = room(4);
    const y = room(8);
    for (let i: usize = 0; i < 8; i++) store<f64>(x + (i << 3), i < 4 ? 1 : 0);
    for (let i: usize = 0; i < 4; i++) store<f64>(wr + (i << 3), <f64>(i + 1));
    const wi = room(4);
    memory.fill(wi, 0, 32);
    modeMix<f64>(instruction([x, wr, wi, y, 1, 1, 1, 1, 3, 1, 1, 1, 0]), 0, 4);
    const expected: f64[] = [1, 3, 2, 4];
    for (let i = 0; i < 4; i++) expect<f64>(at(y, i)).toBe(expected[i]);
  });
  it('and its gradients satisfy <gY, Y> = <X, dX> = <W, dW> in one, two and three axes', () => {
    for (let dims = 1; dims <= 3; dims++) {
      for (let m = 1; m <= 4; m++) {
        expect<f64>(mixError(dims, m, 2, 2, 3)).toBeLessThan(1e-14);
        expect<f64>(mixError(dims, m, 3, 5, 2)).toBeLessThan(1e-14);
        expect<f64>(mixError(dims, m, 4, 1, 11)).toBeLessThan(1e-14);
      }
    }
    // Fewer and more modes along the second of three axes.
    expect<f64>(mixError(3, 3, 2, 3, 2, 1)).toBeLessThan(1e-14);
    expect<f64>(mixError(3, 2, 3, 2, 2, 5)).toBeLessThan(1e-14);
    expect<f64>(mixError(1, 12, 8, 8, 23)).toBeLessThan(1e-13);
  });
});

describe('complexMul', () => {
  it('multiplies, conjugates, and broadcasts either operand', () => {
    const batch = 3;
    const channels = 2;
    const m = 13;
    const items = batch * channels * 4;
    const a = values(batch * channels * 2 * m);
    const b = values(2 * m);
    const y = room(batch * channels * 2 * m);
    for (let conjugate = 0; conjugate < 2; conjugate++) {
      const shape: usize[] = [batch, channels, m, 4, 15, 8, conjugate];
      complexMul<f64>(instruction([a, b, y].concat(shape)), 0, items);
      const swapped = room(batch * channels * 2 * m);
      const other: usize[] = [batch, channels, m, 4, 8, 15, conjugate];
      complexMul<f64>(instruction([b, a, swapped].concat(other)), 0, 1);
      complexMul<f64>(instruction([b, a, swapped].concat(other)), 1, items);
      for (let row = 0; row < batch * channels; row++) {
        for (let k = 0; k < m; k++) {
          const ar = at(a, 2 * row * m + k);
          const ai = at(a, (2 * row + 1) * m + k);
          const br = at(b, k);
          const bi = conjugate ? -at(b, m + k) : at(b, m + k);
          const re = at(y, 2 * row * m + k);
          const im = at(y, (2 * row + 1) * m + k);
          expect<f64>(re).toBe(ar * br - ai * bi);
          expect<f64>(im).toBe(ar * bi + ai * br);
          expect<f64>(at(swapped, 2 * row * m + k)).toBe(re);
          expect<f64>(at(swapped, (2 * row + 1) * m + k)).toBeCloseTo(conjugate ? -im : im, 15);
        }
      }
    }
  });
});
