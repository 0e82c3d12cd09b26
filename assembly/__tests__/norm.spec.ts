/**
 * Group normalisation and its gradients against plain sums in f64, all items at once and one by
 * one.
 */

import { NORM_SCRATCH, NORM_SUMS } from '../kernels/arguments/norm';
import { groupNorm, groupNormGrad, groupNormWeightGrad } from '../kernels/norm';
import {
  gamma,
  Instruction,
  prepareScratch,
  runBothWays,
  scratchGuarded,
  share,
  Tensor,
} from './kernel-case';

const EPS: f64 = 1e-3;

/** A normalisation: extents, epilogue, how far the mean is from 0. */
class Case {
  seeds: i32 = 2;
  batch: i32 = 3;
  channels: i32 = 4;
  groups: i32 = 2;
  points: i32 = 19;
  epilogue: i32 = 0;
  isAffine: bool = true;
  offset: f64 = 0;

  /** Where element n finds its scale. */
  place(n: i32): i32 {
    const channel = n / this.points;
    return (channel / (this.batch * this.channels)) * this.channels + (channel % this.channels);
  }
}

/** x̂ of every element, and r of its group. */
class Normalised {
  hat: StaticArray<f64>;
  r: StaticArray<f64>;

  constructor(c: Case, x: StaticArray<f64>) {
    this.hat = new StaticArray<f64>(x.length);
    this.r = new StaticArray<f64>(x.length);
    const size = (c.channels / c.groups) * c.points;
    for (let start = 0; start < x.length; start += size) {
      let mean = 0.0,
        variance = 0.0;
      for (let n = start; n < start + size; n++) mean += x[n] / size;
      for (let n = start; n < start + size; n++) variance += ((x[n] - mean) * (x[n] - mean)) / size;
      const r = 1 / Math.sqrt(variance + EPS);
      for (let n = start; n < start + size; n++) {
        this.hat[n] = (x[n] - mean) * r;
        this.r[n] = r;
      }
    }
  }
}

function numbers<T>(x: Tensor<T>): StaticArray<f64> {
  const values = new StaticArray<f64>(x.length);
  for (let n = 0; n < x.length; n++) values[n] = x.get(n);
  return values;
}

function finished(v: f64, epilogue: i32, extra: f64): f64 {
  if (epilogue == 1) return Math.max(v, 0);
  if (epilogue == 2) return extra > 0 ? v : 0;
  return epilogue == 3 ? v + extra : v;
}

/** Largest error as a part of its bound; infinite where splitting the items changes bits. */
function worst<T>(c: Case): f64 {
  const chunk = (c.batch + 9) / 10,
    chunks = (c.batch + chunk - 1) / chunk;
  const length = c.seeds * c.batch * c.channels * c.points,
    size = (c.channels / c.groups) * c.points;
  const x = new Tensor<T>(length),
    g = new Tensor<T>(length),
    extra = new Tensor<T>(length),
    scale = new Tensor<T>(c.seeds * c.channels),
    bias = new Tensor<T>(c.seeds * c.channels);
  for (let n = 0; n < length; n++) x.set(n, x.get(n) + c.offset);
  const y = new Tensor<T>(length, true),
    dx = new Tensor<T>(length, true),
    dScale = new Tensor<T>(c.seeds * chunks * c.channels, true),
    dBias = new Tensor<T>(c.seeds * chunks * c.channels, true);
  prepareScratch(NORM_SCRATCH + NORM_SUMS * c.channels);

  const forward = new Instruction(c.seeds * c.batch)
    .ptr<T>(x)
    .ptr<T>(c.isAffine ? scale : null)
    .ptr<T>(c.isAffine ? bias : null)
    .ptr<T>(y)
    .ptr<T>(extra);
  const backward = new Instruction(c.seeds * c.batch)
    .ptr<T>(g)
    .ptr<T>(x)
    .ptr<T>(c.isAffine ? scale : null)
    .ptr<T>(dx)
    .ptr<T>(extra);
  const weights = new Instruction(c.seeds * chunks)
    .ptr<T>(g)
    .ptr<T>(x)
    .ptr<T>(dScale)
    .ptr<T>(dBias)
    .int(c.batch)
    .int(chunks)
    .int(chunk)
    .int(c.channels)
    .int(c.groups)
    .int(c.points)
    .num(EPS);
  forward.int(c.batch).int(c.channels).int(c.groups).int(c.points).int(c.epilogue).num(EPS);
  backward.int(c.batch).int(c.channels).int(c.groups).int(c.points).int(c.epilogue).num(EPS);
  const same =
    runBothWays<T>((ip: usize, lo: i32, hi: i32) => groupNorm<T>(ip, lo, hi), forward, y) &&
    runBothWays<T>((ip: usize, lo: i32, hi: i32) => groupNormGrad<T>(ip, lo, hi), backward, dx) &&
    runBothWays<T>(
      (ip: usize, lo: i32, hi: i32) => groupNormWeightGrad<T>(ip, lo, hi),
      weights,
      dScale,
    ) &&
    runBothWays<T>(
      (ip: usize, lo: i32, hi: i32) => groupNormWeightGrad<T>(ip, lo, hi),
      weights,
      dBias,
    );
  let result: f64 = same && scratchGuarded() ? 0 : Infinity;

  const normalised = new Normalised(c, numbers<T>(x));
  // Distances to the first element are rounded relative to the spread, 1, and the mean of them by a
  // tile's sum; r scales both.
  const roundings = gamma<T>(min(size, 256) + 16);
  for (let start = 0; start < length; start += size) {
    let sum = 0.0,
      along = 0.0,
      largest = 0.0;
    for (let n = start; n < start + size; n++) {
      const place = c.place(n);
      const a = g.get(n) * (c.isAffine ? scale.get(place) : 1);
      sum += a / size;
      along += (a * normalised.hat[n]) / size;
      largest = Math.max(largest, Math.abs(a));
    }
    for (let n = start; n < start + size; n++) {
      const place = c.place(n);
      const hat = normalised.hat[n],
        r = normalised.r[n];
      const s = c.isAffine ? scale.get(place) : 1,
        b = c.isAffine ? bias.get(place) : 0;
      const magnitude = Math.abs(s) * (Math.abs(hat) + r) + Math.abs(b) + 1;
      const expected = finished(hat * s + b, c.epilogue, extra.get(n));
      result = Math.max(result, share(y.get(n), expected, roundings * magnitude));
      const plain = r * (g.get(n) * s - sum - hat * along);
      const bound = roundings * (r * largest * (2 + Math.abs(hat) + r) * (2 + r) + 1);
      result = Math.max(result, share(dx.get(n), finished(plain, c.epilogue, extra.get(n)), bound));
    }
  }
  for (let at = 0; at < c.seeds * chunks * c.channels; at++) {
    const channel = at % c.channels,
      part = (at / c.channels) % chunks,
      e = at / (c.channels * chunks);
    let own = 0.0,
      along = 0.0,
      magnitude = 0.0;
    for (let b = part * chunk; b < min(c.batch, (part + 1) * chunk); b++) {
      for (let p = 0; p < c.points; p++) {
        const n = ((e * c.batch + b) * c.channels + channel) * c.points + p;
        own += g.get(n);
        along += g.get(n) * normalised.hat[n];
        magnitude += Math.abs(g.get(n)) * (1 + Math.abs(normalised.hat[n]) + normalised.r[n]);
      }
    }
    result = Math.max(result, share(dBias.get(at), own, roundings * magnitude));
    result = Math.max(result, share(dScale.get(at), along, roundings * magnitude));
  }
  return result;
}

describe('group normalisation and its gradients against plain sums', () => {
  test('rows that no vector divides, groups, epilogues, with and without scale', () => {
    for (let points = 1; points < 40; points += 3) {
      const c = new Case();
      c.points = points;
      c.channels = 6;
      c.groups = points % 2 ? 3 : 1;
      c.epilogue = points % 4;
      c.isAffine = points % 5 != 0;
      c.batch = points == 4 ? 23 : 2;
      expect(worst<f32>(c)).toBeLessThanOrEqual(1, `f32, ${points} points`);
      expect(worst<f64>(c)).toBeLessThanOrEqual(1, `f64, ${points} points`);
    }
  });

  test('several summation tiles', () => {
    const c = new Case();
    c.points = 2501;
    c.batch = 1;
    expect(worst<f32>(c)).toBeLessThanOrEqual(1);
    expect(worst<f64>(c)).toBeLessThanOrEqual(1);
  });

  test('a mean of a thousand times the spread costs what rounding x costs', () => {
    const c = new Case();
    c.points = 300;
    // Numbers of 2^-13 near 1024: the differences are exact.
    c.offset = 1024;
    expect(worst<f32>(c)).toBeLessThanOrEqual(1);
  });

  test('a constant field leaves the bias', () => {
    const x = new Tensor<f32>(40),
      scale = new Tensor<f32>(2),
      bias = new Tensor<f32>(2),
      y = new Tensor<f32>(40, true);
    for (let n = 0; n < 40; n++) x.set(n, 1000.1);
    prepareScratch(NORM_SCRATCH);
    const instruction = new Instruction(1)
      .ptr<f32>(x)
      .ptr<f32>(scale)
      .ptr<f32>(bias)
      .ptr<f32>(y)
      .int(0)
      .int(1)
      .int(2)
      .int(1)
      .int(20)
      .int(0)
      .num(EPS);
    groupNorm<f32>(instruction.at, 0, 1);
    for (let n = 0; n < 40; n++) expect(y.get(n)).toBe(bias.get(n / 20));
  });
});
