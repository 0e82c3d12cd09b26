import { conv } from '../kernels/conv';
import { Case, convInstruction } from './conv-case';
import { worst, worstWeightGrad } from './conv-errors';
import { prepareScratch, Tensor } from './kernel-case';

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
function seedAloneIsSame(c: Case): bool {
  c.batch = 3;
  c.inputs = c.outputs = 9;
  c.epilogue = 1;
  const channels = 9,
    size = c.batch * channels * c.space(),
    kernels = channels * channels * c.allTaps();
  const x = new Tensor<f32>(3 * size),
    w = new Tensor<f32>(3 * kernels);
  const bias = new Tensor<f32>(3 * channels),
    y = new Tensor<f32>(3 * size, true),
    alone = new Tensor<f32>(size, true);
  prepareScratch(1 << 17);
  c.seeds = 3;
  const among = convInstruction(c, x.at, w.at, bias.at, y.at, 0);
  conv<f32>(among.at, 0, among.items);
  c.seeds = 1;
  const instruction = convInstruction(
    c,
    x.at + 4 * size,
    w.at + 4 * kernels,
    bias.at + 4 * channels,
    alone.at,
    0,
  );
  conv<f32>(instruction.at, 0, instruction.items);
  return memory.compare(y.at + 4 * size, alone.at, 4 * size) == 0;
}

/** Whether a convolution has the same bits undivided and in blocks. */
function blocksAreSame(c: Case): bool {
  const size = c.batch * c.outputs * c.space();
  const x = new Tensor<f32>(c.batch * c.inputs * c.space()),
    w = new Tensor<f32>(c.outputs * c.inputs * c.allTaps());
  const whole = new Tensor<f32>(size, true);
  prepareScratch(1 << 17);
  const undivided = convInstruction(c, x.at, w.at, 0, whole.at, 0);
  conv<f32>(undivided.at, 0, undivided.items);
  for (c.blocks = 2; c.blocks < 7; c.blocks++) {
    const parts = new Tensor<f32>(size, true);
    const divided = convInstruction(c, x.at, w.at, 0, parts.at, 0);
    conv<f32>(divided.at, 3, divided.items);
    conv<f32>(divided.at, 0, 3);
    if (!parts.equals(whole)) return false;
  }
  return true;
}

/** One of four spaces that no tile divides. */
function spaceOf(n: i32, algorithm: i32): Case {
  const spaces: i32[] = [1, 1, 100, 1, 9, 21, 1, 5, 7, 5, 6, 17];
  const c = new Case();
  c.dimensions = n == 0 ? 1 : n < 3 ? 2 : 3;
  c.s0 = spaces[3 * n];
  c.s1 = spaces[3 * n + 1];
  c.s2 = spaces[3 * n + 2];
  c.algorithm = algorithm;
  return c;
}

/** Rms error of a convolution in f32 by one algorithm, against the direct sum in f64. */
function rmsError(c: Case, algorithm: i32, x: Tensor<f32>, w: Tensor<f32>): f64 {
  const size = c.batch * c.outputs * c.space();
  const x64 = new Tensor<f64>(x.length, true),
    w64 = new Tensor<f64>(w.length, true);
  for (let n = 0; n < x.length; n++) x64.set(n, x.get(n));
  for (let n = 0; n < w.length; n++) w64.set(n, w.get(n));
  const y = new Tensor<f32>(size, true),
    y64 = new Tensor<f64>(size, true);
  prepareScratch(1 << 19);
  c.algorithm = algorithm;
  const single = convInstruction(c, x.at, w.at, 0, y.at, 0);
  conv<f32>(single.at, 0, single.items);
  c.algorithm = 0;
  const double = convInstruction(c, x64.at, w64.at, 0, y64.at, 0);
  conv<f64>(double.at, 0, double.items);
  let sum = 0.0;
  for (let n = 0; n < size; n++) sum += (y.get(n) - y64.get(n)) * (y.get(n) - y64.get(n));
  return Math.sqrt(sum / size);
}

/** Spaces for the Winograd tiles of 4×4 and their groups of four. */
const PLANES: i32[] = [
  1, 1, 1, 1, 1, 5, 1, 2, 3, 1, 3, 15, 1, 4, 16, 1, 5, 17, 1, 6, 18, 1, 7, 19, 1, 8, 66, 1, 18, 33,
  1, 3, 5, 2, 5, 4, 3, 4, 18,
];

/** Number n of those, for Winograd. */
function planar(n: i32): Case {
  const c = new Case();
  c.algorithm = 1;
  c.dimensions = n < 10 ? 2 : 3;
  c.s0 = PLANES[3 * n];
  c.s1 = PLANES[3 * n + 1];
  c.s2 = PLANES[3 * n + 2];
  return c;
}

describe('conv, its input gradient and its weight gradient against plain sums', () => {
  test('1D: short and long rows, even kernels, kernels longer than the row, dilation', () => {
    const widths: i32[] = [1, 2, 3, 5, 15, 16, 17, 33];
    const taps: i32[] = [1, 2, 3, 4, 5, 9];
    for (let n = 0; n < widths.length; n++) {
      for (let k = 0; k < taps.length; k++) {
        const c = new Case();
        c.s2 = widths[n];
        c.taps = taps[k];
        c.dilation = 1 + ((n + k) % 3) * 3;
        c.epilogue = (n + k) % 4;
        expect(worstOfAll(c)).toBeLessThanOrEqual(
          1,
          `width ${c.s2}, taps ${c.taps}, dilation ${c.dilation}`,
        );
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
        expect(worstOfAll(c)).toBeLessThanOrEqual(
          1,
          `channels ${c.inputs} ${c.outputs}, shared ${shared}`,
        );
      }
    }
  });

  test('samples divided into blocks, more of them than rows too', () => {
    const spaces: i32[] = [1, 1, 150, 1, 9, 5, 7, 3, 4];
    const blocks: i32[] = [2, 3, 11];
    for (let n = 0; n < 3; n++) {
      for (let k = 0; k < 3; k++) {
        const c = new Case();
        c.dimensions = n + 1;
        c.s0 = spaces[3 * n];
        c.s1 = spaces[3 * n + 1];
        c.s2 = spaces[3 * n + 2];
        c.taps = k == 1 ? 1 : 3;
        c.dilation = k == 2 ? 2 : 1;
        c.blocks = blocks[k];
        c.inputs = 2;
        for (c.transposed = 0; c.transposed < 2; c.transposed++) {
          expect(worst<f32>(c)).toBeLessThanOrEqual(1, `dimensions ${n + 1}, blocks ${c.blocks}`);
          expect(worst<f64>(c)).toBeLessThanOrEqual(1, `dimensions ${n + 1}, blocks ${c.blocks}`);
        }
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

  test('weight gradient, with several blocks of columns and a remainder of chunks', () => {
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

describe('Winograd F(4×4,3×3)', () => {
  test('stays in the bound of its own transforms', () => {
    for (let n = 0; n < PLANES.length / 3; n++) {
      for (let epilogue = 0; epilogue < 4; epilogue++) {
        for (let transposed = 0; transposed < 2; transposed++) {
          const c = planar(n);
          c.seeds = 1 + (epilogue & 1);
          c.batch = 1 + (n % 2);
          c.epilogue = epilogue;
          c.transposed = transposed;
          c.shared = epilogue % 3;
          c.blocks = 1 + ((n + epilogue) % 3);
          const place = `space ${c.s0} ${c.s1} ${c.s2}, epilogue ${epilogue}`;
          expect(worst<f32>(c)).toBeLessThanOrEqual(1, place);
        }
      }
    }
  });

  test('has at most three times the rms error of the direct sum', () => {
    for (let n = 1; n < 4; n += 2) {
      const c = spaceOf(n, 1);
      c.inputs = c.outputs = 26;
      const x = new Tensor<f32>(c.batch * c.inputs * c.space()),
        w = new Tensor<f32>(c.outputs * c.inputs * c.allTaps());
      for (c.transposed = 0; c.transposed < 2; c.transposed++) {
        const ratio = rmsError(c, 1, x, w) / rmsError(c, 0, x, w);
        expect(ratio).toBeLessThanOrEqual(3, `dimensions ${c.dimensions}`);
      }
    }
  });

  test('weight gradient, with several panels of tiles, blocks and a remainder of chunks', () => {
    for (let n = 0; n < PLANES.length / 3; n++) {
      for (let shared = 0; shared < 3; shared++) {
        const c = planar(n);
        c.seeds = 2;
        c.batch = n == 2 ? 23 : 2;
        c.inputs = 1 + ((n + shared) % 5);
        c.outputs = 1 + (n % 3);
        c.shared = shared;
        c.blocks = shared ? 1 + (n % 4) : 1;
        const place = `space ${c.s0} ${c.s1} ${c.s2}, shared ${shared}`;
        expect(worstWeightGrad<f32>(c)).toBeLessThanOrEqual(1, place);
      }
    }
  });
});

describe('bits', () => {
  test('of a seed are the same alone and among others', () => {
    for (let n = 0; n < 4; n++) {
      expect(seedAloneIsSame(spaceOf(n, 0))).toBe(true, `direct, case ${n}`);
      expect(seedAloneIsSame(spaceOf(n, 1))).toBe(true, `Winograd, case ${n}`);
    }
  });

  test('are the same however a sample is divided', () => {
    for (let n = 0; n < 4; n++) {
      expect(blocksAreSame(spaceOf(n, 0))).toBe(true, `direct, case ${n}`);
      expect(blocksAreSame(spaceOf(n, 1))).toBe(true, `Winograd, case ${n}`);
    }
  });
});
