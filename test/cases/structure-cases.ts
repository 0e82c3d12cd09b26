/** Cases of the ops that move, sum or loop over elements, and of the optimiser. */

import * as ops from '../../src/graph/ops/index.js';
import { any, exactly, indices, type OpCase, opCase, positive } from './op-case.js';

const rangeCases: OpCase[] = (
  [
    [[2, 3, 4, 5], 3, 1, 4],
    [[2, 3, 4, 5], 2, 0, 1],
    [[2, 3, 4, 5], 1, 1, 3],
    [[2, 3, 4, 5], 0, 1, 2],
    [[2, 3, 4, 5], 3, 0, 5],
    [[1, 2, 3, 4, 5], 3, 2, 3],
    [[1, 2, 1, 100], 3, 7, 90],
    // In vectors of four.
    [[2, 3, 4, 12], 3, 4, 12],
    [[2, 3, 4, 8], 2, 1, 3],
  ] as [number[], number, number, number][]
).map(([shape, axis, start, stop]) =>
  opCase(
    `slice of [${shape}], axis ${axis}, ${start} to ${stop}`,
    [any(...shape)],
    ([x]) => ops.slice(x, axis, start, stop),
    { linear: [0] },
  ),
);

/** Slices that only elementwise ops read. */
const readSliceCases: OpCase[] = [
  opCase(
    'slices along each axis, read by one chain',
    [any(3, 2, 2, 5), any(2, 4, 2, 5), any(2, 2, 3, 5), any(2, 2, 2, 9)],
    ([a, b, c, d]) => {
      const sum = ops.add(ops.slice(a, 0, 1, 3), ops.slice(b, 1, 2, 4));
      return ops.sub(ops.mul(sum, ops.slice(c, 2, 0, 2)), ops.slice(d, 3, 3, 8));
    },
    { terms: 4, size: 2 },
  ),
  opCase(
    'slices that broadcast, along each axis',
    [any(2, 3, 4, 5)],
    ([x]) => [0, 1, 2, 3].map((axis) => ops.mul(x, ops.slice(x, axis, 1, 2))),
    { terms: 8 + 5 },
  ),
  opCase(
    'a slice of a slice of a field in 3D',
    [any(2, 2, 4, 3, 4, 5)],
    ([x]) => ops.square(ops.slice(ops.slice(ops.slice(x, 2, 1, 4), 4, 1, 3), 2, 1, 2)),
    { terms: 2 },
  ),
  ...[4, 2].map((start) =>
    opCase(
      `slices from number ${start} on, and of another channel, of rows of 12`,
      [any(2, 2, 2, 12), any(2, 2, 1, 8)],
      ([x, y]) => {
        const part = ops.slice(x, 3, start, start + 8);
        return ops.add(ops.mul(part, y), ops.slice(part, 2, 1, 2));
      },
      { terms: 8, size: 2 },
    ),
  ),
  opCase(
    'a slice that is a result, too',
    [any(1, 2, 3, 5)],
    ([x]) => {
      const part = ops.slice(x, 2, 1, 3);
      return [part, ops.square(part)];
    },
    { terms: 3 },
  ),
  opCase(
    // What is made must not lie where the other channels have yet to be read.
    'what a loop has made times its own second channel, and nothing else reads it',
    [any(1, 2, 3, 70)],
    ([x]) => {
      const [y] = ops.repeat(2, { carry: [x] }, ([u]) => ({ carry: [ops.neg(u)] })).carry;
      return ops.sum(ops.mul(y, ops.slice(y, 2, 1, 2)), [3]);
    },
    { terms: 140 },
  ),
  opCase(
    'a carry times its own second channel',
    [any(1, 2, 3, 70)],
    ([x]) =>
      ops.repeat(2, { carry: [x] }, ([u]) => ({
        carry: [ops.mul(u, ops.slice(u, 2, 1, 2))],
      })).carry,
    { terms: 16 },
  ),
];

export const sliceCases: OpCase[] = [...rangeCases, ...readSliceCases];

export const padCases: OpCase[] = (
  [
    [[2, 3, 2, 5], 3, 1, 2],
    [[2, 3, 2, 5], 2, 0, 1],
    [[2, 3, 2, 5], 1, 2, 0],
    [[1, 3, 2, 5], 0, 1, 1],
    [[1, 2, 2, 3, 4], 3, 1, 1],
    // In vectors of four.
    [[2, 3, 2, 8], 3, 4, 8],
    [[2, 3, 2, 8], 2, 1, 1],
  ] as [number[], number, number, number][]
).map(([shape, axis, before, after]) =>
  opCase(
    `pad of [${shape}], axis ${axis}, ${before} and ${after}`,
    [any(...shape)],
    ([x]) => ops.pad(x, axis, before, after),
    { linear: [0] },
  ),
);

export const concatCases: OpCase[] = (
  [
    [
      [
        [1, 2, 2, 3],
        [1, 2, 1, 3],
      ],
      2,
    ],
    [
      [
        [2, 2, 2, 3],
        [2, 2, 2, 4],
        [2, 2, 2, 1],
      ],
      3,
    ],
    [
      [
        [1, 2, 2, 3],
        [2, 2, 2, 3],
      ],
      0,
    ],
    [
      [
        [2, 1, 2, 3],
        [2, 2, 2, 3],
      ],
      1,
    ],
    [
      [
        [1, 2, 2, 3, 4],
        [1, 2, 1, 3, 4],
      ],
      2,
    ],
    // In vectors of four, and not, since the second is not as long as one.
    [
      [
        [2, 2, 2, 8],
        [2, 2, 2, 4],
      ],
      3,
    ],
    [
      [
        [2, 2, 2, 8],
        [2, 2, 2, 2],
      ],
      3,
    ],
  ] as [number[][], number][]
).map(([shapes, axis]) =>
  opCase(
    `concat of ${shapes.map((s) => `[${s}]`).join(' ')}, axis ${axis}`,
    shapes.map((shape) => any(...shape)),
    (xs) => ops.concat(xs, axis),
  ),
);

export const reshapeCases: OpCase[] = [
  opCase('reshape to fewer axes', [any(2, 3, 4, 5)], ([x]) => ops.reshape(x, [2, 3, 20]), {
    linear: [0],
  }),
  opCase('reshape to more axes', [any(2, 3, 20)], ([x]) => ops.reshape(x, [2, 3, 1, 4, 5]), {
    linear: [0],
  }),
];

export const stopGradientCases: OpCase[] = [
  opCase('stopGradient', [any(2, 3, 4)], ([x]) => ops.stopGradient(x), { gradient: 'stopped' }),
];

export const sumCases: OpCase[] = (
  [
    [[2, 3, 2, 5], [3]],
    [[2, 3, 2, 5], [2]],
    [[2, 3, 2, 5], [1]],
    [[2, 3, 2, 5], [0]],
    [
      [2, 3, 2, 5],
      [2, 3],
    ],
    [
      [2, 3, 2, 5],
      [1, 2, 3],
    ],
    [
      [2, 3, 2, 5],
      [0, 1, 2, 3],
    ],
    [[1, 10, 1, 2], [1]],
    [[1, 11, 1, 3], [1]],
    [
      [2, 20, 1, 2],
      [1, 3],
    ],
    [[1, 25, 2, 1], [1]],
    [[1, 1, 2, 300], [3]],
    [[1, 170, 1, 3], [1]],
    [[1, 1, 2, 2100], [3]],
    [
      [1, 2, 3, 4, 5],
      [2, 4],
    ],
    [[1, 2, 3, 4, 5], [3]],
    [
      [1, 2, 2, 3, 4, 5],
      [3, 4, 5],
    ],
    [[2, 3, 4], [2]],
  ] as [number[], number[]][]
).map(([shape, axes]) =>
  opCase(`sum of [${shape}] over ${axes}`, [any(...shape)], ([x]) => ops.sum(x, axes), {
    linear: [0],
    terms: shape.reduce((n, e) => n * e, 1),
  }),
);

const isDataSet = /a data set is not differentiated/;

export const gatherCases: OpCase[] = [
  opCase('gather', [any(7, 2, 5), indices(7, 2, 3)], ([data, rows]) => ops.gather(data, rows, 0), {
    gradient: isDataSet,
  }),
  opCase(
    'gather with an offset',
    [any(9, 1, 3, 4), indices(7, 1, 4)],
    ([data, rows]) => ops.gather(data, rows, 2),
    { gradient: isDataSet },
  ),
];

const notDifferentiated = /an optimiser step is not differentiated/;

const adamOn = (...shape: number[]) =>
  opCase(
    `adam on [${shape}]`,
    [
      any(...shape),
      any(...shape),
      any(...shape),
      positive(...shape),
      exactly([0.01], 1),
      exactly([1.25], 1),
      exactly([2.5], 1),
    ],
    ([p, g, m, v, lr, c1, c2]) => ops.adam(p, g, m, v, lr, c1, c2),
    { gradient: notDifferentiated, terms: 4 },
  );

export const adamCases: OpCase[] = [
  adamOn(1, 3, 2, 3),
  adamOn(2, 5),
  adamOn(1, 26, 26, 3),
  opCase(
    'adam where moments vanish',
    [
      any(1, 6),
      exactly([0, 0, 0, 0, 0, 0], 1, 6),
      exactly([1e-31, -1.1e-30, 1.2e-30, -2e-30, 0, -3e-31], 1, 6),
      exactly([5e-38, 9.9e-38, 1.1e-37, 4e-37, 0, 2e-38], 1, 6),
      exactly([0.01], 1),
      exactly([1], 1),
      exactly([1], 1),
    ],
    (inputs) => {
      const [p, g, m, v, lr, c1, c2] = inputs;
      const [p2, m2, v2] = ops.adam(p, g, m, v, lr, c1, c2);
      return [p2, ops.scale(m2, 2 ** 99), ops.scale(v2, 2 ** 120)];
    },
    { gradient: notDifferentiated, terms: 4 },
  ),
];

export const repeatCases: OpCase[] = [
  ...(['save', 'recompute'] as const).flatMap((gradient) => [
    opCase(
      `repeat of a convolution, gradient: ${gradient}`,
      [any(1, 2, 2, 7), any(1, 2, 2, 3), any(1, 2, 1)],
      ([x, w, c]) =>
        ops.repeat(3, { carry: [x], gradient }, ([u]) => ({
          carry: [ops.tanh(ops.conv(u, w, c))],
        })).carry,
      { terms: 50, size: 4 },
    ),
    opCase(
      `repeat with stacked inputs and outputs, gradient: ${gradient}`,
      [any(1, 2, 5), any(4, 1, 2, 5), any(1, 2, 1)],
      ([x, stack, a]) => {
        const { carry, outputs } = ops.repeat(
          4,
          { carry: [x], stacked: [stack], gradient },
          ([u], [s]) => {
            const next = ops.add(ops.mul(u, a), ops.square(s));
            return { carry: [next], outputs: [ops.mul(next, s), ops.tanh(u)] };
          },
        );
        return [...carry, ...outputs];
      },
      { terms: 20, size: 4 },
    ),
  ]),
  opCase(
    'repeat inside repeat',
    [any(1, 1, 6), any(1, 1, 6)],
    ([x, a]) =>
      ops.repeat(3, { carry: [x] }, ([u]) => ({
        carry: ops.repeat(2, { carry: [u] }, ([v]) => ({
          carry: [ops.add(ops.mul(v, a), ops.scale(ops.square(u), 0.25))],
        })).carry,
      })).carry,
    { terms: 20, size: 4 },
  ),
  opCase(
    'repeat that exchanges its carries',
    [any(1, 2, 3), any(1, 2, 3)],
    ([x, y]) =>
      ops.repeat(3, { carry: [x, y] }, ([a, b]) => ({ carry: [b, ops.add(a, ops.mul(a, b))] }))
        .carry,
    { terms: 10, size: 8 },
  ),
];
