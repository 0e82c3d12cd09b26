/** Numbers as texts: as Python and NumPy print them, and read back. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { float32Text, float64Text, parseNumberText } from '../../src/config/number-text.js';

const doubles: [number, string][] = [
  [0, '0.0'],
  [-0, '-0.0'],
  [1, '1.0'],
  [-4, '-4.0'],
  [0.1, '0.1'],
  [1e-4, '0.0001'],
  [1e-5, '1e-05'],
  [1.5e-7, '1.5e-07'],
  [1e15, '1000000000000000.0'],
  [1e16, '1e+16'],
  [1e100, '1e+100'],
  [123456.789, '123456.789'],
  [5e-324, '5e-324'],
  [2 / 3, '0.6666666666666666'],
  [Number.NaN, 'nan'],
  [Number.POSITIVE_INFINITY, 'inf'],
  [Number.NEGATIVE_INFINITY, '-inf'],
];

for (const [value, text] of doubles) {
  test(`float64 as Python prints it: ${text}`, () => {
    assert.equal(float64Text(value), text);
  });
}

const singles: [number, string][] = [
  [0.1, '0.1'],
  [-0.1, '-0.1'],
  [1 / 3, '0.33333334'],
  [16777216, '16777216.0'],
  [3.4028234663852886e38, '3.4028235e+38'],
  [2 ** -149, '1e-45'],
  [2 ** -126, '1.1754944e-38'],
  [2 ** 23, '8388608.0'],
  [9007199254740992, '9007199000000000.0'],
];

for (const [value, text] of singles) {
  test(`float32 with the fewest digits: ${text}`, () => {
    assert.equal(float32Text(Math.fround(value)), text);
  });
}

test('float32 text reads back, and no shorter decimal does', () => {
  fc.assert(
    fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (x) => {
      const text = float32Text(x);
      assert.ok(Object.is(Math.fround(Number(text)), x), text);
      const digits = text.replace(/e.*|[-.]/g, '').replace(/^0+|0+$/g, '').length;
      if (digits > 1) {
        const shorter = Math.abs(x).toExponential(digits - 2);
        assert.notEqual(Math.fround(Number(shorter)), Math.abs(x));
      }
    }),
  );
});

test('at powers of two the fewest digits are found above the nearest decimal', () => {
  for (let exponent = -126; exponent < 128; exponent++) {
    const x = 2 ** exponent;
    assert.equal(Math.fround(Number(float32Text(x))), x);
  }
  // 2^-44 = 5.684342e-14: seven digits suffice, though not the seven that are nearest.
  assert.equal(float32Text(2 ** -44), '5.684342e-14');
});

test('float64 text reads back', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true }), (x) =>
      assert.ok(Object.is(parseNumberText(float64Text(x)), x)),
    ),
  );
});

for (const text of ['', 'x', '1_0', '0x10', '1e', '--1', '1 2', 'Infinityx']) {
  test(`no number: '${text}'`, () => {
    assert.equal(parseNumberText(text), undefined);
  });
}
