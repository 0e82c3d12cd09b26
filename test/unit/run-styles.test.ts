/** The lines of runs: seen on light and on dark paper, and told apart. Colours of values are d3's. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { interpolateRdBu } from 'd3-scale-chromatic';
import { colour, runColour, runDash, TOP_LEVEL } from '../../src/drawing/index.js';

/** `--paper` and `--panel` of the page, light and dark. */
const PAPERS = ['#ffffff', '#f7f7f5', '#14161a', '#1c1f24'];

/** Linear light of red, green and blue (WCAG 2.2, relative luminance). */
const lightOf = (hex: string): number[] =>
  [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });

const luminance = ([red, green, blue]: readonly number[]) =>
  0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;

function contrast(one: string, other: string): number {
  const [low, high] = [one, other].map((hex) => luminance(lightOf(hex))).sort((a, b) => a - b);
  return (high! + 0.05) / (low! + 0.05);
}

/** What is left of linear light for who has no red, or no green, cones (Machado et al. 2009). */
const SIGHTS: readonly (readonly (readonly number[])[])[] = [
  [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
];

/** Oklab, in which distances are about as large as they look. */
function oklab([r, g, b]: readonly number[]): number[] {
  const cone = (x: number, y: number, z: number) =>
    Math.cbrt(Math.max(0, x * r! + y * g! + z * b!));
  const l = cone(0.4122214708, 0.5363325363, 0.0514459929);
  const m = cone(0.2119034982, 0.6806995451, 0.1073969566);
  const s = cone(0.0883024619, 0.2817188376, 0.6299787005);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

const seen = (hex: string, sight: readonly (readonly number[])[]): number[] =>
  oklab(sight.map((row) => row.reduce((sum, part, i) => sum + part * lightOf(hex)[i]!, 0)));

const colours = [...new Set(Array.from({ length: 100 }, (_, i) => runColour(i)))];

test('lines of runs have a contrast of 3 to 1 on white and on dark paper', () => {
  for (const one of colours) {
    for (const paper of PAPERS) {
      const ratio = contrast(one, paper);
      assert.ok(ratio >= 3, `${one} on ${paper}: ${ratio.toFixed(2)}`);
    }
  }
});

test('their colours differ, also for who does not see red or green', () => {
  for (const [i, one] of colours.entries()) {
    for (const other of colours.slice(0, i)) {
      const distances = SIGHTS.map((sight) => {
        const [a, b] = [seen(one, sight), seen(other, sight)];
        return Math.hypot(...a.map((part, k) => part - b[k]!));
      });
      // Neighbours of a scale of ten greys are 0.1 apart; what is 0.07 apart is told apart as lines.
      const text = `${one} and ${other}: ${distances.map((d) => d.toFixed(3)).join(', ')}`;
      assert.ok(distances[0]! >= 0.12 && Math.min(...distances) >= 0.07, text);
    }
  }
});

test('no two of fifty runs look the same', () => {
  const styles = Array.from({ length: 50 }, (_, i) => `${runColour(i)} ${runDash(i)}`);
  assert.equal(new Set(styles).size, 50);
  assert.deepEqual(runDash(0), []);
});

test('the map of values is d3’s interpolateRdBu', () => {
  const pixel = new Uint8ClampedArray(4);
  for (let level = 0; level <= TOP_LEVEL; level++) {
    colour(pixel, 0, level);
    const expected = interpolateRdBu(1 - level / TOP_LEVEL).match(/\d+/g)!;
    assert.deepEqual([...pixel.subarray(0, 3)], expected.map(Number), `level ${level}`);
  }
});
