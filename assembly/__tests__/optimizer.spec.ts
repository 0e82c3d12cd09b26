/**
 * The optimiser's step: errors within bounds, moments too small to matter; and the folding of
 * partial sums.
 */

import { adam } from '../kernels/optimizer';
import { treeSum } from '../kernels/tree-sum';
import { gamma, Instruction, runBothWays, share, Tensor } from './kernel-case';

const LR = 1e-3;
const C1: f64 = 1 / (1 - 0.9 * 0.9);
const C2: f64 = 1 / (1 - 0.999 * 0.999);

function adamInstruction<T>(
  seeds: i32,
  length: i32,
  state: Tensor<T>[],
  out: Tensor<T>[],
  scalars: Tensor<T>,
): Instruction {
  const e = <i32>sizeof<T>();
  const at = <i32>scalars.at;
  return new Instruction(seeds)
    .ptr<T>(state[0])
    .ptr<T>(state[1])
    .ptr<T>(state[2])
    .ptr<T>(state[3])
    .ptr<T>(out[0])
    .ptr<T>(out[1])
    .ptr<T>(out[2])
    .int(at)
    .int(at + e)
    .int(at + 2 * e)
    .int(length)
    .num(0.9)
    .num(0.999)
    .num(1e-8);
}

/**
 * Largest error of p', m', v' as a part of its bound; infinite if bits change with the split or in
 * place.
 */
function worst<T>(seeds: i32, length: i32): f64 {
  const size = seeds * length;
  const state = [
    new Tensor<T>(size),
    new Tensor<T>(size),
    new Tensor<T>(size),
    new Tensor<T>(size),
  ];
  const out = [new Tensor<T>(size, true), new Tensor<T>(size, true), new Tensor<T>(size, true)];
  const scalars = new Tensor<T>(3);
  for (let n = 0; n < size; n++) state[3].set(n, Math.abs(state[3].get(n)));
  scalars.set(0, LR);
  scalars.set(1, C1);
  scalars.set(2, C2);
  const instruction = adamInstruction<T>(seeds, length, state, out, scalars);
  let result = 0.0;
  for (let k = 0; k < 3; k++) {
    if (!runBothWays<T>((ip: usize, lo: i32, hi: i32) => adam<T>(ip, lo, hi), instruction, out[k]))
      result = Infinity;
  }
  const bound = gamma<T>(12);
  for (let n = 0; n < size; n++) {
    const g = state[1].get(n);
    const m = 0.9 * state[2].get(n) + 0.1 * g;
    const v = 0.999 * state[3].get(n) + 0.001 * g * g;
    const step = (LR * (m * C1)) / (Math.sqrt(v * C2) + 1e-8);
    const scale = 0.9 * Math.abs(state[2].get(n)) + 0.1 * Math.abs(g);
    const stepScale = (LR * scale * C1) / (Math.sqrt(v * C2) + 1e-8);
    const p = state[0].get(n) - step;
    result = Math.max(
      result,
      share(out[0].get(n), p, bound * (Math.abs(state[0].get(n)) + stepScale)),
    );
    result = Math.max(result, share(out[1].get(n), m, bound * scale));
    result = Math.max(result, share(out[2].get(n), v, bound * v));
  }
  const inPlace = adamInstruction<T>(seeds, length, state, [state[0], state[2], state[3]], scalars);
  adam<T>(inPlace.at, 0, seeds);
  if (!state[0].equals(out[0]) || !state[2].equals(out[1]) || !state[3].equals(out[2]))
    result = Infinity;
  return result;
}

/** Whether moments below the limits become 0 and others stay. */
function flushes<T>(): bool {
  const state = [new Tensor<T>(2), new Tensor<T>(2), new Tensor<T>(2), new Tensor<T>(2)];
  const scalars = new Tensor<T>(3);
  for (let n = 0; n < 2; n++) {
    state[1].set(n, 0);
    state[2].set(n, n ? -1.2e-30 : -1e-30);
    state[3].set(n, n ? 1.2e-37 : 1e-37);
  }
  const before = state[0].get(0);
  const instruction = adamInstruction<T>(1, 2, state, [state[0], state[2], state[3]], scalars);
  adam<T>(instruction.at, 0, 1);
  const flushed = state[2].get(0) == 0 && state[3].get(0) == 0 && state[0].get(0) == before;
  return flushed && state[2].get(1) < 0 && state[3].get(1) > 0;
}

/** Whether `treeSum` gives exactly the sums added level by level. */
function treeIsExact<T>(seeds: i32, chunks: i32, length: i32, scale: f64): bool {
  const partials = new Tensor<T>(seeds * chunks * length);
  const out = new Tensor<T>(seeds * length, true);
  const copy = partials.copy();
  const instruction = new Instruction(seeds)
    .ptr<T>(partials)
    .ptr<T>(out)
    .int(chunks)
    .int(length)
    .num(scale);
  for (let e = seeds - 1; e >= 0; e--) treeSum<T>(instruction.at, e, e + 1);
  for (let e = 0; e < seeds; e++) {
    for (let n = 0; n < length; n++) {
      const level = new Array<T>();
      for (let c = 0; c < chunks; c++) level.push(<T>copy.get((e * chunks + c) * length + n));
      while (level.length > 1) {
        const half = level.length >> 1;
        for (let i = 0; i < half; i++) level[i] = level[2 * i] + level[2 * i + 1];
        if (level.length & 1) level[half] = level[level.length - 1];
        level.length = (level.length + 1) >> 1;
      }
      if (out.get(e * length + n) != <f64>(level[0] * <T>scale)) return false;
    }
  }
  return out.equals(out);
}

describe('adam', () => {
  test('follows its formula, whatever the split, in place too', () => {
    expect(worst<f32>(1, 1)).toBeLessThanOrEqual(1);
    expect(worst<f32>(3, 7)).toBeLessThanOrEqual(1);
    expect(worst<f32>(2, 64)).toBeLessThanOrEqual(1);
    expect(worst<f64>(3, 7)).toBeLessThanOrEqual(1);
  });

  test('flushes tiny moments to 0', () => {
    expect(flushes<f32>()).toBe(true);
    expect(flushes<f64>()).toBe(true);
  });
});

describe('treeSum', () => {
  test('adds level by level', () => {
    for (let chunks = 1; chunks <= 10; chunks++) {
      expect(treeIsExact<f32>(2, chunks, 33, 1)).toBe(true);
      expect(treeIsExact<f64>(2, chunks, 1, 0.5)).toBe(true);
    }
    expect(treeIsExact<f32>(1, 10, 700, 0.1)).toBe(true);
  });
});
