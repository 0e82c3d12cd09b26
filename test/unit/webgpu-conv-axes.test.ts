/** Which points the WebGPU kernels of a convolution read, against a loop over all outputs and taps. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type AxisReads,
  readsOf,
  type Side,
  sideOfTaps,
} from '../../src/backends/webgpu/kernels/conv-axes.js';
import { type ConvOptions, pointAt } from '../../src/graph/index.js';
import { convGeometry } from '../../src/graph/ops/conv-geometry.js';

const BOUNDARIES = ['periodic', 'zeros', 'reflection', 'edge'] as const;

const SIDES: Side[] = ['output', 'input'];

/** Point, tap and source of everything that is read along an axis, sorted. */
function readAlong({ points, sources, taps, rule, hits }: AxisReads): string[] {
  const list: string[] = [];
  for (let n = 0; n < points; n++) {
    if (!rule) {
      for (const { tap, source } of hits[n]) list.push(`${n} ${tap} ${source}`);
      continue;
    }
    for (let t = 0; t < taps; t++) {
      list.push(`${n} ${t} ${(n * rule.factor + rule.from + t * rule.step) % sources}`);
    }
  }
  return list.sort();
}

test('either side reads what the convolution joins, and nothing that is a zero', () => {
  let axes = 0;
  for (const boundary of BOUNDARIES) {
    for (const [points, kernel] of [
      [5, 3],
      [8, 4],
      [7, 1],
      [9, 5],
      [2, 8],
      [1, 3],
    ] as const) {
      for (const stride of [1, 2, 3]) {
        for (const inputDilation of [1, 2, 3]) {
          for (const dilation of [1, 2]) {
            const options: ConvOptions = { boundary, stride, inputDilation, dilation };
            const geometry = convGeometry([points], [kernel], options);
            const [axis] = geometry.axes;
            for (const side of SIDES) {
              const expected: string[] = [];
              for (let n = 0; n < axis.output; n++) {
                for (let t = 0; t < kernel; t++) {
                  const m = pointAt(axis, boundary, n * stride + t * dilation - axis.before);
                  if (m >= 0)
                    expected.push(side === 'output' ? `${n} ${t} ${m}` : `${m} ${t} ${n}`);
                }
              }
              const reads = readsOf(geometry, side);
              assert.deepEqual(readAlong(reads[2]), expected.sort(), JSON.stringify(options));
              assert.deepEqual(reads.slice(0, 2).flatMap(readAlong), ['0 0 0', '0 0 0']);
              axes++;
            }
          }
        }
      }
    }
  }
  assert.equal(axes, 4 * 6 * 3 * 3 * 2 * 2);
});

test('a rule stands for a table where every tap reads one point', () => {
  const rules = (options: ConvOptions) =>
    SIDES.map((side) => readsOf(convGeometry([8], [3], options), side)[2].rule !== null);
  assert.deepEqual(rules({ dilation: 2 }), [true, true]);
  assert.deepEqual(rules({ stride: 2 }), [true, false]);
  assert.deepEqual(rules({ inputDilation: 2 }), [false, true]);
  assert.deepEqual(rules({ boundary: 'zeros' }), [false, false]);
});

test('points of any space are one row where there is one tap', () => {
  for (const boundary of BOUNDARIES) {
    const reads = readsOf(convGeometry([4, 5, 6], [1, 1, 1], { boundary }), 'output');
    assert.deepEqual(
      reads.map(({ points, rule }) => [points, rule !== null]),
      [
        [1, true],
        [1, true],
        [120, true],
      ],
    );
  }
});

test('weight gradients go through the coarser grid, where a tap joins its points to one each', () => {
  const side = (options: ConvOptions) => sideOfTaps(convGeometry([8, 8], [3, 3], options));
  for (const boundary of BOUNDARIES) {
    assert.equal(side({ boundary }), 'output');
    assert.equal(side({ boundary, stride: 2 }), 'output');
  }
  assert.equal(side({ inputDilation: 2 }), 'input');
  assert.equal(side({ inputDilation: 2, boundary: 'zeros' }), 'input');
  // The last point is read at its place and beyond it.
  assert.equal(side({ inputDilation: 2, boundary: 'edge', dilation: 2 }), 'output');
});
