/** The examples by hand of every micro-op, on rows. A micro-op without one does not compile. */

import { type MicroName, micro } from '../../src/graph/ops/elementwise.js';
import { type Example, row } from './example.js';

interface MicroExample extends Pick<Example, 'gradient'> {
  a: number[];
  b?: number[];
  /** What `scale` multiplies by, `offset` adds, and `power` raises to. */
  number?: number;
  y: number[];
}

const noSecond = /second derivatives of activations are not provided/;

const micros: Record<MicroName, MicroExample> = {
  copy: { a: [1, -2], y: [1, -2], gradient: { cotangents: [3, 4], gradients: [3, 4] } },
  neg: { a: [1, -2], y: [-1, 2], gradient: { cotangents: [3, 4], gradients: [-3, -4] } },
  abs: { a: [1, -2], y: [1, 2], gradient: { cotangents: [3, 4], gradients: [3, -4] } },
  sign: { a: [5, -2], y: [1, -1], gradient: { cotangents: [3, 4], gradients: [0, 0] } },
  // 2a
  square: { a: [1, -2], y: [1, 4], gradient: { cotangents: [3, 4], gradients: [6, -16] } },
  // 1 / (2√a)
  sqrt: { a: [4, 9], y: [2, 3], gradient: { cotangents: [4, 12], gradients: [1, 2] } },
  relu: { a: [1, -2], y: [1, 0], gradient: { cotangents: [3, 4], gradients: [3, 0] } },
  // (e² - 1) / (e² + 1) and 1 - y²
  tanh: {
    a: [0, 1],
    y: [0, 0.7615941559557649],
    gradient: { cotangents: [3, 1], gradients: [3, 0.419974341614026] },
  },
  // 1 / (1 + 1/e) and y (1 - y)
  sigmoid: {
    a: [0, 1],
    y: [0.5, 0.7310585786300049],
    gradient: { cotangents: [4, 1], gradients: [1, 0.19661193324148188] },
  },
  // a σ(z) with z = √(8/π) (a + 0.044715 a³), and σ(z) + a σ'(z) z'
  gelu: {
    a: [0, 1],
    y: [0, 0.8411919906082767],
    gradient: { cotangents: [4, 1], gradients: [2, 1.0829640838457826] },
  },
  // a σ(a), and σ(a) + a σ'(a)
  swish: {
    a: [0, 1],
    y: [0, 0.7310585786300049],
    gradient: { cotangents: [4, 1], gradients: [2, 0.9276705118714867] },
  },
  scale: {
    a: [1, -2],
    number: -0.5,
    y: [-0.5, 1],
    gradient: { cotangents: [2, 4], gradients: [-1, -2] },
  },
  offset: {
    a: [1, -2],
    number: 0.5,
    y: [1.5, -1.5],
    gradient: { cotangents: [3, 4], gradients: [3, 4] },
  },
  // n a^(n - 1)
  power: {
    a: [4, 9],
    number: 1.5,
    y: [8, 27],
    gradient: { cotangents: [1, 2], gradients: [3, 9] },
  },
  add: {
    a: [1, -2],
    b: [3, 5],
    y: [4, 3],
    gradient: { cotangents: [7, 8], gradients: [7, 8, 7, 8] },
  },
  sub: {
    a: [1, -2],
    b: [3, 5],
    y: [-2, -7],
    gradient: { cotangents: [7, 8], gradients: [7, 8, -7, -8] },
  },
  mul: {
    a: [1, -2],
    b: [3, 5],
    y: [3, -10],
    gradient: { cotangents: [10, 100], gradients: [30, 500, 10, -200] },
  },
  // 1/b, and -a/b²: -6/9 and 2/16
  div: {
    a: [6, -2],
    b: [3, 4],
    y: [2, -0.5],
    gradient: { cotangents: [3, 8], gradients: [1, 2, -2, 1] },
  },
  // Half of the gradient goes to each of two equals.
  max: {
    a: [1, -2, 3],
    b: [2, -5, 3],
    y: [2, -2, 3],
    gradient: { cotangents: [10, 20, 30], gradients: [0, 20, 15, 10, 0, 15] },
  },
  // Of what the activation gave, and a cotangent.
  reluGrad: { a: [1, 0], b: [3, 4], y: [3, 0], gradient: noSecond },
  tanhGrad: { a: [0.5, -0.5], b: [4, 8], y: [3, 6], gradient: noSecond },
  sigmoidGrad: { a: [0.5, 0.25], b: [4, 16], y: [1, 3], gradient: noSecond },
  // Of the activation's argument, and a cotangent.
  geluGrad: { a: [0, 1], b: [4, 1], y: [2, 1.0829640838457826], gradient: noSecond },
  swishGrad: { a: [0, 1], b: [4, 1], y: [2, 0.9276705118714867], gradient: noSecond },
};

/** The examples with the numbers of each tensor so many times. */
function repeated(times: number): Example[] {
  const of = (numbers: number[]) => Array.from({ length: times }, () => numbers).flat();
  return Object.entries(micros).map(([name, { a, b, number, y, gradient }]) => {
    const inputs = b === undefined ? [a] : [a, b];
    return {
      about: times === 1 ? name : `${name}, ${times} times`,
      inputs: inputs.map((numbers) => row(...of(numbers))),
      build: ([first, second]) => [micro(name as MicroName, first, second, number)],
      outputs: of(y),
      gradient:
        gradient instanceof RegExp
          ? gradient
          : {
              cotangents: of(gradient.cotangents),
              gradients: inputs.flatMap((_, k) =>
                of(gradient.gradients.slice(k * a.length, (k + 1) * a.length)),
              ),
            },
    };
  });
}

/** Also in rows that can be gone over in vectors of four numbers. */
export const microExamples = [...repeated(1), ...repeated(4)];
