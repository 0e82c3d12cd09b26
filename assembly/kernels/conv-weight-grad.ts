// Gradient of a periodic convolution with respect to its weights and bias, as partial sums over
// chunks of the batch (folded afterwards by treeSum).
//
//   dw[e,chunk,o,i,t] = Σ_{b in chunk} Σ_n g[e,b,o,n] · x[e,b,i,(n + (t − left)·dilation) mod N]
//   db[e,chunk,o]     = Σ_{b in chunk} Σ_n g[e,b,o,n]
//
// with left = (k−1) >> 1.
//
// Arguments
//    0  g        tensor [E or 1, B, O, s0·s1·s2], the gradient of the convolution's output
//    1  x        tensor [E or 1, B, I, s0·s1·s2], the convolution's input
//    2  dw       partials [E, nc·blocks, O, I, k^D]
//    3  db       partials [E, nc·blocks, O], or 0 for none
//    4  B        samples per seed
//    5  nc       chunks per seed; items = E·nc·blocks, item = (e·nc + chunk)·blocks + block
//    6  c        samples per chunk (the last chunk has what is left)
//    7  I, 8 O, 9 k, 10 dilation, 11 D, 12 s0, 13 s1, 14 s2: as in conv.ts
//   15  gSeed    elements from one seed's g to the next: B·O·s0·s1·s2, or 0 if shared by all seeds
//   16  xSeed    the same for x: B·I·s0·s1·s2 or 0
//   17  algorithm 0 direct, 1 Winograd: f32, k = 3, dilation = 1 only; F(4,3) in 1D, else F(4×4,3×3)
//   18  blocks   parts of a chunk that are summed alone; 1 except with Winograd in 2D and 3D
//
// Scratch bytes (Winograd: see conv-weight-grad-winograd.ts and conv-weight-grad-winograd-2d.ts)
//   r64(4·G·R·T) + r64(4·G·R)
//   + (k = 1 and N divisible by V ? 0 : r64(G·I·R·L·S) + 64)
//   + (N divisible by V ? 0 : r64(G·O·R·ceil(N/W)·W·S) + 64)
// where S = 4 or 8, r64 rounds up to a multiple of 64, W = 64/S, V = 16/S, and
//   R = s0·s1, N = s2, T = k^(D−1); for k = 1, where all of space is one row: R = T = 1, N = s0·s1·s2
//   L = ceil((ceil(N/W)·W + (k−1)·dilation)/W)·W
//   G = min(c, max(1, floor(max(1, floor(1024/N)) / R))), the samples prepared at a time
//
// Order of sums: tiles of at most 1024 columns or of max(1, floor(1024/N)) whole rows (rows:
// samples in order, in each its rows in order) are summed lane by lane and then across lanes; the
// tiles' sums are added in order.

import { int, ptr, scratch } from '../schedule/args';
import { ceilDiv, lanes, round64 } from './lanes';
import { winogradWeightGrad } from './conv-weight-grad-winograd';
import { winogradPlanesWeightGrad } from './conv-weight-grad-winograd-2d';
import { biasTile, tile } from './weight-grad-tile';
import { haloRows, haloStride, wrappedRows } from './periodic-rows';

/** Columns of a summation tile, at most. */
const TILE: i32 = 1024;

/** Items (seed·nc + chunk) lo..hi−1; see the top of the file. */
export function convWeightGrad<T>(ip: usize, lo: i32, hi: i32): void {
  if (sizeof<T>() == 4 && int(ip, 17) == 1) {
    if (int(ip, 11) == 1) winogradWeightGrad(ip, lo, hi);
    else winogradPlanesWeightGrad(ip, lo, hi);
    return;
  }
  const S = sizeof<T>();
  const g = ptr(ip, 0),
    x = ptr(ip, 1),
    dw = ptr(ip, 2),
    db = ptr(ip, 3);
  const batch = int(ip, 4),
    chunks = int(ip, 5),
    chunk = int(ip, 6);
  const inputs = int(ip, 7),
    outputs = int(ip, 8);
  const taps = int(ip, 9),
    dilation = int(ip, 10),
    dimensions = int(ip, 11);
  const s0 = int(ip, 12),
    s1 = int(ip, 13);
  const gSeed = <usize>int(ip, 15) * S,
    xSeed = <usize>int(ip, 16) * S;
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
  const xChannel = <usize>(rows * xWidth) * S,
    gChannel = <usize>(rows * gWidth) * S;
  const sampleX = <usize>(inputs * rows * width) * S,
    sampleG = <usize>(outputs * rows * width) * S;
  const xRows = scratch();
  const gRows = xRows + round64((<usize>(group * rows * outerTaps)) << 2);
  const xPadded = gRows + round64((<usize>(group * rows)) << 2);
  const gPadded = direct ? xPadded : xPadded + round64(<usize>(group * inputs) * xChannel) + 64;

  for (let s = 0, q = 0; s < group; s++) {
    for (let r = 0; r < rows; r++, q++) {
      const table = xRows + ((<usize>(q * outerTaps)) << 2);
      wrappedRows(
        table,
        dimensions,
        taps,
        left,
        dilation,
        r / s1,
        r % s1,
        s0,
        s1,
        <usize>xWidth * S,
      );
      for (let j = 0; j < outerTaps; j++) {
        const at = table + ((<usize>j) << 2);
        store<u32>(at, load<u32>(at) + <u32>(<usize>(s * inputs) * xChannel));
      }
      store<u32>(
        gRows + ((<usize>q) << 2),
        <u32>(<usize>(s * outputs) * gChannel + <usize>(r * gWidth) * S),
      );
    }
  }

  const rowStep = (<usize>outerTaps) << 2;
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
          xBase,
          xPadded,
          samples * inputs * rows,
          width,
          left * dilation,
          halo - left * dilation,
          xWidth,
        );
        xBase = xPadded;
      }
      if (!wholeVectors) {
        haloRows<T>(gBase, gPadded, samples * outputs * rows, width, 0, 0, gWidth);
        gBase = gPadded;
      }
      for (let q = 0; q < samples * rows; q += tileRows) {
        const count = min(tileRows, samples * rows - q);
        const xTable = xRows + <usize>q * rowStep,
          gTable = gRows + ((<usize>q) << 2);
        for (let column = 0; column < width; column += TILE) {
          const bytes = <usize>ceilDiv(min(TILE, width - column), lanes<T>()) * 16;
          const xAt = xBase + <usize>column * S,
            gAt = gBase + <usize>column * S;
          for (let o = 0; o < outputs; o += 2) {
            const g0 = gAt + <usize>o * gChannel;
            const pair = o + 1 < outputs;
            let i = 0,
              j = 0,
              t = 0;
            for (let k = 0; k < streams; k += 3) {
              const x0 = xAt + <usize>i * xChannel + <usize>t * tapBytes,
                j0 = xTable + ((<usize>j) << 2);
              let x1 = x0,
                x2 = x0,
                j1 = j0,
                j2 = j0;
              if (++t == taps) {
                t = 0;
                if (++j == outerTaps) {
                  j = 0;
                  i++;
                }
              }
              if (k + 1 < streams) {
                x1 = xAt + <usize>i * xChannel + <usize>t * tapBytes;
                j1 = xTable + ((<usize>j) << 2);
                if (++t == taps) {
                  t = 0;
                  if (++j == outerTaps) {
                    j = 0;
                    i++;
                  }
                }
              }
              if (k + 2 < streams) {
                x2 = xAt + <usize>i * xChannel + <usize>t * tapBytes;
                j2 = xTable + ((<usize>j) << 2);
                if (++t == taps) {
                  t = 0;
                  if (++j == outerTaps) {
                    j = 0;
                    i++;
                  }
                }
              }
              tile<T>(
                count,
                bytes,
                g0,
                pair ? g0 + gChannel : g0,
                gTable,
                x0,
                x1,
                x2,
                j0,
                j1,
                j2,
                rowStep,
                dwItem + <usize>o * dwRow + <usize>k * S,
                dwRow,
                pair ? 2 : 1,
                streams - k,
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
