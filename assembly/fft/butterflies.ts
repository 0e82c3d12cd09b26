// Stockham stages (decimation in frequency) on vectors of lines: what all have in common, and the
// radices 2 and 4.
//
// A work array holds complex vector k at base + 32k: 16 bytes of real parts, 16 of imaginary parts,
// one SIMD lane per line. A stage of radix r at sub-length r·m and stride s maps
//   y[q + s(rp + j)] = exp(-2πi pj/(rm)) Σ_i x[q + s(p + m·i)] exp(-2πi ij/r),   p < m, q < s.
// The last stage has m = 1 and no twiddles; radix 4 skips them at p = 0 too.
// Every lane does the same operations in the same order.

// @ts-ignore: decorator
@inline
export function turnedRe<T>(re: v128, im: v128, wr: v128, wi: v128): v128 {
  return v128.sub<T>(v128.mul<T>(re, wr), v128.mul<T>(im, wi));
}

// @ts-ignore: decorator
@inline
export function turnedIm<T>(re: v128, im: v128, wr: v128, wi: v128): v128 {
  return v128.add<T>(v128.mul<T>(re, wi), v128.mul<T>(im, wr));
}

// @ts-ignore: decorator
@inline
export function put(y: usize, re: v128, im: v128): void {
  v128.store(y, re);
  v128.store(y, im, 16);
}

// @ts-ignore: decorator
@inline
export function putTurned<T>(y: usize, re: v128, im: v128, wr: v128, wi: v128): void {
  v128.store(y, turnedRe<T>(re, im, wr, wi));
  v128.store(y, turnedIm<T>(re, im, wr, wi), 16);
}

export function radix2<T>(m: i32, s: i32, x: usize, y: usize, t: usize): void {
  const st = <usize>s << 5;
  const ms = <usize>m * st;
  for (let p = 0; p < m; p++, t += 2 * sizeof<T>(), y += st) {
    const w1r = v128.load_splat<T>(t);
    const w1i = v128.load_splat<T>(t, sizeof<T>());
    for (const end = x + st; x < end; x += 32, y += 32) {
      const ar = v128.load(x);
      const ai = v128.load(x, 16);
      const br = v128.load(x + ms);
      const bi = v128.load(x + ms, 16);
      put(y, v128.add<T>(ar, br), v128.add<T>(ai, bi));
      putTurned<T>(y + st, v128.sub<T>(ar, br), v128.sub<T>(ai, bi), w1r, w1i);
    }
  }
}

export function radix2Last<T>(s: i32, x: usize, y: usize): void {
  const st = <usize>s << 5;
  for (const end = x + st; x < end; x += 32, y += 32) {
    const ar = v128.load(x);
    const ai = v128.load(x, 16);
    const br = v128.load(x + st);
    const bi = v128.load(x + st, 16);
    put(y, v128.add<T>(ar, br), v128.add<T>(ai, bi));
    put(y + st, v128.sub<T>(ar, br), v128.sub<T>(ai, bi));
  }
}

// @ts-ignore: decorator
@inline
function butterfly4<T>(
  x: usize, y: usize, ms: usize, st: usize,
  turn: bool, w1r: v128, w1i: v128, w2r: v128, w2i: v128, w3r: v128, w3i: v128,
): void {
  const ar = v128.load(x);
  const cr = v128.load(x + 2 * ms);
  const br = v128.load(x + ms);
  const dr = v128.load(x + 3 * ms);
  const ai = v128.load(x, 16);
  const ci = v128.load(x + 2 * ms, 16);
  const bi = v128.load(x + ms, 16);
  const di = v128.load(x + 3 * ms, 16);
  const apcr = v128.add<T>(ar, cr);
  const apci = v128.add<T>(ai, ci);
  const amcr = v128.sub<T>(ar, cr);
  const amci = v128.sub<T>(ai, ci);
  const bpdr = v128.add<T>(br, dr);
  const bpdi = v128.add<T>(bi, di);
  const bmdr = v128.sub<T>(br, dr);
  const bmdi = v128.sub<T>(bi, di);
  put(y, v128.add<T>(apcr, bpdr), v128.add<T>(apci, bpdi));
  if (turn) {
    putTurned<T>(y + st, v128.add<T>(amcr, bmdi), v128.sub<T>(amci, bmdr), w1r, w1i);
    putTurned<T>(y + 2 * st, v128.sub<T>(apcr, bpdr), v128.sub<T>(apci, bpdi), w2r, w2i);
    putTurned<T>(y + 3 * st, v128.sub<T>(amcr, bmdi), v128.add<T>(amci, bmdr), w3r, w3i);
  } else {
    put(y + st, v128.add<T>(amcr, bmdi), v128.sub<T>(amci, bmdr));
    put(y + 2 * st, v128.sub<T>(apcr, bpdr), v128.sub<T>(apci, bpdi));
    put(y + 3 * st, v128.sub<T>(amcr, bmdi), v128.add<T>(amci, bmdr));
  }
}

export function radix4<T>(m: i32, s: i32, x: usize, y: usize, t: usize): void {
  const st = <usize>s << 5;
  const ms = <usize>m * st;
  const none = i32x4.splat(0);
  for (const end = x + st; x < end; x += 32, y += 32) {
    butterfly4<T>(x, y, ms, st, false, none, none, none, none, none, none);
  }
  y += 3 * st;
  t += 6 * sizeof<T>();
  for (let p = 1; p < m; p++, t += 6 * sizeof<T>(), y += 3 * st) {
    const w1r = v128.load_splat<T>(t);
    const w1i = v128.load_splat<T>(t, sizeof<T>());
    const w2r = v128.load_splat<T>(t, 2 * sizeof<T>());
    const w2i = v128.load_splat<T>(t, 3 * sizeof<T>());
    const w3r = v128.load_splat<T>(t, 4 * sizeof<T>());
    const w3i = v128.load_splat<T>(t, 5 * sizeof<T>());
    for (const end = x + st; x < end; x += 32, y += 32) {
      butterfly4<T>(x, y, ms, st, true, w1r, w1i, w2r, w2i, w3r, w3i);
    }
  }
}

export function radix4Last<T>(s: i32, x: usize, y: usize): void {
  const st = <usize>s << 5;
  const none = i32x4.splat(0);
  for (const end = x + st; x < end; x += 32, y += 32) {
    butterfly4<T>(x, y, st, st, false, none, none, none, none, none, none);
  }
}
