/**
 * Transforms of lines that make the products which they read: the bits of the products made before
 * and then transformed.
 */

import { fftScratchBytes } from '../fft/host';
import { productBytes } from '../fft/products';
import { rfft } from '../kernels/spectral';
import { prepareScratch, scratchGuarded, Tensor } from './kernel-case';
import { Products } from './products-case';
import { linesInstruction } from './transform-case';

/** Whether lines at once, in three ranges and one by one have the bits of products made before. */
function isRight<T>(products: Products<T>, adjoint: i32): bool {
  const n = products.length;
  const lines = products.samples * products.channels * products.lines;
  const modes = lines % 2 ? (n >> 1) + 1 : n / 3 + 1,
    width = (n >> 1) + 1;
  const made = products.made();
  const expected = new Tensor<T>(lines * 2 * width, true);
  prepareScratch(fftScratchBytes(n));
  const plain = linesInstruction<T>(made, expected, n, lines, modes, width, adjoint).int(0);
  rfft<T>(plain.at, 0, lines);
  prepareScratch(fftScratchBytes(n) + <i32>productBytes(n));
  let right = true;
  const nothing = new Tensor<T>(1);
  for (let way = 0; way < 3; way++) {
    const y = new Tensor<T>(expected.length, true);
    const instruction = linesInstruction<T>(nothing, y, n, lines, modes, width, adjoint);
    const ip = products.appendTo(instruction).at;
    if (way == 0) {
      rfft<T>(ip, 0, lines);
    } else if (way == 1) {
      const cut = min(3, lines),
        next = min(cut + 5, lines);
      rfft<T>(ip, next, lines);
      rfft<T>(ip, cut, next);
      rfft<T>(ip, 0, cut);
    } else {
      for (let l = lines - 1; l >= 0; l--) rfft<T>(ip, l, l + 1);
    }
    right = y.equals(expected) && scratchGuarded() && right;
    y.free();
  }
  made.free();
  expected.free();
  products.free();
  return right;
}

describe('a transform of products', () => {
  test('has the bits of the products made before, of up to four and up to two subtracted', () => {
    const points: i32[] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 16, 21, 22, 32, 33, 47, 100, 160];
    for (let i = 0; i < points.length; i++) {
      const n = points[i];
      for (let terms = 1; terms <= 4; terms++) {
        for (let subtracted = 0; subtracted < min(3, terms); subtracted++) {
          const channels = 1 + ((i + terms) % 3),
            lines = 1 + ((i + 2 * terms + subtracted) % 7);
          const place = `N = ${n}, ${terms} products, ${subtracted} subtracted, ${lines} lines`;
          const scaled = (i + subtracted) % 2 == 0,
            adjoint = (i + terms) % 2;
          const single = new Products<f32>(terms, subtracted, 2, channels, lines, n, scaled);
          expect(isRight<f32>(single, adjoint)).toBe(true, place);
          const double = new Products<f64>(terms, subtracted, 2, channels, lines, n, scaled);
          expect(isRight<f64>(double, adjoint)).toBe(true, place);
        }
      }
    }
  });

  test('takes lines of several fields together, however many a field has', () => {
    for (let lines = 1; lines <= 9; lines++) {
      for (let channels = 1; channels <= 4; channels++) {
        const place = `${lines} lines, ${channels} channels`;
        const single = new Products<f32>(3, 1, 3, channels, lines, 10, true);
        expect(isRight<f32>(single, 0)).toBe(true, place);
        const double = new Products<f64>(4, 2, 3, channels, lines, 7, true);
        expect(isRight<f64>(double, 0)).toBe(true, place);
      }
    }
  });
});
