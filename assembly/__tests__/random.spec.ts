/** Threefry against its published known answers, and the draws made from it. */

import { randomIntegers, randomNormal, randomUniform } from '../random/draws';
import { randomPermutation, randomPermutationScratch } from '../random/permutation';
import { randomBits, randomFoldIn, randomSplit, threefry } from '../random/threefry';

const out = heap.alloc(65536);
const spare = heap.alloc(65536);

function word(i: i32): u32 {
  return load<u32>(out + (<usize>i << 2));
}

function float(i: i32): f32 {
  return load<f32>(out + (<usize>i << 2));
}

describe('threefry', () => {
  it('gives the known answers of Random123', () => {
    expect(threefry(0, 0, 0, 0)).toBe(0x6b20015999ba4efe);
    expect(threefry(0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff)).toBe(0x1cb996fcbb002be7);
    expect(threefry(0x13198a2e, 0x03707344, 0x243f6a88, 0x85a308d3)).toBe(0xc4923a9c483df7a0);
  });

  it('splits keys in both layouts', () => {
    randomSplit(0, 0, 2, 0, out);
    expect(word(0)).toBe(4146024105);
    expect(word(1)).toBe(967050713);
    expect(word(2)).toBe(2718843009);
    expect(word(3)).toBe(1272950319);
    randomSplit(0, 0, 2, 1, out);
    expect(word(0)).toBe(1797259609);
    expect(word(1)).toBe(2579123966);
    expect(word(2)).toBe(928981903);
    expect(word(3)).toBe(3453687069);
  });

  it('folds data into a key', () => {
    randomFoldIn(0, 0, 7, out);
    expect(word(0)).toBe(2716826189);
    expect(word(1)).toBe(292468403);
  });

  it('pads an odd number of counters in the original layout', () => {
    randomBits(0, 0, 5, 0, out);
    expect(word(0)).toBe(2467461003);
    expect(word(2)).toBe(1688610540);
    expect(word(4)).toBe(2562233961);
  });

  it('writes nothing past the end', () => {
    for (let layout = 0; layout < 2; layout++) {
      for (let n = 0; n < 9; n++) {
        store<u32>(out + (<usize>n << 2), 12345);
        randomBits(1, 2, n, layout, out);
        expect(word(n)).toBe(12345);
      }
    }
  });
});

describe('draws', () => {
  it('are uniform in [lo, hi)', () => {
    randomUniform(0, 0, 5, 0, 1, 0, out);
    expect(reinterpret<u32>(float(0))).toBe(1058214518);
    expect(reinterpret<u32>(float(4))).toBe(1058584726);
    randomUniform(3, 4, 4000, -2, 5, 1, out);
    for (let i = 0; i < 4000; i++) {
      assert(float(i) >= -2 && float(i) < 5);
    }
  });

  it('are normal and finite', () => {
    randomNormal(0, 0, 1, 0, out);
    expect(float(0)).toBeCloseTo(-0.20584226, 6);
    randomNormal(5, 6, 4000, 0, out);
    let sum: f64 = 0;
    let squares: f64 = 0;
    for (let i = 0; i < 4000; i++) {
      sum += float(i);
      squares += <f64>float(i) * <f64>float(i);
    }
    expect(Math.abs(sum / 4000)).toBeLessThan(0.06);
    expect(Math.abs(squares / 4000 - 1)).toBeLessThan(0.1);
  });

  it('are integers in [lo, hi), and lo where that is empty', () => {
    randomIntegers(0, 0, 6, 0, 10, 0, out, spare);
    expect(word(0)).toBe(8);
    expect(word(1)).toBe(1);
    expect(word(5)).toBe(0);
    randomIntegers(0, 0, 6, 3, 3, 0, out, spare);
    expect(word(5)).toBe(3);
  });
});

describe('permutations', () => {
  it('hold every number once, with one round and with two', () => {
    const sizes: i32[] = [0, 1, 2, 1625, 1626, 4000];
    for (let s = 0; s < sizes.length; s++) {
      const n = sizes[s];
      expect(randomPermutationScratch(n)).toBeLessThan(65537);
      randomPermutation(0, 9, n, s & 1, out, spare);
      const seen = new Array<bool>(n).fill(false);
      for (let i = 0; i < n; i++) seen[word(i)] = true;
      expect(seen.includes(false)).toBe(false);
    }
  });

  it('are those of JAX', () => {
    randomPermutation(0, 0, 5, 0, out, spare);
    expect(word(0)).toBe(1);
    expect(word(1)).toBe(0);
    expect(word(2)).toBe(4);
    expect(word(3)).toBe(3);
    expect(word(4)).toBe(2);
  });
});
