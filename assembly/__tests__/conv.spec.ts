/** Convolutions and their gradients against direct sums. */

import { conv } from '../kernels/conv';
import { convWeightGrad } from '../kernels/conv-weight-grad';
import { Case, convInstruction, gradInstruction } from './conv-case';
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

/** The same numbers in float64. */
function inDouble(x: Tensor<f32>): Tensor<f64> {
  const x64 = new Tensor<f64>(x.length, true);
  for (let n = 0; n < x.length; n++) x64.set(n, x.get(n));
  return x64;
}

/** Rms difference of numbers in f32 and in f64. */
function rmsDifference(y: Tensor<f32>, y64: Tensor<f64>): f64 {
  let sum = 0.0;
  for (let n = 0; n < y.length; n++) sum += (y.get(n) - y64.get(n)) * (y.get(n) - y64.get(n));
  return Math.sqrt(sum / y.length);
}

/** Rms error of a convolution in f32 by one algorithm, against the direct sum in f64. */
function rmsError(c: Case, algorithm: i32, x: Tensor<f32>, w: Tensor<f32>): f64 {
  const size = c.batch * c.outputs * c.space();
  const y = new Tensor<f32>(size, true),
    y64 = new Tensor<f64>(size, true);
  prepareScratch(1 << 19);
  c.algorithm = algorithm;
  const single = convInstruction(c, x.at, w.at, 0, y.at, 0);
  conv<f32>(single.at, 0, single.items);
  c.algorithm = 0;
  const double = convInstruction(c, inDouble(x).at, inDouble(w).at, 0, y64.at, 0);
  conv<f64>(double.at, 0, double.items);
  return rmsDifference(y, y64);
}

/** The same of the weight gradient of one chunk. */
function rmsGradError(c: Case, algorithm: i32, g: Tensor<f32>, x: Tensor<f32>): f64 {
  const size = c.outputs * c.inputs * c.allTaps();
  const dw = new Tensor<f32>(size, true),
    dw64 = new Tensor<f64>(size, true);
  prepareScratch(1 << 19);
  c.algorithm = algorithm;
  const single = gradInstruction(c, c.batch, g.at, x.at, dw.at, 0);
  convWeightGrad<f32>(single.at, 0, 1);
  c.algorithm = 0;
  const double = gradInstruction(c, c.batch, inDouble(g).at, inDouble(x).at, dw64.at, 0);
  convWeightGrad<f64>(double.at, 0, 1);
  return rmsDifference(dw, dw64);
}

/** Spaces for the Winograd tiles of 4×4 and their groups of four. */
const PLANES: i32[] = [
  1, 1, 1, 1, 1, 5, 1, 2, 3, 1, 3, 15, 1, 4, 16, 1, 5, 17, 1, 6, 18, 1, 7, 19, 1, 8, 66, 1, 18, 33,
  1, 3, 5, 2, 5, 4, 3, 4, 18,
];

/** Number n of those. */
function planar(n: i32, algorithm: i32 = 1): Case {
  const c = new Case();
  c.algorithm = algorithm;
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

describe('Winograd F(4,3) with taps two and four apart', () => {
  test('1 to 40 columns, and its weight gradient', () => {
    for (let width = 1; width <= 40; width++) {
      for (let dilation = 2; dilation <= 4; dilation += 2) {
        const c = new Case();
        c.algorithm = 1;
        c.s2 = width;
        c.dilation = dilation;
        c.batch = 3;
        c.inputs = 1 + (width % 9);
        c.outputs = 1 + ((width / 2) % 9);
        c.epilogue = (width + dilation / 2) % 4;
        c.blocks = 1 + (width % 3);
        c.transposed = (width / 2) % 2;
        const place = `width ${width}, dilation ${dilation}`;
        expect(worst<f32>(c)).toBeLessThanOrEqual(1, place);
        c.blocks = 1;
        expect(worstWeightGrad<f32>(c)).toBeLessThanOrEqual(1, `weight gradient, ${place}`);
      }
    }
  });
});

describe('Winograd with any number of columns and channels', () => {
  test('1 to 40 columns in one to three dimensions', () => {
    for (let width = 1; width <= 40; width++) {
      for (let dimensions = 1; dimensions <= 3; dimensions++) {
        const c = new Case();
        c.algorithm = 1;
        c.dimensions = dimensions;
        c.s2 = width;
        c.s1 = dimensions == 1 ? 1 : 1 + (width % 5);
        c.s0 = dimensions < 3 ? 1 : 1 + (width % 2);
        c.batch = dimensions == 1 ? 3 : 1;
        c.inputs = dimensions == 1 ? 1 + (width % 9) : 1 + (width % 3);
        c.outputs = dimensions == 1 ? 1 + ((width / 2) % 9) : 1 + ((width / 4) % 2);
        c.epilogue = width % 4;
        c.blocks = 1 + (width % 3);
        c.transposed = (width / 2 + dimensions) % 2;
        const place = `dimensions ${dimensions}, width ${width}`;
        expect(worst<f32>(c)).toBeLessThanOrEqual(1, place);
        if (dimensions == 1) c.blocks = 1;
        expect(worstWeightGrad<f32>(c)).toBeLessThanOrEqual(1, `weight gradient, ${place}`);
      }
    }
  });

  test('1 to 9 channels on either side', () => {
    for (let inputs = 1; inputs <= 9; inputs++) {
      for (let outputs = 1; outputs <= 9; outputs++) {
        for (let dimensions = 1; dimensions <= 2; dimensions++) {
          const c = new Case();
          c.algorithm = 1;
          c.dimensions = dimensions;
          c.s2 = dimensions == 1 ? 5 : 3;
          c.s1 = dimensions == 1 ? 1 : 2;
          c.batch = dimensions == 1 ? 3 : 1;
          c.inputs = inputs;
          c.outputs = outputs;
          const place = `dimensions ${dimensions}, channels ${inputs} ${outputs}`;
          for (c.transposed = 0; c.transposed < 2; c.transposed++) {
            expect(worst<f32>(c)).toBeLessThanOrEqual(1, place);
          }
          expect(worstWeightGrad<f32>(c)).toBeLessThanOrEqual(1, `weight gradient, ${place}`);
        }
      }
    }
  });

  test('weight gradient of more columns than are held at once, for every rest of channels', () => {
    for (let inputs = 1; inputs <= 6; inputs++) {
      for (let outputs = 1; outputs <= 4; outputs++) {
        for (let dimensions = 1; dimensions <= 3; dimensions++) {
          const c = new Case();
          c.algorithm = 1;
          c.dimensions = dimensions;
          // 33 groups of columns in a row, 17 in a plane, 18 in space.
          c.s2 = dimensions == 1 ? 514 : 2;
          c.s1 = dimensions == 1 ? 1 : dimensions == 2 ? 65 : 23;
          c.s0 = dimensions == 3 ? 3 : 1;
          c.batch = 1;
          c.inputs = inputs;
          c.outputs = dimensions == 3 ? 1 + ((outputs + inputs) % 3) : outputs;
          if (dimensions == 3 && outputs > 2) continue;
          const place = `dimensions ${dimensions}, channels ${inputs} ${c.outputs}`;
          expect(worstWeightGrad<f32>(c)).toBeLessThanOrEqual(1, place);
        }
      }
    }
  });
});

/** The channels of the networks for which the bounds of rms errors are stated. */
const CHANNELS: i32 = 26;

describe('rms errors, at most 2.6 times that of the direct sum', () => {
  test('of Winograd, its input gradient and its weight gradient', () => {
    const spaces: i32[] = [1, 1, 160, 1, 1, 101, 1, 32, 32, 1, 29, 37, 5, 6, 17];
    for (let n = 0; n < 5; n++) {
      const c = new Case();
      c.dimensions = n < 2 ? 1 : n < 4 ? 2 : 3;
      c.s0 = spaces[3 * n];
      c.s1 = spaces[3 * n + 1];
      c.s2 = spaces[3 * n + 2];
      c.batch = n < 2 ? 5 : 1;
      c.inputs = c.outputs = CHANNELS;
      const x = new Tensor<f32>(c.batch * c.inputs * c.space()),
        w = new Tensor<f32>(c.outputs * c.inputs * c.allTaps()),
        g = new Tensor<f32>(c.batch * c.outputs * c.space());
      const place = `space ${c.s0} ${c.s1} ${c.s2}`;
      for (c.transposed = 0; c.transposed < 2; c.transposed++) {
        const ratio = rmsError(c, 1, x, w) / rmsError(c, 0, x, w);
        expect(ratio).toBeLessThanOrEqual(2.6, place);
      }
      const ratio = rmsGradError(c, 1, g, x) / rmsGradError(c, 0, g, x);
      expect(ratio).toBeLessThanOrEqual(2.6, `weight gradient, ${place}`);
    }
  });

  test('of few outputs', () => {
    for (let n = 0; n < 4; n++) {
      for (let outputs = 1; outputs < 8; outputs += 2) {
        const c = spaceOf(n, 2);
        c.inputs = CHANNELS;
        c.outputs = outputs;
        const x = new Tensor<f32>(c.batch * c.inputs * c.space()),
          w = new Tensor<f32>(c.outputs * c.inputs * c.allTaps());
        for (c.transposed = 0; c.transposed < 2; c.transposed++) {
          const ratio = rmsError(c, 2, x, w) / rmsError(c, 0, x, w);
          expect(ratio).toBeLessThanOrEqual(2.6, `dimensions ${c.dimensions}, ${outputs} outputs`);
        }
      }
    }
  });
});

describe('few outputs of many inputs', () => {
  test('1 to 40 columns, with every epilogue', () => {
    for (let width = 1; width <= 40; width++) {
      for (let epilogue = 0; epilogue < 4; epilogue++) {
        for (let transposed = 0; transposed < 2; transposed++) {
          const c = new Case();
          c.algorithm = 2;
          c.seeds = 1 + (epilogue & 1);
          c.batch = 1 + (width % 2);
          c.inputs = 8 + (width % 3);
          c.outputs = 1 + ((width + epilogue) % 7);
          c.s2 = width;
          c.epilogue = epilogue;
          c.transposed = transposed;
          c.shared = (width + epilogue) % 3;
          c.withBias = width % 3 != 0;
          expect(worst<f32>(c)).toBeLessThanOrEqual(1, `width ${width}, epilogue ${epilogue}`);
        }
      }
    }
  });

  test('2D and 3D, samples divided into blocks of rows', () => {
    for (let n = 0; n < PLANES.length / 3; n++) {
      for (let epilogue = 0; epilogue < 4; epilogue++) {
        const c = planar(n, 2);
        c.seeds = 1 + (n & 1);
        c.inputs = 8;
        c.outputs = 1 + ((n + 2 * epilogue) % 7);
        c.epilogue = epilogue;
        c.transposed = (n + epilogue) % 2;
        c.shared = epilogue % 3;
        c.blocks = 1 + ((n + epilogue) % 4);
        c.withBias = epilogue != 1;
        expect(worst<f32>(c)).toBeLessThanOrEqual(
          1,
          `space ${c.s0} ${c.s1} ${c.s2}, epilogue ${epilogue}`,
        );
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
      expect(seedAloneIsSame(spaceOf(n, 2))).toBe(true, `few outputs, case ${n}`);
    }
  });

  test('are the same however a sample is divided', () => {
    for (let n = 0; n < 4; n++) {
      expect(blocksAreSame(spaceOf(n, 0))).toBe(true, `direct, case ${n}`);
      expect(blocksAreSame(spaceOf(n, 1))).toBe(true, `Winograd, case ${n}`);
      expect(blocksAreSame(spaceOf(n, 2))).toBe(true, `few outputs, case ${n}`);
    }
  });
});
