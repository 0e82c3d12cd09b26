/** Which kernels go over tensors in vectors of four numbers. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lowerForGpu } from '../../src/backends/webgpu/lower.js';
import { loadCore } from '../../src/core/index.js';
import { type Shape, type Tensor, trace } from '../../src/graph/index.js';
import * as ops from '../../src/graph/ops/index.js';

await loadCore();

/** The numbers in an element of the kernels of a step that reads inputs of these shapes. */
function lanesOf(shapes: Shape[], make: (inputs: Tensor[]) => Tensor): number[] {
  const program = trace({ steps: 2 }, (t) => {
    t.record('y', make(shapes.map((shape, i) => t.input(`x${i}`, shape))));
  });
  const { full, kernels } = lowerForGpu(program, null, 1);
  return [...full.kernels].map((kernel) => kernels[kernel].lanes);
}

const sum = ([x, y]: Tensor[]) => ops.add(x, y);

for (const [about, shapes, make, expected] of [
  [
    'rows of a multiple of four',
    [
      [1, 3, 2, 8],
      [1, 3, 2, 8],
    ],
    sum,
    4,
  ],
  [
    'rows that are one in memory',
    [
      [1, 2, 2, 6],
      [1, 2, 2, 6],
    ],
    sum,
    4,
  ],
  [
    'rows of another length',
    [
      [1, 1, 1, 6],
      [1, 1, 1, 6],
    ],
    sum,
    1,
  ],
  [
    'a number of each channel',
    [
      [1, 3, 2, 8],
      [1, 1, 2, 1],
    ],
    sum,
    4,
  ],
  [
    'rows of another length with a number of each channel',
    [
      [1, 3, 2, 6],
      [1, 1, 2, 1],
    ],
    sum,
    1,
  ],
  [
    'an outer product of a column and a row',
    [
      [1, 1, 3, 1],
      [1, 1, 1, 8],
    ],
    sum,
    4,
  ],
  [
    'part of a row from a multiple of four on',
    [[1, 1, 2, 12]],
    ([x]) => ops.neg(ops.slice(x, 3, 4, 12)),
    4,
  ],
  [
    'part of a row from another number on',
    [[1, 1, 2, 12]],
    ([x]) => ops.neg(ops.slice(x, 3, 2, 10)),
    1,
  ],
  ['part of rows of another length', [[1, 1, 2, 10]], ([x]) => ops.neg(ops.slice(x, 3, 0, 8)), 1],
] as [string, Shape[], (inputs: Tensor[]) => Tensor, number][]) {
  test(`${about}: ${expected}`, () => {
    assert.deepEqual(lanesOf(shapes, make), [expected]);
  });
}
