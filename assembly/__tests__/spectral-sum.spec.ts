/**
 * Sums of spectra with operators: each mode has the bits of its terms added one after the other,
 * wherever it lies in a vector, a piece or a channel, and in the memory of what is read, too.
 */

import { spectralSum } from '../kernels/spectral-sum';
import { Instruction, next, Tensor } from './kernel-case';

const PLAIN: i32 = 0;
const REAL: i32 = 1;
const COMPLEX: i32 = 2;
const IMAGINARY: i32 = 3;

/** Kinds of the terms of a sum: each alone, the usual sums of solvers, and others. */
const SUMS: i32[][] = [
  [PLAIN],
  [REAL],
  [COMPLEX],
  [IMAGINARY],
  [PLAIN, IMAGINARY],
  [REAL, IMAGINARY],
  [PLAIN, IMAGINARY, IMAGINARY],
  [REAL, IMAGINARY, IMAGINARY],
  [PLAIN, IMAGINARY, IMAGINARY, IMAGINARY],
  [REAL, IMAGINARY, IMAGINARY, IMAGINARY],
  [REAL, IMAGINARY, IMAGINARY, IMAGINARY, IMAGINARY],
  [IMAGINARY, IMAGINARY],
  [COMPLEX, PLAIN],
  [REAL, COMPLEX],
  [PLAIN, REAL, IMAGINARY],
  [COMPLEX, COMPLEX, COMPLEX, COMPLEX],
  [PLAIN, REAL, COMPLEX, IMAGINARY, PLAIN],
];

/** Extents of a sum, and which of its terms lies where its result goes (-1: none). */
class Sum {
  samples: i32 = 3;
  channels: i32 = 1;
  modes: i32 = 8;
  piece: i32 = 1024;
  over: i32 = -1;

  constructor(public kinds: i32[]) {}

  /** Channels of the tensor that term t reads, and which of them channel c of the sum is. */
  channelsOf(t: i32): i32 {
    return t == this.over ? this.channels : this.channels + t;
  }

  channelOf(t: i32, c: i32): i32 {
    return t == this.over ? c : (2 * c + t) % this.channelsOf(t);
  }
}

function instructionOf<T>(
  s: Sum, y: Tensor<T>, spectra: Tensor<T>[], operators: Tensor<T>[],
): Instruction {
  const size = <i32>sizeof<T>(),
    pieces = (s.modes + s.piece - 1) / s.piece;
  const instruction = new Instruction(s.samples * s.channels * pieces)
    .ptr<T>(y)
    .int(s.samples)
    .int(s.channels)
    .int(s.modes)
    .int(s.piece)
    .int(s.kinds.length);
  for (let t = 0; t < s.kinds.length; t++) {
    instruction.int(s.kinds[t]);
    instruction.int(s.kinds[t] == PLAIN ? 0 : <i32>operators[t].at);
    const x = t == s.over ? y : spectra[t];
    for (let c = 0; c < s.channels; c++) {
      instruction.int(<i32>x.at + 2 * s.channelOf(t, c) * s.modes * size);
      instruction.int(2 * s.channelsOf(t) * s.modes * size);
    }
  }
  return instruction;
}

/** What the sum is to be, each operation in T. */
function expectedOf<T>(
  s: Sum, y: Tensor<T>, spectra: Tensor<T>[], operators: Tensor<T>[],
): Tensor<T> {
  const expected = new Tensor<T>(y.length, true);
  for (let row = 0; row < s.samples * s.channels; row++) {
    const sample = row / s.channels,
      c = row % s.channels;
    for (let k = 0; k < s.modes; k++) {
      let re: T = 0,
        im: T = 0;
      for (let t = 0; t < s.kinds.length; t++) {
        const x = t == s.over ? y : spectra[t];
        const at = 2 * (sample * s.channelsOf(t) + s.channelOf(t, c)) * s.modes + k;
        const xr = <T>x.get(at),
          xi = <T>x.get(at + s.modes);
        const kr = <T>operators[t].get(k),
          ki = <T>operators[t].get(s.modes + k);
        const kind = s.kinds[t];
        let r = xr,
          i = xi;
        if (kind == REAL) {
          r = xr * kr;
          i = xi * kr;
        } else if (kind == COMPLEX) {
          r = xr * kr - xi * ki;
          i = xr * ki + xi * kr;
        } else if (kind == IMAGINARY) {
          // The operator's one plane.
          r = -(xi * kr);
          i = xr * kr;
        }
        re = t == 0 ? r : re + r;
        im = t == 0 ? i : im + i;
      }
      expected.set(2 * row * s.modes + k, <f64>re);
      expected.set((2 * row + 1) * s.modes + k, <f64>im);
    }
  }
  return expected;
}

/** Whether a sum is right, all items at once and item by item backwards. */
function isRight<T>(s: Sum): bool {
  const spectra: Tensor<T>[] = [],
    operators: Tensor<T>[] = [];
  for (let t = 0; t < s.kinds.length; t++) {
    spectra.push(new Tensor<T>(2 * s.samples * s.channelsOf(t) * s.modes));
    operators.push(new Tensor<T>(2 * s.modes));
  }
  const y = new Tensor<T>(2 * s.samples * s.channels * s.modes, s.over < 0);
  if (s.over >= 0) for (let n = 0; n < y.length; n++) y.set(n, next());
  const before = y.copy();
  const expected = expectedOf<T>(s, y, spectra, operators);
  const instruction = instructionOf<T>(s, y, spectra, operators);
  spectralSum<T>(instruction.at, 0, instruction.items);
  let right = y.equals(expected);
  for (let n = 0; n < y.length; n++) y.set(n, before.get(n));
  for (let item = instruction.items - 1; item >= 0; item--) {
    spectralSum<T>(instruction.at, item, item + 1);
  }
  right = y.equals(expected) && right;
  for (let t = 0; t < s.kinds.length; t++) {
    spectra[t].free();
    operators[t].free();
  }
  y.free();
  before.free();
  expected.free();
  instruction.free();
  return right;
}

function isRightInBoth(s: Sum): void {
  const place = `kinds ${s.kinds.join(' ')}, ${s.modes} modes, over ${s.over}`;
  expect(isRight<f32>(s)).toBe(true, place);
  expect(isRight<f64>(s)).toBe(true, place);
}

describe('sums of spectra with operators', () => {
  test('add their terms one after the other, in every part of a vector', () => {
    for (let n = 0; n < SUMS.length; n++) {
      for (let modes = 1; modes <= 9; modes++) {
        const s = new Sum(SUMS[n]);
        s.modes = modes;
        isRightInBoth(s);
      }
    }
  });

  test('in several pieces, the last one shorter, with channels that lie elsewhere', () => {
    const modes: i32[] = [5, 8, 13, 16, 67];
    for (let n = 0; n < SUMS.length; n++) {
      for (let k = 0; k < modes.length; k++) {
        const s = new Sum(SUMS[n]);
        s.modes = modes[k];
        s.piece = k % 2 ? 8 : 4;
        s.channels = 2 + ((n + k) % 2);
        isRightInBoth(s);
      }
    }
  });

  test('are made where any one of their terms lies', () => {
    for (let n = 0; n < SUMS.length; n++) {
      for (let over = 0; over < SUMS[n].length; over++) {
        for (let modes = 3; modes <= 17; modes += 7) {
          const s = new Sum(SUMS[n]);
          s.modes = modes;
          s.channels = 2;
          s.piece = 8;
          s.over = over;
          isRightInBoth(s);
        }
      }
    }
  });
});
