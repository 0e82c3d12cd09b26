/**
 * The butterflies of radix 2, 3, 4, 5 and 8 on vectors: Σ_i x_i exp(-2πi ij/r) for j < r, turned by
 * twiddles or not. Real parts lie at the addresses given, imaginary parts `xi` and `yi` bytes on;
 * `xl` and `yl` lead from leg to leg. Every lane does the same operations in the same order.
 */

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
function turned<T>(y: usize, yi: usize, re: v128, im: v128, wr: v128, wi: v128): void {
  v128.store(y, turnedRe<T>(re, im, wr, wi));
  v128.store(y + yi, turnedIm<T>(re, im, wr, wi));
}

// @ts-ignore: decorator
@inline
function plain(y: usize, yi: usize, re: v128, im: v128): void {
  v128.store(y, re);
  v128.store(y + yi, im);
}

// @ts-ignore: decorator
@inline
export function butterfly2<T>(
  x: usize, xl: usize, xi: usize, y: usize, yl: usize, yi: usize, turn: bool, wr: v128, wi: v128,
): void {
  const ar = v128.load(x);
  const ai = v128.load(x + xi);
  x += xl;
  const br = v128.load(x);
  const bi = v128.load(x + xi);
  plain(y, yi, v128.add<T>(ar, br), v128.add<T>(ai, bi));
  const mr = v128.sub<T>(ar, br);
  const mi = v128.sub<T>(ai, bi);
  if (turn) turned<T>(y + yl, yi, mr, mi, wr, wi);
  else plain(y + yl, yi, mr, mi);
}

/** Of radix 4; without hasB or hasC legs 1 or 2 are zero. */
// @ts-ignore: decorator
@inline
export function butterfly4<T>(
  x: usize, xl: usize, xi: usize, y: usize, yl: usize, yi: usize, hasB: bool, hasC: bool,
  turn: bool, w1r: v128, w1i: v128, w2r: v128, w2i: v128, w3r: v128, w3i: v128,
): void {
  const ar = v128.load(x);
  const ai = v128.load(x + xi);
  const dx = x + 3 * xl;
  const dr = v128.load(dx);
  const di = v128.load(dx + xi);
  let sr = ar;
  let si = ai;
  let mr = ar;
  let mi = ai;
  if (hasC) {
    const cx = x + 2 * xl;
    const cr = v128.load(cx);
    const ci = v128.load(cx + xi);
    sr = v128.add<T>(ar, cr);
    si = v128.add<T>(ai, ci);
    mr = v128.sub<T>(ar, cr);
    mi = v128.sub<T>(ai, ci);
  }
  let pr = dr;
  let pi = di;
  let nr = v128.neg<T>(dr);
  let ni = v128.neg<T>(di);
  if (hasB) {
    const bx = x + xl;
    const br = v128.load(bx);
    const bi = v128.load(bx + xi);
    pr = v128.add<T>(br, dr);
    pi = v128.add<T>(bi, di);
    nr = v128.sub<T>(br, dr);
    ni = v128.sub<T>(bi, di);
  }
  plain(y, yi, v128.add<T>(sr, pr), v128.add<T>(si, pi));
  if (turn) {
    turned<T>(y + yl, yi, v128.add<T>(mr, ni), v128.sub<T>(mi, nr), w1r, w1i);
    turned<T>(y + 2 * yl, yi, v128.sub<T>(sr, pr), v128.sub<T>(si, pi), w2r, w2i);
    turned<T>(y + 3 * yl, yi, v128.sub<T>(mr, ni), v128.add<T>(mi, nr), w3r, w3i);
  } else {
    plain(y + yl, yi, v128.add<T>(mr, ni), v128.sub<T>(mi, nr));
    plain(y + 2 * yl, yi, v128.sub<T>(sr, pr), v128.sub<T>(si, pi));
    plain(y + 3 * yl, yi, v128.sub<T>(mr, ni), v128.add<T>(mi, nr));
  }
}

// @ts-ignore: decorator
@inline
export function butterfly3<T>(
  a: usize, b: usize, c: usize, xi: usize, y: usize, yl: usize, yi: usize,
  turn: bool, w1r: v128, w1i: v128, w2r: v128, w2i: v128,
): void {
  const half = v128.splat<T>(<T>-0.5);
  const height = v128.splat<T>(<T>0.8660254037844386);
  const ar = v128.load(a);
  const ai = v128.load(a + xi);
  const br = v128.load(b);
  const bi = v128.load(b + xi);
  const cr = v128.load(c);
  const ci = v128.load(c + xi);
  const tr = v128.add<T>(br, cr);
  const ti = v128.add<T>(bi, ci);
  plain(y, yi, v128.add<T>(ar, tr), v128.add<T>(ai, ti));
  const mr = v128.add<T>(ar, v128.mul<T>(half, tr));
  const mi = v128.add<T>(ai, v128.mul<T>(half, ti));
  const nr = v128.mul<T>(height, v128.sub<T>(br, cr));
  const ni = v128.mul<T>(height, v128.sub<T>(bi, ci));
  if (turn) {
    turned<T>(y + yl, yi, v128.add<T>(mr, ni), v128.sub<T>(mi, nr), w1r, w1i);
    turned<T>(y + 2 * yl, yi, v128.sub<T>(mr, ni), v128.add<T>(mi, nr), w2r, w2i);
  } else {
    plain(y + yl, yi, v128.add<T>(mr, ni), v128.sub<T>(mi, nr));
    plain(y + 2 * yl, yi, v128.sub<T>(mr, ni), v128.add<T>(mi, nr));
  }
}

// @ts-ignore: decorator
@inline
function turnedBy<T>(y: usize, yi: usize, re: v128, im: v128, turn: bool, t: usize): void {
  if (turn) turned<T>(y, yi, re, im, v128.load_splat<T>(t), v128.load_splat<T>(t, sizeof<T>()));
  else plain(y, yi, re, im);
}

// @ts-ignore: decorator
@inline
export function butterfly5<T>(
  a: usize, b: usize, c: usize, d: usize, e: usize, xi: usize,
  y: usize, yl: usize, yi: usize, turn: bool, t: usize,
): void {
  const quarter = v128.splat<T>(<T>0.25);
  const root = v128.splat<T>(<T>0.5590169943749475);
  const s1 = v128.splat<T>(<T>0.9510565162951535);
  const s2 = v128.splat<T>(<T>0.5877852522924731);
  const ar = v128.load(a);
  const ai = v128.load(a + xi);
  const br = v128.load(b);
  const er = v128.load(e);
  const bi = v128.load(b + xi);
  const ei = v128.load(e + xi);
  const t1r = v128.add<T>(br, er);
  const t1i = v128.add<T>(bi, ei);
  const t3r = v128.sub<T>(br, er);
  const t3i = v128.sub<T>(bi, ei);
  const cr = v128.load(c);
  const dr = v128.load(d);
  const ci = v128.load(c + xi);
  const di = v128.load(d + xi);
  const t2r = v128.add<T>(cr, dr);
  const t2i = v128.add<T>(ci, di);
  const t4r = v128.sub<T>(cr, dr);
  const t4i = v128.sub<T>(ci, di);
  // cos(2π/5) t1 + cos(4π/5) t2 = -(t1 + t2)/4 + √5/4 (t1 - t2); with t1, t2 exchanged: -√5/4.
  const sr = v128.add<T>(t1r, t2r);
  const si = v128.add<T>(t1i, t2i);
  plain(y, yi, v128.add<T>(ar, sr), v128.add<T>(ai, si));
  const mr = v128.sub<T>(ar, v128.mul<T>(quarter, sr));
  const mi = v128.sub<T>(ai, v128.mul<T>(quarter, si));
  const gr = v128.mul<T>(root, v128.sub<T>(t1r, t2r));
  const gi = v128.mul<T>(root, v128.sub<T>(t1i, t2i));
  const m1r = v128.add<T>(mr, gr);
  const m1i = v128.add<T>(mi, gi);
  const n1i = v128.add<T>(v128.mul<T>(s1, t3i), v128.mul<T>(s2, t4i));
  const n1r = v128.add<T>(v128.mul<T>(s1, t3r), v128.mul<T>(s2, t4r));
  turnedBy<T>(y + yl, yi, v128.add<T>(m1r, n1i), v128.sub<T>(m1i, n1r), turn, t);
  const size = sizeof<T>();
  turnedBy<T>(y + 4 * yl, yi, v128.sub<T>(m1r, n1i), v128.add<T>(m1i, n1r), turn, t + 6 * size);
  const m2r = v128.sub<T>(mr, gr);
  const m2i = v128.sub<T>(mi, gi);
  const n2i = v128.sub<T>(v128.mul<T>(s2, t3i), v128.mul<T>(s1, t4i));
  const n2r = v128.sub<T>(v128.mul<T>(s2, t3r), v128.mul<T>(s1, t4r));
  turnedBy<T>(y + 2 * yl, yi, v128.add<T>(m2r, n2i), v128.sub<T>(m2i, n2r), turn, t + 2 * size);
  turnedBy<T>(y + 3 * yl, yi, v128.sub<T>(m2r, n2i), v128.add<T>(m2i, n2r), turn, t + 4 * size);
}

// @ts-ignore: decorator
@inline
export function butterfly8<T>(
  x: usize, xl: usize, xi: usize, y: usize, yl: usize, yi: usize, turn: bool, t: usize,
): void {
  const root = v128.splat<T>(<T>0.7071067811865476);
  // Odd legs.
  const x1 = x + xl;
  const l2 = xl + xl;
  const x3 = x1 + l2;
  const x5 = x3 + l2;
  const x7 = x5 + l2;
  const b1r = v128.load(x1);
  const b5r = v128.load(x5);
  const b1i = v128.load(x1 + xi);
  const b5i = v128.load(x5 + xi);
  const p15r = v128.add<T>(b1r, b5r);
  const p15i = v128.add<T>(b1i, b5i);
  const m15r = v128.sub<T>(b1r, b5r);
  const m15i = v128.sub<T>(b1i, b5i);
  const b3r = v128.load(x3);
  const b7r = v128.load(x7);
  const b3i = v128.load(x3 + xi);
  const b7i = v128.load(x7 + xi);
  const p37r = v128.add<T>(b3r, b7r);
  const p37i = v128.add<T>(b3i, b7i);
  const m37r = v128.sub<T>(b3r, b7r);
  const m37i = v128.sub<T>(b3i, b7i);
  const o0r = v128.add<T>(p15r, p37r);
  const o0i = v128.add<T>(p15i, p37i);
  const o2r = v128.sub<T>(p15r, p37r);
  const o2i = v128.sub<T>(p15i, p37i);
  // o1 = m15 - i m37, o3 = m15 + i m37, turned by exp(-πi/4) and exp(-3πi/4)
  const o1r = v128.add<T>(m15r, m37i);
  const o1i = v128.sub<T>(m15i, m37r);
  const o3r = v128.sub<T>(m15r, m37i);
  const o3i = v128.add<T>(m15i, m37r);
  const q1r = v128.mul<T>(root, v128.add<T>(o1r, o1i));
  const q1i = v128.mul<T>(root, v128.sub<T>(o1i, o1r));
  const q3r = v128.mul<T>(root, v128.sub<T>(o3i, o3r));
  const q3i = v128.mul<T>(root, v128.add<T>(o3r, o3i));
  // Even legs.
  const x2 = x + l2;
  const x4 = x2 + l2;
  const x6 = x4 + l2;
  const a0r = v128.load(x);
  const a4r = v128.load(x4);
  const a0i = v128.load(x + xi);
  const a4i = v128.load(x4 + xi);
  const p04r = v128.add<T>(a0r, a4r);
  const p04i = v128.add<T>(a0i, a4i);
  const m04r = v128.sub<T>(a0r, a4r);
  const m04i = v128.sub<T>(a0i, a4i);
  const a2r = v128.load(x2);
  const a6r = v128.load(x6);
  const a2i = v128.load(x2 + xi);
  const a6i = v128.load(x6 + xi);
  const p26r = v128.add<T>(a2r, a6r);
  const p26i = v128.add<T>(a2i, a6i);
  const m26r = v128.sub<T>(a2r, a6r);
  const m26i = v128.sub<T>(a2i, a6i);
  const size = sizeof<T>();
  const e0r = v128.add<T>(p04r, p26r);
  const e0i = v128.add<T>(p04i, p26i);
  plain(y, yi, v128.add<T>(e0r, o0r), v128.add<T>(e0i, o0i));
  turnedBy<T>(y + 4 * yl, yi, v128.sub<T>(e0r, o0r), v128.sub<T>(e0i, o0i), turn, t + 6 * size);
  const e2r = v128.sub<T>(p04r, p26r);
  const e2i = v128.sub<T>(p04i, p26i);
  turnedBy<T>(y + 2 * yl, yi, v128.add<T>(e2r, o2i), v128.sub<T>(e2i, o2r), turn, t + 2 * size);
  turnedBy<T>(y + 6 * yl, yi, v128.sub<T>(e2r, o2i), v128.add<T>(e2i, o2r), turn, t + 10 * size);
  const e1r = v128.add<T>(m04r, m26i);
  const e1i = v128.sub<T>(m04i, m26r);
  turnedBy<T>(y + yl, yi, v128.add<T>(e1r, q1r), v128.add<T>(e1i, q1i), turn, t);
  turnedBy<T>(y + 5 * yl, yi, v128.sub<T>(e1r, q1r), v128.sub<T>(e1i, q1i), turn, t + 8 * size);
  const e3r = v128.sub<T>(m04r, m26i);
  const e3i = v128.add<T>(m04i, m26r);
  // exp(-3πi/4) o3 = (q3r, -q3i)
  turnedBy<T>(y + 3 * yl, yi, v128.add<T>(e3r, q3r), v128.sub<T>(e3i, q3i), turn, t + 4 * size);
  turnedBy<T>(y + 7 * yl, yi, v128.sub<T>(e3r, q3r), v128.add<T>(e3i, q3i), turn, t + 12 * size);
}
