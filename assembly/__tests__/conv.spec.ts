import { conv } from '../kernels/conv';
import { Case, worst, worstWeightGrad } from './conv-case';
import { Instruction, prepareScratch, Tensor } from './kernel-case';

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
  const batch = 3,
    channels = 9,
    width = 33,
    size = batch * channels * width;
  const x = new Tensor<f32>(3 * size),
    w = new Tensor<f32>(3 * channels * channels * 3);
  const bias = new Tensor<f32>(3 * channels),
    y = new Tensor<f32>(3 * size, true),
    alone = new Tensor<f32>(size, true);
  prepareScratch(1 << 17);
  for (let pass = 0; pass < 2; pass++) {
    const offset = pass * 4;
    const instruction = new Instruction(pass ? batch : 3 * batch)
      .int(<i32>x.at + offset * size)
      .int(<i32>w.at + offset * channels * channels * 3)
      .int(<i32>bias.at + offset * channels)
      .ptr<f32>(pass ? alone : y)
      .int(0)
      .int(batch)
      .int(channels)
      .int(channels)
      .int(3)
      .int(1)
      .int(1)
      .int(1)
      .int(1)
      .int(width)
      .int(size)
      .int(channels * channels * 3)
      .int(channels)
      .int(0)
      .int(1)
      .int(algorithm);
    conv<f32>(instruction.at, 0, instruction.items);
  }
  return memory.compare(y.at + 4 * size, alone.at, 4 * size) == 0;
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

describe('seeds', () => {
  test('have the same bits alone and among others', () => {
    expect(seedAloneIsSame(0)).toBe(true);
    expect(seedAloneIsSame(1)).toBe(true);
  });
});
