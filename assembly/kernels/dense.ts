/**
 * Dense (fully connected) layers on vectors: forward, input gradient and weight gradient.
 *
 *   dense            y[e,b,o]  = bias[e,o] + Σ_i w[e,o,i] · x[e,b,i]
 *   denseInputGrad   dx[e,b,i] = Σ_o w[e,o,i] · g[e,b,o]
 *   denseWeightGrad  dw[e,chunk,o,i] = Σ_{b in chunk} g[e,b,o] · x[e,b,i]
 *                    db[e,chunk,o]   = Σ_{b in chunk} g[e,b,o]
 *
 * Order of the sums: in dense lane by lane over whole vectors, lanes summed, then the last I mod V
 * products in order (V = 16 bytes / S), then the bias; in denseInputGrad o ascending; in
 * denseWeightGrad samples ascending.
 */

import { madd } from '../math/madd';
import { int, ptr, scratch } from '../schedule/args';
import { Dense, DenseInputGrad, DenseWeightGrad } from './arguments/dense';
import { lanes, sumLanes } from './lanes';
import { Epilogue, panelGemm } from './gemm-tile';

/**
 * Dot products of two weight rows with four samples (`xRow` bytes apart), stored `yRow` bytes
 * apart.
 */
// @ts-ignore: decorator
@inline
function dots8<T>(
  w0: usize,
  w1: usize,
  x: usize,
  xRow: usize,
  inputs: i32,
  bias: usize,
  y: usize,
  yRow: usize,
): void {
  const e = sizeof<T>();
  const vectors = inputs & -lanes<T>();
  let a0 = v128.splat<T>(<T>0),
    a1 = a0,
    a2 = a0,
    a3 = a0,
    b0 = a0,
    b1 = a0,
    b2 = a0,
    b3 = a0;
  const x1 = x + xRow,
    x2 = x1 + xRow,
    x3 = x2 + xRow;
  const end = <usize>vectors * e;
  for (let n: usize = 0; n < end; n += 16) {
    const u = v128.load(w0 + n),
      v = v128.load(w1 + n);
    const p = v128.load(x + n),
      q = v128.load(x1 + n),
      r = v128.load(x2 + n),
      s = v128.load(x3 + n);
    a0 = madd<T>(u, p, a0);
    b0 = madd<T>(v, p, b0);
    a1 = madd<T>(u, q, a1);
    b1 = madd<T>(v, q, b1);
    a2 = madd<T>(u, r, a2);
    b2 = madd<T>(v, r, b2);
    a3 = madd<T>(u, s, a3);
    b3 = madd<T>(v, s, b3);
  }
  const rest = inputs - vectors;
  w0 += end;
  w1 += end;
  store<T>(y, close<T>(a0, w0, x + end, rest, bias));
  store<T>(y + yRow, close<T>(a1, w0, x1 + end, rest, bias));
  store<T>(y + 2 * yRow, close<T>(a2, w0, x2 + end, rest, bias));
  store<T>(y + 3 * yRow, close<T>(a3, w0, x3 + end, rest, bias));
  if (bias) bias += e;
  y += e;
  store<T>(y, close<T>(b0, w1, x + end, rest, bias));
  store<T>(y + yRow, close<T>(b1, w1, x1 + end, rest, bias));
  store<T>(y + 2 * yRow, close<T>(b2, w1, x2 + end, rest, bias));
  store<T>(y + 3 * yRow, close<T>(b3, w1, x3 + end, rest, bias));
}

/** One dot product, in the order of `dots8`. */
function dot<T>(w: usize, x: usize, inputs: i32, bias: usize): T {
  const vectors = inputs & -lanes<T>();
  let a = v128.splat<T>(<T>0);
  const end = <usize>vectors * sizeof<T>();
  for (let n: usize = 0; n < end; n += 16)
    a = madd<T>(v128.load(w + n), v128.load(x + n), a);
  return close<T>(a, w + end, x + end, inputs - vectors, bias);
}

/** Sums the lanes, then the products behind the last whole vector, then the bias. */
function close<T>(v: v128, w: usize, x: usize, rest: i32, bias: usize): T {
  let sum = sumLanes<T>(v);
  for (let n = 0; n < rest; n++) {
    const at = <usize>n * sizeof<T>();
    sum += load<T>(w + at) * load<T>(x + at);
  }
  return bias ? sum + load<T>(bias) : sum;
}

/** Items (seed·B + sample) lo..hi−1 of the forward pass. */
export function dense<T>(ip: usize, lo: i32, hi: i32): void {
  const S = sizeof<T>();
  const x = ptr(ip, Dense.X),
    w = ptr(ip, Dense.W),
    bias = ptr(ip, Dense.BIAS),
    y = ptr(ip, Dense.Y);
  const batch = int(ip, Dense.BATCH),
    inputs = int(ip, Dense.INPUTS),
    outputs = int(ip, Dense.OUTPUTS);
  const xSeed = <usize>int(ip, Dense.X_SEED) * S,
    wSeed = <usize>int(ip, Dense.W_SEED) * S,
    biasSeed = <usize>int(ip, Dense.BIAS_SEED) * S;
  const xRow = <usize>inputs * S,
    yRow = <usize>outputs * S;
  let item = lo;
  while (item < hi) {
    const e = item / batch;
    const count = hi - item >= 4 && batch - (item % batch) >= 4 ? 4 : 1;
    const xItem = x + <usize>e * xSeed + <usize>(item % batch) * xRow;
    const yItem = y + <usize>item * yRow;
    const wItem = w + <usize>e * wSeed;
    const biasItem = bias ? bias + <usize>e * biasSeed : 0;
    let o = 0;
    if (count == 4) {
      for (; o + 2 <= outputs; o += 2) {
        const at = wItem + <usize>o * xRow;
        dots8<T>(
          at,
          at + xRow,
          xItem,
          xRow,
          inputs,
          biasItem ? biasItem + <usize>o * S : 0,
          yItem + <usize>o * S,
          yRow,
        );
      }
    }
    for (; o < outputs; o++) {
      for (let b = 0; b < count; b++) {
        const value = dot<T>(
          wItem + <usize>o * xRow,
          xItem + <usize>b * xRow,
          inputs,
          biasItem ? biasItem + <usize>o * S : 0,
        );
        store<T>(yItem + <usize>b * yRow + <usize>o * S, value);
      }
    }
    item += count;
  }
}

/** Items (seed·B + sample) lo..hi−1 of the input gradient. */
export function denseInputGrad<T>(ip: usize, lo: i32, hi: i32): void {
  const S = sizeof<T>();
  const g = ptr(ip, DenseInputGrad.G),
    w = ptr(ip, DenseInputGrad.W),
    dx = ptr(ip, DenseInputGrad.DX);
  const batch = int(ip, DenseInputGrad.BATCH),
    inputs = int(ip, DenseInputGrad.INPUTS),
    outputs = int(ip, DenseInputGrad.OUTPUTS);
  const gSeed = <usize>int(ip, DenseInputGrad.G_SEED) * S,
    wSeed = <usize>int(ip, DenseInputGrad.W_SEED) * S;
  const gRow = <usize>outputs * S,
    xRow = <usize>inputs * S;
  const panel = 4 * lanes<T>();
  let item = lo;
  while (item < hi) {
    const e = item / batch;
    const count = min(hi - item, batch - (item % batch));
    const gItem = g + <usize>e * gSeed + <usize>(item % batch) * gRow;
    for (let i = 0; i < inputs; i += panel) {
      const at = <usize>i * S;
      panelGemm<T>(
        count,
        outputs,
        min(panel, inputs - i),
        gItem,
        gRow,
        S,
        w + <usize>e * wSeed + at,
        xRow,
        dx + <usize>item * xRow + at,
        xRow,
        0,
        Epilogue.NONE,
        0,
        scratch(),
      );
    }
    item += count;
  }
}

/** Items (seed·nc + chunk) lo..hi−1 of the weight gradient. */
export function denseWeightGrad<T>(ip: usize, lo: i32, hi: i32): void {
  const S = sizeof<T>();
  const g = ptr(ip, DenseWeightGrad.G),
    x = ptr(ip, DenseWeightGrad.X),
    dw = ptr(ip, DenseWeightGrad.DW),
    db = ptr(ip, DenseWeightGrad.DB);
  const batch = int(ip, DenseWeightGrad.BATCH),
    chunks = int(ip, DenseWeightGrad.CHUNKS),
    chunk = int(ip, DenseWeightGrad.CHUNK);
  const inputs = int(ip, DenseWeightGrad.INPUTS),
    outputs = int(ip, DenseWeightGrad.OUTPUTS);
  const gSeed = <usize>int(ip, DenseWeightGrad.G_SEED) * S,
    xSeed = <usize>int(ip, DenseWeightGrad.X_SEED) * S;
  const gRow = <usize>outputs * S,
    xRow = <usize>inputs * S;
  const panel = 4 * lanes<T>();
  for (let item = lo; item < hi; item++) {
    const e = item / chunks;
    const first = (item % chunks) * chunk;
    const samples = min(chunk, batch - first);
    const gItem = g + <usize>e * gSeed + <usize>first * gRow;
    const xItem = x + <usize>e * xSeed + <usize>first * xRow;
    for (let i = 0; i < inputs; i += panel) {
      const at = <usize>i * S;
      panelGemm<T>(
        outputs,
        samples,
        min(panel, inputs - i),
        gItem,
        S,
        gRow,
        xItem + at,
        xRow,
        dw + <usize>(item * outputs) * xRow + at,
        xRow,
        0,
        Epilogue.NONE,
        0,
        scratch(),
      );
    }
    if (!db) continue;
    for (let o: usize = 0; o < gRow; o += S) {
      let sum: T = load<T>(gItem + o);
      for (let b = 1; b < samples; b++) sum += load<T>(gItem + <usize>b * gRow + o);
      store<T>(db + <usize>item * gRow + o, sum);
    }
  }
}
