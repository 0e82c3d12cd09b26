// The transforms of the weights and of their gradient for the Winograd algorithm of winograd-2d.ts.

/** √2/3 and √2/6 in f32. */
// @ts-ignore: decorator
@inline
const THIRD_ROOT: f32 = 0.4714045207910317;
// @ts-ignore: decorator
@inline
const SIXTH_ROOT: f32 = 0.23570226039551584;

/** G w along one axis: three numbers → six, `step` bytes apart. */
// @ts-ignore: decorator
@inline
function storeWeights(w0: f32, w1: f32, w2: f32, to: usize, step: usize): void {
  const even = w0 * <f32>(-2.0 / 3.0) - w2 * <f32>(1.0 / 3.0),
    odd = w1 * THIRD_ROOT;
  const farEven = w0 * <f32>(1.0 / 6.0) + w2 * <f32>(1.0 / 3.0),
    farOdd = w1 * SIXTH_ROOT;
  store<f32>(to, w0);
  store<f32>((to += step), even - odd);
  store<f32>((to += step), even + odd);
  store<f32>((to += step), farEven + farOdd);
  store<f32>((to += step), farEven - farOdd);
  store<f32>(to + step, w2);
}

/**
 * U = G w Gᵀ of every pair of channels, or of the flipped and transposed kernel, as [p][pair of
 * outputs][i][2]; of an odd number of outputs the last pair's second half is 0. With `depth` taps
 * in a third axis, input i is channel i / depth at tap i mod depth. `buffer` is 72 bytes.
 */
export function transformWeights(
  w: usize,
  to: usize,
  outputs: i32,
  inputs: i32,
  depth: i32,
  transposed: bool,
  buffer: usize,
): void {
  const plane = (<usize>(((outputs + 1) >> 1) * inputs)) << 3;
  for (let o = 0; o < outputs; o++) {
    let out = to + ((<usize>((o >> 1) * inputs)) << 3) + ((<usize>(o & 1)) << 2);
    for (let i = 0; i < inputs; i++) {
      const kernel = transposed
        ? ((i / depth) * outputs + o) * depth + (depth - 1 - (i % depth))
        : o * inputs + i;
      const at = w + <usize>kernel * 36;
      for (let r: usize = 0; r < 3; r++) {
        const row = at + 12 * (transposed ? 2 - r : r);
        const w0 = load<f32>(row),
          w2 = load<f32>(row, 8);
        storeWeights(
          transposed ? w2 : w0,
          load<f32>(row, 4),
          transposed ? w0 : w2,
          buffer + 24 * r,
          4,
        );
      }
      let column = out;
      for (let j: usize = 0; j < 24; j += 4) {
        const from = buffer + j;
        storeWeights(
          load<f32>(from),
          load<f32>(from, 24),
          load<f32>(from, 48),
          column,
          6 * plane,
        );
        column += plane;
      }
      out += 8;
    }
  }
  if (!(outputs & 1)) return;
  let last = to + ((<usize>((outputs >> 1) * inputs)) << 3) + 4;
  for (let p = 0; p < 36; p++) {
    for (let i: usize = 0; i < <usize>inputs; i++) store<f32>(last + (i << 3), 0);
    last += plane;
  }
}

/** Gᵀm along one axis: six vectors `step` bytes apart → three, `to` and then `toStep` bytes apart. */
// @ts-ignore: decorator
@inline
function storeWeightGrad(m: usize, step: usize, to: usize, toStep: usize): void {
  const m0 = v128.load(m),
    m1 = v128.load((m += step)),
    m2 = v128.load((m += step)),
    m3 = v128.load((m += step)),
    m4 = v128.load((m += step)),
    m5 = v128.load(m + step);
  const s12 = f32x4.mul(f32x4.splat(<f32>(1.0 / 3.0)), f32x4.add(m1, m2)),
    s34 = f32x4.mul(f32x4.splat(<f32>(1.0 / 6.0)), f32x4.add(m3, m4)),
    d12 = f32x4.mul(f32x4.splat(THIRD_ROOT), f32x4.sub(m2, m1)),
    d34 = f32x4.mul(f32x4.splat(SIXTH_ROOT), f32x4.sub(m3, m4));
  v128.store(to, f32x4.add(f32x4.sub(m0, f32x4.add(s12, s12)), s34));
  v128.store((to += toStep), f32x4.add(d12, d34));
  v128.store(to + toStep, f32x4.add(f32x4.sub(f32x4.add(s34, s34), s12), m5));
}

/**
 * dw = GᵀmG of the first `count` of four channel pairs: 36 vectors `plane` bytes apart → [pair][9].
 * `buffer` is 432 bytes.
 */
export function transformWeightGrad(
  m: usize,
  plane: usize,
  dw: usize,
  count: i32,
  buffer: usize,
): void {
  for (let j: usize = 0; j < 96; j += 16) {
    storeWeightGrad(m, 6 * plane, buffer + j, 96);
    m += plane;
  }
  const rows = buffer + 288;
  for (let t: usize = 0; t < 3; t++) storeWeightGrad(buffer + t * 96, 16, rows + t * 48, 16);
  for (let q: usize = 0; q < <usize>count; q++) {
    for (let t: usize = 0; t < 9; t++) {
      store<f32>(dw, load<f32>(rows + (t << 4) + (q << 2)));
      dw += 4;
    }
  }
}
