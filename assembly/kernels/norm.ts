/**
 * Group normalisation and its gradients, with x̂ = (x − m) r and r = 1/√(v + eps), m and v being
 * the mean and the biased variance over the channels of a group and all points of a sample.
 *
 *   groupNorm            y  = f( x̂ · scale + bias )
 *   groupNormGrad        dx = f( r (a − ⟨a⟩ − x̂ ⟨a x̂⟩) ) with a = g · scale, ⟨·⟩ over a group
 *   groupNormWeightGrad  dscale[e,chunk,c] = Σ g x̂, dbias[e,chunk,c] = Σ g over a chunk's samples
 *
 * The mean is that of the distances to the group's first element, the variance that of the
 * distances to the mean: neither cancels where the mean is large against the spread, and a constant
 * field is exactly 0. Order of sums: tiles of 1024 elements, lane by lane in four interleaved
 * vectors and then across lanes; the tiles' sums, and those of channels and samples, in order in
 * float64.
 */

import { int, num, ptr, scratch } from '../schedule/args';
import { GroupNorm, GroupNormGrad, GroupNormWeightGrad, NORM_SUMS } from './arguments/norm';
import { finish, finishOne } from './gemm-tile';
import { lanes, sumLanes } from './lanes';

/** Elements of a summation tile. */
const TILE: i32 = 1024;

// What `statistics` stores of a group, float64: its first element, the mean of the distances to it,
// and r.
const FIRST: usize = 0;
const MEAN: usize = 8;
const R: usize = 16;

/** Bytes of the statistics, before the sums of channels. */
const STATISTICS: usize = 32;

/** d or, with `squared`, d² of a vector: d = (x − first) − mean. */
// @ts-ignore: decorator
@inline
function distance<T>(x: usize, first: v128, mean: v128, squared: bool): v128 {
  const d = v128.sub<T>(v128.sub<T>(v128.load(x), first), mean);
  return squared ? v128.mul<T>(d, d) : d;
}

/** Σ d or Σ d² over `count` elements. */
// @ts-ignore: decorator
@inline
function distances<T>(x: usize, count: i32, first: T, mean: T, squared: bool): f64 {
  const f = v128.splat<T>(first),
    m = v128.splat<T>(mean);
  let total: f64 = 0;
  for (let done = 0; done < count; done += TILE) {
    const n = min(TILE, count - done);
    const whole = x + <usize>(n & -(4 * lanes<T>())) * sizeof<T>(),
      vectors = x + <usize>(n & -lanes<T>()) * sizeof<T>(),
      end = x + <usize>n * sizeof<T>();
    let a = v128.splat<T>(<T>0),
      b = a,
      c = a,
      d = a;
    for (; x < whole; x += 64) {
      a = v128.add<T>(a, distance<T>(x, f, m, squared));
      b = v128.add<T>(b, distance<T>(x + 16, f, m, squared));
      c = v128.add<T>(c, distance<T>(x + 32, f, m, squared));
      d = v128.add<T>(d, distance<T>(x + 48, f, m, squared));
    }
    for (; x < vectors; x += 16) a = v128.add<T>(a, distance<T>(x, f, m, squared));
    let sum = <f64>sumLanes<T>(v128.add<T>(v128.add<T>(a, c), v128.add<T>(b, d)));
    for (; x < end; x += sizeof<T>()) {
      const rest = <f64>(load<T>(x) - first - mean);
      sum += squared ? rest * rest : rest;
    }
    total += sum;
  }
  return total;
}

/** Stores the statistics of a group of `count` elements. */
function statistics<T>(x: usize, count: i32, eps: f64, to: usize): void {
  const first = load<T>(x);
  const mean = <T>(distances<T>(x, count, first, <T>0, false) / <f64>count);
  const variance = distances<T>(x, count, first, mean, true) / <f64>count;
  store<f64>(to, <f64>first, FIRST);
  store<f64>(to, <f64>mean, MEAN);
  store<f64>(to, 1 / Math.sqrt(variance + eps), R);
}

/** Σ g and Σ g d over a channel's points, float64, to `to`. */
function channelSums<T>(g: usize, x: usize, points: i32, first: T, mean: T, to: usize): void {
  const f = v128.splat<T>(first),
    m = v128.splat<T>(mean);
  let sum: f64 = 0,
    along: f64 = 0;
  for (let done = 0; done < points; done += TILE) {
    const n = min(TILE, points - done);
    const pairs = g + <usize>(n & -(2 * lanes<T>())) * sizeof<T>(),
      end = g + <usize>n * sizeof<T>();
    let a = v128.splat<T>(<T>0),
      b = a,
      c = a,
      d = a;
    for (; g < pairs; g += 32, x += 32) {
      const u = v128.load(g),
        v = v128.load(g, 16);
      a = v128.add<T>(a, u);
      b = v128.add<T>(b, v);
      c = v128.add<T>(c, v128.mul<T>(u, distance<T>(x, f, m, false)));
      d = v128.add<T>(d, v128.mul<T>(v, distance<T>(x + 16, f, m, false)));
    }
    let own = <f64>sumLanes<T>(v128.add<T>(a, b)),
      product = <f64>sumLanes<T>(v128.add<T>(c, d));
    for (; g < end; g += sizeof<T>(), x += sizeof<T>()) {
      own += <f64>load<T>(g);
      product += <f64>load<T>(g) * <f64>(load<T>(x) - first - mean);
    }
    sum += own;
    along += product;
  }
  store<f64>(to, sum);
  store<f64>(to, along, 8);
}

/** Items (seed·B + sample) lo..hi−1 of the normalisation. */
export function groupNorm<T>(ip: usize, lo: i32, hi: i32): void {
  const S = sizeof<T>();
  const x = ptr(ip, GroupNorm.X),
    scale = ptr(ip, GroupNorm.SCALE),
    bias = ptr(ip, GroupNorm.BIAS),
    y = ptr(ip, GroupNorm.Y),
    extra = ptr(ip, GroupNorm.EXTRA);
  const batch = int(ip, GroupNorm.BATCH),
    channels = int(ip, GroupNorm.CHANNELS),
    groups = int(ip, GroupNorm.GROUPS),
    points = int(ip, GroupNorm.POINTS),
    epilogue = int(ip, GroupNorm.EPILOGUE);
  const eps = num(ip, GroupNorm.EPS);
  const each = channels / groups;
  const own = scratch();
  const bytes = <usize>points * S;
  for (let item = lo; item < hi; item++) {
    const seed = <usize>(item / batch) * <usize>channels;
    for (let c = 0; c < channels; c++) {
      const at = <usize>(item * channels + c) * bytes;
      if (c % each == 0) statistics<T>(x + at, each * points, eps, own);
      const first = <T>load<f64>(own, FIRST),
        mean = <T>load<f64>(own, MEAN),
        r = load<f64>(own, R);
      const place = (seed + <usize>c) * S;
      const factor = scale ? <T>(<f64>load<T>(scale + place) * r) : <T>r;
      const shift = bias ? load<T>(bias + place) : <T>0;
      const f = v128.splat<T>(first),
        m = v128.splat<T>(mean),
        k = v128.splat<T>(factor),
        b = v128.splat<T>(shift);
      const vectors = bytes & ~(<usize>15);
      let n: usize = 0;
      for (; n < vectors; n += 16) {
        const v = v128.add<T>(v128.mul<T>(distance<T>(x + at + n, f, m, false), k), b);
        v128.store(y + at + n, finish<T>(v, epilogue, extra + at + n));
      }
      for (; n < bytes; n += S) {
        const v = (load<T>(x + at + n) - first - mean) * factor + shift;
        store<T>(y + at + n, finishOne<T>(v, epilogue, extra + at + n));
      }
    }
  }
}

/** Items (seed·B + sample) lo..hi−1 of the gradient with respect to the input. */
export function groupNormGrad<T>(ip: usize, lo: i32, hi: i32): void {
  const S = sizeof<T>();
  const g = ptr(ip, GroupNormGrad.G),
    x = ptr(ip, GroupNormGrad.X),
    scale = ptr(ip, GroupNormGrad.SCALE),
    dx = ptr(ip, GroupNormGrad.DX),
    extra = ptr(ip, GroupNormGrad.EXTRA);
  const batch = int(ip, GroupNormGrad.BATCH),
    channels = int(ip, GroupNormGrad.CHANNELS),
    groups = int(ip, GroupNormGrad.GROUPS),
    points = int(ip, GroupNormGrad.POINTS),
    epilogue = int(ip, GroupNormGrad.EPILOGUE);
  const eps = num(ip, GroupNormGrad.EPS);
  const each = channels / groups;
  const count = <f64>(each * points);
  const own = scratch(),
    sums = own + STATISTICS;
  const bytes = <usize>points * S;
  for (let item = lo; item < hi; item++) {
    const scales = scale ? scale + <usize>(item / batch) * <usize>channels * S : 0;
    for (let group = 0; group < groups; group++) {
      const start = <usize>(item * channels + group * each) * bytes;
      statistics<T>(x + start, each * points, eps, own);
      const first = <T>load<f64>(own, FIRST),
        mean = <T>load<f64>(own, MEAN),
        r = load<f64>(own, R);
      let sum: f64 = 0,
        along: f64 = 0;
      for (let c = 0; c < each; c++) {
        const at = start + <usize>c * bytes;
        channelSums<T>(g + at, x + at, points, first, mean, sums);
        const s = scales ? <f64>load<T>(scales + <usize>(group * each + c) * S) : 1;
        sum += s * load<f64>(sums);
        along += s * load<f64>(sums, 8);
      }
      // dx = r s g − r ⟨a⟩ − d r³ ⟨a d⟩.
      const offset = <T>((r * sum) / count),
        slope = <T>((r * r * r * along) / count);
      const f = v128.splat<T>(first),
        m = v128.splat<T>(mean),
        o = v128.splat<T>(offset),
        p = v128.splat<T>(slope);
      for (let c = 0; c < each; c++) {
        const at = start + <usize>c * bytes;
        const s = scales ? <f64>load<T>(scales + <usize>(group * each + c) * S) : 1;
        const factor = <T>(r * s);
        const k = v128.splat<T>(factor);
        const vectors = bytes & ~(<usize>15);
        let n: usize = 0;
        for (; n < vectors; n += 16) {
          const a = v128.sub<T>(v128.mul<T>(v128.load(g + at + n), k), o);
          const v = v128.sub<T>(a, v128.mul<T>(distance<T>(x + at + n, f, m, false), p));
          v128.store(dx + at + n, finish<T>(v, epilogue, extra + at + n));
        }
        for (; n < bytes; n += S) {
          const d = load<T>(x + at + n) - first - mean;
          const v = load<T>(g + at + n) * factor - offset - d * slope;
          store<T>(dx + at + n, finishOne<T>(v, epilogue, extra + at + n));
        }
      }
    }
  }
}

/** Items (seed·chunks + chunk) lo..hi−1 of the gradients of scale and bias. */
export function groupNormWeightGrad<T>(ip: usize, lo: i32, hi: i32): void {
  const S = sizeof<T>();
  const g = ptr(ip, GroupNormWeightGrad.G),
    x = ptr(ip, GroupNormWeightGrad.X),
    dScale = ptr(ip, GroupNormWeightGrad.DSCALE),
    dBias = ptr(ip, GroupNormWeightGrad.DBIAS);
  const batch = int(ip, GroupNormWeightGrad.BATCH),
    chunks = int(ip, GroupNormWeightGrad.CHUNKS),
    chunk = int(ip, GroupNormWeightGrad.CHUNK),
    channels = int(ip, GroupNormWeightGrad.CHANNELS),
    groups = int(ip, GroupNormWeightGrad.GROUPS),
    points = int(ip, GroupNormWeightGrad.POINTS);
  const eps = num(ip, GroupNormWeightGrad.EPS);
  const each = channels / groups;
  const own = scratch(),
    sums = own + STATISTICS,
    totals = sums + NORM_SUMS;
  const bytes = <usize>points * S;
  for (let item = lo; item < hi; item++) {
    const first = (item % chunks) * chunk;
    const samples = min(chunk, batch - first);
    const start = <usize>((item / chunks) * batch + first);
    memory.fill(totals, 0, <usize>channels * NORM_SUMS);
    for (let b = 0; b < samples; b++) {
      for (let c = 0; c < channels; c++) {
        const at = ((start + <usize>b) * <usize>channels + <usize>c) * bytes;
        if (c % each == 0) statistics<T>(x + at, each * points, eps, own);
        channelSums<T>(
          g + at, x + at, points, <T>load<f64>(own, FIRST), <T>load<f64>(own, MEAN), sums,
        );
        const total = totals + <usize>c * NORM_SUMS;
        store<f64>(total, load<f64>(total) + load<f64>(sums));
        store<f64>(total, load<f64>(total, 8) + load<f64>(sums, 8) * load<f64>(own, R), 8);
      }
    }
    for (let c = 0; c < channels; c++) {
      const total = totals + <usize>c * NORM_SUMS;
      const place = <usize>(item * channels + c) * S;
      store<T>(dBias + place, <T>load<f64>(total));
      store<T>(dScale + place, <T>load<f64>(total, 8));
    }
  }
}
