/**
 * Convolutions and their gradients against a plain loop whose index rules stand here, on grids and
 * kernels of which every axis is another one: rows of taps, even kernels, dilations, padding wider
 * than the grid, strides that do not divide it.
 */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sizeOf } from '../../src/arrays.js';
import { type Boundary, type ConvOptions, grad, type Shape, trace } from '../../src/graph/index.js';
import * as ops from '../../src/graph/ops/index.js';
import { randomArray } from '../cases/op-case.js';
import { coordinates } from '../reference/indexing.js';
import { NUMPY_REFLECTED } from '../reference/numpy-reflected.js';
import type { Run } from './by-hand.js';

const CHANNELS = [2, 3];

/** The point at `i` of a row of n points that goes on beyond its ends; null for a zero. */
function beyond(i: number, n: number, boundary: Boundary): number | null {
  if (i >= 0 && i < n) return i;
  if (boundary === 'zeros') return null;
  if (boundary === 'edge') return i < 0 ? 0 : n - 1;
  if (boundary === 'reflection') {
    if (n === 1) return 0;
    while (i < 0 || i >= n) i = i < 0 ? -i : 2 * (n - 1) - i;
    return i;
  }
  while (i < 0) i += n;
  while (i >= n) i -= n;
  return i;
}

interface Layer {
  space: number[];
  kernel: number[];
  options: ConvOptions;
}

/** y, and of Σ p·y the gradients of x and w. */
function plainLoop(
  { space, kernel, options }: Layer,
  output: Shape,
  x: Float64Array,
  w: Float64Array,
  p: Float64Array,
) {
  const { stride = 1, dilation = 1, inputDilation = 1, boundary = 'periodic' } = options;
  const [steps, apart, spreads] = [stride, dilation, inputDilation].map((one) =>
    space.map((_, axis) => [one].flat()[axis] ?? [one].flat()[0]),
  );
  const [inward, outward] = CHANNELS;
  const [points, places, taps] = [space, output, kernel].map(sizeOf);
  const y = new Float64Array(outward * places);
  const dx = new Float64Array(x.length);
  const dw = new Float64Array(w.length);
  coordinates(output, (n, place) => {
    coordinates(kernel, (t, tap) => {
      let point = 0;
      for (const [axis, extent] of space.entries()) {
        const reach = Math.floor((kernel[axis] - 1) / 2) * apart[axis];
        const spread = n[axis] * steps[axis] + t[axis] * apart[axis] - reach;
        if (spread % spreads[axis] !== 0) return;
        const i = beyond(spread / spreads[axis], extent, boundary);
        if (i === null) return;
        point = point * extent + i;
      }
      for (let o = 0; o < outward; o++) {
        for (let i = 0; i < inward; i++) {
          const at = {
            x: i * points + point,
            w: (o * inward + i) * taps + tap,
            y: o * places + place,
          };
          y[at.y] += w[at.w] * x[at.x];
          dx[at.x] += w[at.w] * p[at.y];
          dw[at.w] += x[at.x] * p[at.y];
        }
      }
    });
  });
  return [...y, ...dx, ...dw];
}

const layers: Layer[] = [
  ...(['periodic', 'zeros', 'reflection', 'edge'] as const).flatMap((boundary) => [
    { space: [5, 8], kernel: [1, 3], options: { boundary } },
    { space: [5, 8], kernel: [3, 1], options: { boundary } },
    { space: [9, 7], kernel: [4, 3], options: { boundary } },
    { space: [11, 9], kernel: [3, 4], options: { boundary, dilation: 2 } },
    { space: [9, 10], kernel: [3, 3], options: { boundary, dilation: 4 } },
    { space: [4, 5, 6], kernel: [2, 3, 5], options: { boundary } },
    { space: [5, 8], kernel: [4, 3], options: { boundary, stride: 3 } },
    { space: [4, 5], kernel: [3, 2], options: { boundary, inputDilation: 2 } },
    { space: [4, 5], kernel: [3, 4], options: { boundary, inputDilation: 3, stride: 2 } },
    { space: [2, 3], kernel: [7, 8], options: { boundary } },
    { space: [3], kernel: [5], options: { boundary, dilation: 5 } },
    { space: [1, 3], kernel: [3, 6], options: { boundary, stride: 2 } },
    { space: [2], kernel: [9], options: { boundary, inputDilation: 2 } },
    { space: [5, 7], kernel: [3, 3], options: { boundary, dilation: [1, 3] } },
    { space: [5, 8], kernel: [3, 3], options: { boundary, dilation: [2, 1], stride: [1, 2] } },
    { space: [3, 4, 5], kernel: [3, 1, 2], options: { boundary, inputDilation: [1, 3, 2] } },
    { space: [4, 3], kernel: [2, 3], options: { boundary, inputDilation: [2, 1], stride: [1, 3] } },
  ]),
];

/** Tests a backend whose numbers have this relative rounding error. */
export function testConvTraps(run: Run, eps: number): void {
  for (const layer of layers) {
    const { space, kernel, options } = layer;
    const label = `[${space}], kernel [${kernel}], ${JSON.stringify(options)}`;
    test(`a convolution is a plain loop: ${label}`, async () => {
      const [inward, outward] = CHANNELS;
      let output: Shape = [];
      const program = trace({ steps: 1 }, (t) => {
        const x = t.input('x', [1, 1, inward, ...space]);
        const w = t.input('w', [1, outward, inward, ...kernel]);
        const y = ops.conv(x, w, null, options);
        output = y.shape.slice(3);
        const loss = ops.sum(
          ops.mul(y, t.input('p', y.shape)),
          y.shape.map((_, axis) => axis),
        );
        t.record('y', y);
        grad(loss, [x, w]).forEach((g, i) => {
          t.record(`g${i}`, g);
        });
      });
      const [x, w, p] = ['x', 'w', 'p'].map((name) =>
        randomArray(`${label} ${name}`, (program.inputs.get(name) as { size: number }).size),
      );
      const ours = await run(
        program,
        [
          ['x', x],
          ['w', w],
          ['p', p],
        ],
        ['y', 'g0', 'g1'],
      );
      const expected = plainLoop(layer, output, x, w, p);
      // Of so many products, each at most 1, is a number the sum at most.
      const terms = Math.max(outward * sizeOf(kernel), sizeOf(output)) * inward;
      assert.equal(ours.length, expected.length);
      expected.forEach((value, i) => {
        const error = Math.abs(ours[i] - value);
        assert.ok(error <= terms * eps, `number ${i} is ${ours[i]}, not ${value}`);
      });
    });
  }

  test("a reflection is numpy's, however far it reaches", async () => {
    for (const [n, padded] of NUMPY_REFLECTED) {
      // Kernels of 16 taps, in each of which one tap is 1: channel t is the row from place t - 7 on.
      const taps = 16;
      const program = trace({ steps: 1 }, (t) => {
        const [x, w] = [t.input('x', [1, 1, 1, n]), t.input('w', [1, taps, 1, taps])];
        t.record('y', ops.conv(x, w, null, { boundary: 'reflection' }));
      });
      const x = Float64Array.from({ length: n }, (_, i) => i);
      const w = Float64Array.from({ length: taps ** 2 }, (_, i) => (i % (taps + 1) === 0 ? 1 : 0));
      const y = await run(
        program,
        [
          ['x', x],
          ['w', w],
        ],
        ['y'],
      );
      const rows = Array.from({ length: taps }, (_, t) => padded.slice(t, t + n));
      assert.deepEqual([...y], rows.flat(), `${n} points`);
    }
  });
}
