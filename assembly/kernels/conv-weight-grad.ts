// Gradient of a periodic convolution with respect to its weights and bias, as partial sums over chunks of the
// batch (folded afterwards by treeSum).
//
//   dw[e,chunk,o,i,t] = Σ_{b in chunk} Σ_n g[e,b,o,n] · x[e,b,i,(n + (t − left)·dilation) mod N],  left = (k−1) >> 1
//   db[e,chunk,o]     = Σ_{b in chunk} Σ_n g[e,b,o,n]
//
// Arguments
//    0  g        tensor [E or 1, B, O, s0·s1·s2], the gradient of the convolution's output
//    1  x        tensor [E or 1, B, I, s0·s1·s2], the convolution's input
//    2  dw       partials [E, nc, O, I, k^D]
//    3  db       partials [E, nc, O], or 0 for none
//    4  B        samples per seed
//    5  nc       chunks per seed; items = E·nc, item = e·nc + chunk
//    6  c        samples per chunk (the last chunk has what is left)
//    7  I, 8 O, 9 k, 10 dilation, 11 D, 12 s0, 13 s1, 14 s2: as in conv.ts
//   15  gSeed    elements from one seed's g to the next: B·O·s0·s1·s2, or 0 if shared by all seeds
//   16  xSeed    the same for x: B·I·s0·s1·s2 or 0
//   17  algorithm 0 direct, 1 Winograd F(4,3) (f32, D = 1, k = 3, dilation = 1 only)
//
// Scratch bytes (Winograd: see conv-weight-grad-winograd.ts; direct: S = 4 or 8, r64 = round up to a multiple of 64, W = 64/S, V = 16/S; for k = 1 all of space counts as
// one row, R = 1 and N = s0·s1·s2; else R = s0·s1 and N = s2; T = k^(D−1);
// G = min(c, max(1, floor(max(1, floor(1024/N)) / R))) samples at a time):
//   r64(4·G·R·T) + r64(4·G·R)
//   + (k = 1 and N divisible by V ? 0 : r64(G·I·R·L·S) + 64),   L = ceil((ceil(N/W)·W + (k−1)·dilation)/W)·W
//   + (N divisible by V ? 0 : r64(G·O·R·ceil(N/W)·W·S) + 64)
//
// Order of sums: tiles of at most 1024 columns or of max(1, floor(1024/N)) whole rows (rows: samples in order, in each
// its rows in order) are summed lane by lane and then across lanes; the tiles' sums are added in order.

import { int, ptr, scratch } from '../schedule/args';
import { ceilDiv, lanes, round64, sumLanes } from './lanes';
import { winogradWeightGrad } from './conv-weight-grad-winograd';
import { haloRows, haloStride, wrappedRows } from './periodic-rows';

/** Columns of a summation tile, at most. */
const TILE: i32 = 1024;

/** Adds a vector's lane sum to an element. */
// @ts-ignore: decorator
@inline
function accumulate<T>(at: usize, v: v128): void {
  store<T>(at, load<T>(at) + sumLanes<T>(v));
}

/**
 * dw[0..2)[0..3) += Σ over rows q and `bytes` of columns, for two channels of g and three streams (channel and
 * tap) of x. Row q of g is at g0 + gRows[q] (and g1 + …), row q of stream s at xs + xRows_s[q·rowStep].
 */
function tile<T>(
  count: i32, bytes: usize, g0: usize, g1: usize, gRows: usize,
  x0: usize, x1: usize, x2: usize, rows0: usize, rows1: usize, rows2: usize, rowStep: usize,
  dw: usize, dwRow: usize, channels: i32, streams: i32,
): void {
  const zero = v128.splat<T>(<T>0);
  let a0 = zero, a1 = zero, a2 = zero, b0 = zero, b1 = zero, b2 = zero;
  for (let q = 0; q < count; q++) {
    const row = <usize>load<u32>(gRows);
    let p = g0 + row;
    const d = g1 - g0;
    let s0 = x0 + <usize>load<u32>(rows0), s1 = x1 + <usize>load<u32>(rows1), s2 = x2 + <usize>load<u32>(rows2);
    const end = p + bytes;
    while (p != end) {
      const u = v128.load(p), v = v128.load(p + d);
      const y0 = v128.load(s0);
      a0 = v128.add<T>(a0, v128.mul<T>(u, y0));
      b0 = v128.add<T>(b0, v128.mul<T>(v, y0));
      const y1 = v128.load(s1);
      a1 = v128.add<T>(a1, v128.mul<T>(u, y1));
      b1 = v128.add<T>(b1, v128.mul<T>(v, y1));
      const y2 = v128.load(s2);
      a2 = v128.add<T>(a2, v128.mul<T>(u, y2));
      b2 = v128.add<T>(b2, v128.mul<T>(v, y2));
      p += 16;
      s0 += 16;
      s1 += 16;
      s2 += 16;
    }
    gRows += 4;
    rows0 += rowStep;
    rows1 += rowStep;
    rows2 += rowStep;
  }
  const e = sizeof<T>();
  accumulate<T>(dw, a0);
  if (streams > 1) accumulate<T>(dw + e, a1);
  if (streams > 2) accumulate<T>(dw + 2 * e, a2);
  if (channels == 1) return;
  dw += dwRow;
  accumulate<T>(dw, b0);
  if (streams > 1) accumulate<T>(dw + e, b1);
  if (streams > 2) accumulate<T>(dw + 2 * e, b2);
}

/** db[o] += Σ over the same rows and columns. */
function biasTile<T>(count: i32, bytes: usize, g: usize, gRows: usize, db: usize): void {
  let a = v128.splat<T>(<T>0);
  for (let q = 0; q < count; q++) {
    let p = g + <usize>load<u32>(gRows + (<usize>q << 2));
    for (const end = p + bytes; p != end; p += 16) a = v128.add<T>(a, v128.load(p));
  }
  accumulate<T>(db, a);
}

/** Items (seed·nc + chunk) lo..hi−1; see the top of the file. */
export function convWeightGrad<T>(ip: usize, lo: i32, hi: i32): void {
  if (sizeof<T>() == 4 && int(ip, 17) == 1) {
    winogradWeightGrad(ip, lo, hi);
    return;
  }
  const S = sizeof<T>();
  const g = ptr(ip, 0), x = ptr(ip, 1), dw = ptr(ip, 2), db = ptr(ip, 3);
  const batch = int(ip, 4), chunks = int(ip, 5), chunk = int(ip, 6);
  const inputs = int(ip, 7), outputs = int(ip, 8);
  const taps = int(ip, 9), dilation = int(ip, 10), dimensions = int(ip, 11);
  const s0 = int(ip, 12), s1 = int(ip, 13);
  const gSeed = <usize>int(ip, 15) * S, xSeed = <usize>int(ip, 16) * S;
  // A kernel of one tap sees all of space as one row.
  const pointwise = taps == 1;
  const rows = pointwise ? 1 : s0 * s1;
  const width = pointwise ? s0 * s1 * int(ip, 14) : int(ip, 14);
  const outerTaps = pointwise || dimensions == 1 ? 1 : dimensions == 2 ? taps : taps * taps;
  const streams = inputs * outerTaps * taps;
  const left = (taps - 1) >> 1;
  const halo = (taps - 1) * dilation;
  const wholeVectors = width % lanes<T>() == 0;
  const direct = pointwise && wholeVectors;
  const tileRows = max(1, TILE / width);
  const group = min(chunk, max(1, tileRows / rows));

  const xWidth = direct ? width : haloStride<T>(width, halo);
  const gWidth = wholeVectors ? width : haloStride<T>(width, 0);
  const xChannel = <usize>(rows * xWidth) * S, gChannel = <usize>(rows * gWidth) * S;
  const sampleX = <usize>(inputs * rows * width) * S, sampleG = <usize>(outputs * rows * width) * S;
  const xRows = scratch();
  const gRows = xRows + round64(<usize>(group * rows * outerTaps) << 2);
  const xPadded = gRows + round64(<usize>(group * rows) << 2);
  const gPadded = direct ? xPadded : xPadded + round64(<usize>(group * inputs) * xChannel) + 64;

  for (let s = 0, q = 0; s < group; s++) {
    for (let r = 0; r < rows; r++, q++) {
      const table = xRows + (<usize>(q * outerTaps) << 2);
      wrappedRows(table, dimensions, taps, left, dilation, r / s1, r % s1, s0, s1, <usize>xWidth * S);
      for (let j = 0; j < outerTaps; j++) {
        const at = table + (<usize>j << 2);
        store<u32>(at, load<u32>(at) + <u32>(<usize>(s * inputs) * xChannel));
      }
      store<u32>(gRows + (<usize>q << 2), <u32>(<usize>(s * outputs) * gChannel + <usize>(r * gWidth) * S));
    }
  }

  const rowStep = <usize>outerTaps << 2;
  const tapBytes = <usize>dilation * S;
  const dwRow = <usize>streams * S;
  for (let item = lo; item < hi; item++) {
    const e = item / chunks;
    const first = (item % chunks) * chunk;
    const last = min(batch, first + chunk);
    const dwItem = dw + <usize>(item * outputs) * dwRow;
    const dbItem = db + <usize>(item * outputs) * S;
    memory.fill(dwItem, 0, <usize>outputs * dwRow);
    if (db) memory.fill(dbItem, 0, <usize>outputs * S);
    for (let sample = first; sample < last; sample += group) {
      const samples = min(group, last - sample);
      let xBase = x + <usize>e * xSeed + <usize>sample * sampleX;
      let gBase = g + <usize>e * gSeed + <usize>sample * sampleG;
      if (!direct) {
        haloRows<T>(
          xBase, xPadded, samples * inputs * rows, width, left * dilation, halo - left * dilation, xWidth,
        );
        xBase = xPadded;
      }
      if (!wholeVectors) {
        haloRows<T>(gBase, gPadded, samples * outputs * rows, width, 0, 0, gWidth);
        gBase = gPadded;
      }
      for (let q = 0; q < samples * rows; q += tileRows) {
        const count = min(tileRows, samples * rows - q);
        const xTable = xRows + <usize>q * rowStep, gTable = gRows + (<usize>q << 2);
        for (let column = 0; column < width; column += TILE) {
          const bytes = <usize>ceilDiv(min(TILE, width - column), lanes<T>()) * 16;
          const xAt = xBase + <usize>column * S, gAt = gBase + <usize>column * S;
          for (let o = 0; o < outputs; o += 2) {
            const g0 = gAt + <usize>o * gChannel;
            const pair = o + 1 < outputs;
            let i = 0, j = 0, t = 0;
            for (let k = 0; k < streams; k += 3) {
              const x0 = xAt + <usize>i * xChannel + <usize>t * tapBytes, j0 = xTable + (<usize>j << 2);
              let x1 = x0, x2 = x0, j1 = j0, j2 = j0;
              if (++t == taps) { t = 0; if (++j == outerTaps) { j = 0; i++; } }
              if (k + 1 < streams) {
                x1 = xAt + <usize>i * xChannel + <usize>t * tapBytes;
                j1 = xTable + (<usize>j << 2);
                if (++t == taps) { t = 0; if (++j == outerTaps) { j = 0; i++; } }
              }
              if (k + 2 < streams) {
                x2 = xAt + <usize>i * xChannel + <usize>t * tapBytes;
                j2 = xTable + (<usize>j << 2);
                if (++t == taps) { t = 0; if (++j == outerTaps) { j = 0; i++; } }
              }
              tile<T>(
                count, bytes, g0, pair ? g0 + gChannel : g0, gTable, x0, x1, x2, j0, j1, j2, rowStep,
                dwItem + <usize>o * dwRow + <usize>k * S, dwRow, pair ? 2 : 1, streams - k,
              );
            }
          }
          if (db) {
            for (let o = 0; o < outputs; o++) {
              biasTile<T>(count, bytes, gAt + <usize>o * gChannel, gTable, dbItem + <usize>o * S);
            }
          }
        }
      }
    }
  }
}
