import { conv } from '../kernels/conv';
import { convWeightGrad } from '../kernels/conv-weight-grad';
import { gamma, Instruction, modulo, prepareScratch, runBothWays, share, Tensor } from './kernel-case';

/** A convolution: extents, epilogue, and which operand all seeds share (0 none, 1 x, 2 w and bias). */
class Case {
  seeds: i32 = 1;
  batch: i32 = 2;
  inputs: i32 = 3;
  outputs: i32 = 5;
  taps: i32 = 3;
  dilation: i32 = 1;
  dimensions: i32 = 1;
  s0: i32 = 1;
  s1: i32 = 1;
  s2: i32 = 20;
  transposed: i32 = 0;
  epilogue: i32 = 0;
  algorithm: i32 = 0;
  shared: i32 = 0;
  withBias: bool = true;

  space(): i32 {
    return this.s0 * this.s1 * this.s2;
  }

  allTaps(): i32 {
    let n = 1;
    for (let d = 0; d < this.dimensions; d++) n *= this.taps;
    return n;
  }

  /** The position that tap t reads for output position n. */
  source(n: i32, t: i32, sign: i32): i32 {
    const left = (this.taps - 1) >> 1;
    const k = this.taps, d = this.dilation * sign;
    const t0 = this.dimensions > 2 ? t / (k * k) : left;
    const t1 = this.dimensions > 1 ? (t / k) % k : left;
    const n0 = n / (this.s1 * this.s2), n1 = (n / this.s2) % this.s1, n2 = n % this.s2;
    const q0 = modulo(n0 + (t0 - left) * d, this.s0);
    const q1 = modulo(n1 + (t1 - left) * d, this.s1);
    return (q0 * this.s1 + q1) * this.s2 + modulo(n2 + ((t % k) - left) * d, this.s2);
  }
}

const WINOGRAD_G: f64[] = [
  0.25, 0, 0, -1.0 / 6, -1.0 / 6, -1.0 / 6, -1.0 / 6, 1.0 / 6, -1.0 / 6, 1.0 / 24, 1.0 / 12, 1.0 / 6,
  1.0 / 24, -1.0 / 12, 1.0 / 6, 0, 0, 1,
];
const WINOGRAD_B: f64[] = [
  4, 0, -5, 0, 1, 0, 0, -4, -4, 1, 1, 0, 0, 4, -4, -1, 1, 0, 0, -2, -1, 2, 1, 0, 0, 2, -1, -2, 1, 0, 0, 4, 0, -5, 0, 1,
];
const WINOGRAD_A: f64[] = [1, 0, 0, 0, 1, 1, 1, 1, 1, -1, 1, -1, 1, 2, 4, 8, 1, -2, 4, -8, 0, 0, 0, 1];

/** |Aᵀ|[(|G||w|) ⊙ (|Bᵀ||x|)] of one channel pair at output n: what the roundings of F(4,3) are relative to. */
function winogradMagnitude<T>(x: Tensor<T>, row: i32, w: Tensor<T>, kernel: i32, c: Case, n: i32): f64 {
  let sum = 0.0;
  const first = n - (n % 4) - 1;
  for (let p = 0; p < 6; p++) {
    let gw = 0.0, bx = 0.0;
    for (let t = 0; t < 3; t++) {
      gw += Math.abs(WINOGRAD_G[p * 3 + t] * w.get(kernel + (c.transposed ? 2 - t : t)));
    }
    for (let j = 0; j < 6; j++) bx += Math.abs(WINOGRAD_B[p * 6 + j] * x.get(row + modulo(first + j, c.s2)));
    sum += Math.abs(WINOGRAD_A[p * 4 + (n % 4)]) * gw * bx;
  }
  return sum;
}

/** |Gᵀ|[(|A||g|) ⊙ (|Bᵀ||x|)] of one row and tap, summed over its tiles. */
function winogradGradMagnitude<T>(g: Tensor<T>, gRow: i32, x: Tensor<T>, xRow: i32, width: i32, t: i32): f64 {
  let sum = 0.0;
  for (let n = 0; n < width; n += 4) {
    for (let p = 0; p < 6; p++) {
      let ag = 0.0, bx = 0.0;
      for (let j = 0; j < 4 && n + j < width; j++) ag += Math.abs(WINOGRAD_A[p * 4 + j] * g.get(gRow + n + j));
      for (let j = 0; j < 6; j++) bx += Math.abs(WINOGRAD_B[p * 6 + j] * x.get(xRow + modulo(n - 1 + j, width)));
      sum += Math.abs(WINOGRAD_G[p * 3 + t]) * ag * bx;
    }
  }
  return sum;
}

/** Largest error as a part of its bound; infinite if splitting the items changes bits. */
function worst<T>(c: Case): f64 {
  const space = c.space(), all = c.allTaps();
  const xSeed = c.shared == 1 ? 0 : c.batch * c.inputs * space;
  const wSeed = c.shared == 2 ? 0 : c.outputs * c.inputs * all;
  const biasSeed = c.shared == 2 ? 0 : c.outputs;
  const x = new Tensor<T>((c.shared == 1 ? 1 : c.seeds) * c.batch * c.inputs * space);
  const w = new Tensor<T>((c.shared == 2 ? 1 : c.seeds) * c.outputs * c.inputs * all);
  const bias = new Tensor<T>((c.shared == 2 ? 1 : c.seeds) * c.outputs);
  const y = new Tensor<T>(c.seeds * c.batch * c.outputs * space, true);
  const extra = new Tensor<T>(y.length);
  const instruction = new Instruction(c.seeds * c.batch)
    .ptr<T>(x).ptr<T>(w).ptr<T>(c.withBias ? bias : null).ptr<T>(y).ptr<T>(extra)
    .int(c.batch).int(c.inputs).int(c.outputs).int(c.taps).int(c.dilation).int(c.dimensions)
    .int(c.s0).int(c.s1).int(c.s2).int(xSeed).int(wSeed).int(biasSeed)
    .int(c.transposed).int(c.epilogue).int(c.algorithm);
  prepareScratch();
  let result: f64 = runBothWays<T>((ip: usize, lo: i32, hi: i32) => conv<T>(ip, lo, hi), instruction, y) ? 0 : Infinity;
  const sign = c.transposed ? -1 : 1;
  const roundings = c.inputs * (c.algorithm ? 1 : all) + (c.algorithm ? 14 : 2);
  for (let at = 0; at < y.length; at++) {
    const n = at % space, o = (at / space) % c.outputs;
    const b = (at / (space * c.outputs)) % c.batch, e = at / (space * c.outputs * c.batch);
    let sum = c.withBias ? bias.get(e * biasSeed + o) : 0;
    let magnitude = Math.abs(sum);
    for (let i = 0; i < c.inputs; i++) {
      const row = e * xSeed + (b * c.inputs + i) * space;
      const kernel = e * wSeed + (c.transposed ? i * c.outputs + o : o * c.inputs + i) * all;
      for (let t = 0; t < all; t++) {
        const product = x.get(row + c.source(n, t, sign)) * w.get(kernel + t);
        sum += product;
        if (!c.algorithm) magnitude += Math.abs(product);
      }
      if (c.algorithm) magnitude += winogradMagnitude<T>(x, row, w, kernel, c, n);
    }
    if (c.epilogue == 1) sum = Math.max(sum, 0);
    if (c.epilogue == 2) sum = extra.get(at) > 0 ? sum : 0;
    if (c.epilogue == 3) {
      sum += extra.get(at);
      magnitude += Math.abs(extra.get(at));
    }
    result = Math.max(result, share(y.get(at), sum, gamma<T>(roundings) * magnitude));
  }
  x.free();
  w.free();
  bias.free();
  y.free();
  extra.free();
  return result;
}

/** The same for the weight gradient and the bias gradient, whose operands g (1) or x (2) may be shared. */
function worstWeightGrad<T>(c: Case): f64 {
  const space = c.space(), all = c.allTaps();
  const chunk = (c.batch + 9) / 10, chunks = (c.batch + chunk - 1) / chunk;
  const gSeed = c.shared == 1 ? 0 : c.batch * c.outputs * space;
  const xSeed = c.shared == 2 ? 0 : c.batch * c.inputs * space;
  const g = new Tensor<T>((c.shared == 1 ? 1 : c.seeds) * c.batch * c.outputs * space);
  const x = new Tensor<T>((c.shared == 2 ? 1 : c.seeds) * c.batch * c.inputs * space);
  const dw = new Tensor<T>(c.seeds * chunks * c.outputs * c.inputs * all, true);
  const db = new Tensor<T>(c.seeds * chunks * c.outputs, true);
  const instruction = new Instruction(c.seeds * chunks)
    .ptr<T>(g).ptr<T>(x).ptr<T>(dw).ptr<T>(db).int(c.batch).int(chunks).int(chunk)
    .int(c.inputs).int(c.outputs).int(c.taps).int(c.dilation).int(c.dimensions)
    .int(c.s0).int(c.s1).int(c.s2).int(gSeed).int(xSeed).int(c.algorithm);
  prepareScratch();
  let result: f64 = runBothWays<T>((ip: usize, lo: i32, hi: i32) => convWeightGrad<T>(ip, lo, hi), instruction, dw) ? 0 : Infinity;
  if (!runBothWays<T>((ip: usize, lo: i32, hi: i32) => convWeightGrad<T>(ip, lo, hi), instruction, db)) result = Infinity;
  const roundings = c.algorithm ? chunk * ((space + 15) / 16) + 20 : chunk * space + 2;
  for (let row = 0; row < db.length; row++) {
    const o = row % c.outputs, h = (row / c.outputs) % chunks, e = row / (c.outputs * chunks);
    const last = min(c.batch, (h + 1) * chunk);
    for (let i = 0; i < c.inputs; i++) {
      for (let t = 0; t < all; t++) {
        let sum = 0.0, magnitude = 0.0, biasSum = 0.0, biasMagnitude = 0.0;
        for (let b = h * chunk; b < last; b++) {
          for (let n = 0; n < space; n++) {
            const gradient = g.get(e * gSeed + (b * c.outputs + o) * space + n);
            const product = gradient * x.get(e * xSeed + (b * c.inputs + i) * space + c.source(n, t, 1));
            sum += product;
            magnitude += Math.abs(product);
            biasSum += gradient;
            biasMagnitude += Math.abs(gradient);
          }
        }
        const bound = gamma<T>(roundings);
        if (c.algorithm) {
          magnitude = 0;
          for (let b = h * chunk; b < last; b++) {
            const gRow = e * gSeed + (b * c.outputs + o) * space, xRow = e * xSeed + (b * c.inputs + i) * space;
            magnitude += winogradGradMagnitude<T>(g, gRow, x, xRow, space, t);
          }
        }
        result = Math.max(result, share(dw.get((row * c.inputs + i) * all + t), sum, bound * magnitude));
        result = Math.max(result, share(db.get(row), biasSum, bound * biasMagnitude));
      }
    }
  }
  g.free();
  x.free();
  dw.free();
  db.free();
  return result;
}

function worstOfAll(c: Case): f64 {
  let result = 0.0;
  for (c.transposed = 0; c.transposed < 2; c.transposed++) {
    result = Math.max(result, worst<f32>(c));
    result = Math.max(result, worst<f64>(c));
  }
  result = Math.max(result, worstWeightGrad<f32>(c));
  return Math.max(result, worstWeightGrad<f64>(c));
}

/** Bits of seed 1 of three against the same seed alone. */
function seedAloneIsSame(algorithm: i32): bool {
  const batch = 3, channels = 9, width = 33, size = batch * channels * width;
  const x = new Tensor<f32>(3 * size), w = new Tensor<f32>(3 * channels * channels * 3);
  const bias = new Tensor<f32>(3 * channels), y = new Tensor<f32>(3 * size, true), alone = new Tensor<f32>(size, true);
  prepareScratch();
  for (let pass = 0; pass < 2; pass++) {
    const offset = pass * 4;
    const instruction = new Instruction(pass ? batch : 3 * batch)
      .int(<i32>x.at + offset * size).int(<i32>w.at + offset * channels * channels * 3)
      .int(<i32>bias.at + offset * channels).ptr<f32>(pass ? alone : y).int(0)
      .int(batch).int(channels).int(channels).int(3).int(1).int(1).int(1).int(1).int(width)
      .int(size).int(channels * channels * 3).int(channels).int(0).int(1).int(algorithm);
    conv<f32>(instruction.at, 0, instruction.items);
  }
  return memory.compare(y.at + 4 * size, alone.at, 4 * size) == 0;
}

describe('conv, its input gradient and its weight gradient against plain sums', () => {
  test('1D: rows shorter and longer than a vector, even kernels, kernels longer than the row, dilation', () => {
    const widths: i32[] = [1, 2, 3, 5, 15, 16, 17, 33];
    const taps: i32[] = [1, 2, 3, 4, 5, 9];
    for (let n = 0; n < widths.length; n++) {
      for (let k = 0; k < taps.length; k++) {
        const c = new Case();
        c.s2 = widths[n];
        c.taps = taps[k];
        c.dilation = 1 + ((n + k) % 3) * 3;
        c.epilogue = (n + k) % 4;
        expect(worstOfAll(c)).toBeLessThanOrEqual(1, `width ${c.s2}, taps ${c.taps}, dilation ${c.dilation}`);
      }
    }
  });

  test('2D and 3D', () => {
    const spaces: i32[] = [1, 5, 7, 1, 17, 3, 1, 4, 33, 1, 1, 1, 3, 4, 5, 2, 1, 18];
    for (let n = 0; n < 6; n++) {
      for (let k = 1; k <= 3; k++) {
        const c = new Case();
        c.dimensions = n < 4 ? 2 : 3;
        c.s0 = spaces[3 * n];
        c.s1 = spaces[3 * n + 1];
        c.s2 = spaces[3 * n + 2];
        c.taps = k;
        c.dilation = 1 + (n % 2);
        c.inputs = 2;
        c.epilogue = 2;
        expect(worstOfAll(c)).toBeLessThanOrEqual(1, `space ${c.s0} ${c.s1} ${c.s2}, taps ${k}`);
      }
    }
  });

  test('channels, seeds, shared operands, chunks with a remainder, no bias', () => {
    const channels: i32[] = [1, 1, 1, 26, 26, 1, 8, 8, 4, 7];
    for (let n = 0; n < 5; n++) {
      for (let shared = 0; shared < 3; shared++) {
        const c = new Case();
        c.seeds = 3;
        c.batch = n == 0 ? 23 : 2;
        c.inputs = channels[2 * n];
        c.outputs = channels[2 * n + 1];
        c.shared = shared;
        c.withBias = shared != 0;
        expect(worstOfAll(c)).toBeLessThanOrEqual(1, `channels ${c.inputs} ${c.outputs}, shared ${shared}`);
      }
    }
  });

  test('rows longer than a summation tile', () => {
    const c = new Case();
    c.s2 = 2501;
    c.inputs = 1;
    c.outputs = 2;
    expect(worstWeightGrad<f32>(c)).toBeLessThanOrEqual(1);
    c.taps = 1;
    expect(worstWeightGrad<f64>(c)).toBeLessThanOrEqual(1);
  });
});

describe('Winograd F(4,3)', () => {
  test('stays in the bound of its own transforms', () => {
    const widths: i32[] = [1, 2, 3, 4, 5, 15, 16, 17, 18, 32, 33];
    for (let n = 0; n < widths.length; n++) {
      for (let epilogue = 0; epilogue < 4; epilogue++) {
        for (let transposed = 0; transposed < 2; transposed++) {
          const c = new Case();
          c.algorithm = 1;
          c.seeds = 2;
          c.batch = 3;
          c.inputs = 8;
          c.outputs = 9;
          c.s2 = widths[n];
          c.epilogue = epilogue;
          c.transposed = transposed;
          c.shared = epilogue % 3;
          expect(worst<f32>(c)).toBeLessThanOrEqual(1, `width ${c.s2}, epilogue ${epilogue}`);
        }
      }
    }
  });

  test('weight gradient, also with more than one block of columns and a remainder of chunks', () => {
    const widths: i32[] = [1, 2, 3, 4, 5, 15, 16, 17, 33, 300];
    for (let n = 0; n < widths.length; n++) {
      for (let shared = 0; shared < 3; shared++) {
        const c = new Case();
        c.algorithm = 1;
        c.seeds = 2;
        c.batch = shared == 0 ? 23 : 3;
        c.inputs = n % 2 ? 8 : 5;
        c.outputs = n % 3 ? 4 : 3;
        c.s2 = widths[n];
        c.shared = shared;
        expect(worstWeightGrad<f32>(c)).toBeLessThanOrEqual(1, `width ${c.s2}, shared ${shared}`);
      }
    }
  });
});

describe('seeds', () => {
  test('have the same bits alone and among others', () => {
    expect(seedAloneIsSame(0)).toBe(true);
    expect(seedAloneIsSame(1)).toBe(true);
  });
});
