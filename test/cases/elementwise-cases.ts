/** Cases of every micro-op, alone, and of chains that the fusion pass makes of them. */

import { type MicroName, micro } from '../../src/graph/ops/elementwise.js';
import * as ops from '../../src/graph/ops/index.js';
import { any, type CaseInput, nonzero, type OpCase, opCase, positive, wide } from './op-case.js';

/** Row lengths below, at and beyond vectors and blocks. */
const rows = [1, 3, 8, 19, 300];

type Values = (...shape: number[]) => CaseInput;

function unary(name: MicroName, values: Values, { size = 1, linear = false, number = 0 } = {}) {
  return rows.map((n) =>
    opCase(
      `${name} of rows of ${n}`,
      [values(2, 1, 2, n)],
      ([a]) => micro(name, a, undefined, number),
      {
        size,
        linear: linear ? [0] : [],
      },
    ),
  );
}

function ofWide(name: MicroName, span: number): OpCase {
  return opCase(`${name} up to ${span}`, [wide(span, 1, 1, 1, 70)], ([a]) => micro(name, a), {
    size: span,
  });
}

interface BinaryRest {
  size?: number;
  linear?: number[];
  gradient?: RegExp;
}

function binary(name: MicroName, first: Values, second: Values, rest: BinaryRest = {}) {
  const shapes: [string, number[], number[]][] = [
    ['equal shapes', [2, 3, 2, 19], [2, 3, 2, 19]],
    ['a channel vector', [2, 3, 2, 9], [1, 1, 2, 1]],
    ['one number', [2, 12, 1, 5], [1, 1, 1, 1]],
    ['one seed', [2, 2, 2, 3], [1, 2, 2, 3]],
    ['an outer product', [1, 3, 1, 4], [2, 1, 1, 1]],
    ['a row', [2, 2, 2, 21], [1, 1, 1, 21]],
    ['long rows', [1, 2, 1, 300], [1, 2, 1, 300]],
    ['two spatial axes', [1, 2, 2, 3, 5], [1, 2, 1, 3, 1]],
  ];
  const both = shapes.flatMap(([label, a, b]) => [
    opCase(`${name}, ${label}`, [first(...a), second(...b)], ([x, y]) => micro(name, x, y), {
      terms: 300,
      ...rest,
    }),
  ]);
  const swapped = opCase(
    `${name}, broadcast on the left`,
    [first(1, 1, 3, 1), second(2, 2, 3, 5)],
    ([x, y]) => micro(name, x, y),
    { terms: 40, ...rest },
  );
  return [...both, swapped];
}

const noSecond = /second derivatives of activations are not provided/;

export const microCases = {
  copy: [
    ...unary('copy', any, { linear: true }),
    ...[
      [2, 3, 2, 1],
      [1, 1, 1, 5],
      [1, 3, 1, 5],
      [1, 1, 1, 1],
    ].map((shape) =>
      opCase(`copy of [${shape}]`, [any(...shape)], ([a]) => ops.broadcastTo(a, [2, 3, 2, 5]), {
        linear: [0],
        terms: 60,
      }),
    ),
  ],
  neg: unary('neg', any, { linear: true }),
  abs: unary('abs', nonzero),
  sign: unary('sign', nonzero),
  square: unary('square', any, { size: 2 }),
  sqrt: unary('sqrt', positive),
  relu: unary('relu', nonzero),
  tanh: [...unary('tanh', any), ofWide('tanh', 30)],
  sigmoid: [...unary('sigmoid', any), ofWide('sigmoid', 100)],
  gelu: [...unary('gelu', any, { size: 2 }), ofWide('gelu', 20)],
  swish: [...unary('swish', any, { size: 2 }), ofWide('swish', 100)],
  scale: unary('scale', any, { linear: true, number: -0.7 }),
  offset: unary('offset', any, { number: 0.3, size: 2 }),
  power: [
    ...unary('power', positive, { number: 3, size: 4 }),
    opCase('power 1/3', [positive(2, 1, 2, 19)], ([a]) => micro('power', a, undefined, 1 / 3), {
      size: 4,
    }),
  ],
  add: binary('add', any, any, { size: 2 }),
  sub: binary('sub', any, any, { size: 2 }),
  mul: binary('mul', any, any, { linear: [0, 1] }),
  div: binary('div', any, positive, { linear: [0], size: 16 }),
  max: binary('max', any, any),
  reluGrad: binary('reluGrad', nonzero, any, { gradient: noSecond }),
  tanhGrad: binary('tanhGrad', any, any, { gradient: noSecond }),
  sigmoidGrad: binary('sigmoidGrad', any, any, { gradient: noSecond }),
  geluGrad: binary('geluGrad', any, any, { gradient: noSecond, size: 2 }),
  swishGrad: binary('swishGrad', any, any, { gradient: noSecond, size: 2 }),
} satisfies Record<MicroName, OpCase[]>;

/** Rows that can be gone over in vectors of four numbers, with operands that share some of them. */
const vectorCases = [4, 12, 300].map((n) =>
  opCase(
    `chain: rows of ${n}, with one, a channel's, a row's, a seed's and all numbers`,
    [
      any(2, 3, 2, n),
      ...[any(1, 1, 1, 1), any(1, 1, 2, 1), any(1, 1, 1, n), any(1, 3, 2, n)],
      any(2, 3, 2, n),
    ],
    ([x, one, channels, rows, seeds, y]) =>
      ops.mul(ops.add(ops.mul(x, one), channels), ops.sub(ops.mul(rows, seeds), ops.relu(y))),
    { terms: 12 * n, size: 4 },
  ),
);

export const chainCases: OpCase[] = [
  ...vectorCases,
  opCase('chain: residual, scale, activation', [any(2, 3, 2, 19), any(2, 3, 2, 19)], ([x, y]) =>
    ops.tanh(ops.add(ops.scale(x, 0.5), ops.mul(x, y))),
  ),
  opCase(
    'chain: normalised error',
    [any(1, 3, 2, 9), positive(1, 3, 2, 9)],
    ([x, y]) => ops.div(ops.square(ops.sub(x, y)), ops.addScalar(ops.abs(y), 1)),
    { size: 16 },
  ),
  opCase(
    'chain: broadcasts inside',
    [any(2, 3, 2, 9), any(1, 1, 2, 1), any(1, 3, 1, 1)],
    ([x, c, b]) => ops.add(ops.mul(ops.sub(x, c), ops.broadcastTo(b, [2, 3, 2, 9])), c),
    { terms: 60, size: 4 },
  ),
  opCase(
    'chain: eight inputs',
    Array.from({ length: 8 }, () => any(1, 2, 1, 70)),
    (xs) => xs.reduce((a, b, i) => (i % 2 ? ops.mul(a, b) : ops.sub(a, b))),
    { terms: 8, size: 2 },
  ),
  opCase(
    'chain: forty micro-ops',
    [any(1, 2, 1, 33)],
    ([x]) => {
      let y = x;
      for (let i = 0; i < 20; i++) y = ops.addScalar(ops.scale(y, 0.9), 0.1);
      return y;
    },
    { terms: 40 },
  ),
  opCase(
    'chain: a value read twice',
    [any(1, 2, 2, 11)],
    ([x]) => {
      const y = ops.sigmoid(x);
      return [ops.mul(y, y), ops.add(ops.square(y), x)];
    },
    { size: 4 },
  ),
];
