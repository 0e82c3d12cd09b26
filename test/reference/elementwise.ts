/** The micro-ops of an elementwise chain, in float64. */

import type { ElementwiseAttrs, MicroName } from '../../src/graph/ops/elementwise.js';
import type { TypedNode } from '../../src/graph/tensor.js';
import { at, coordinates, type ReferenceOp } from './indexing.js';

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const geluSlope = Math.sqrt(8 / Math.PI);
const gelu = (x: number) => x * sigmoid(geluSlope * (x + 0.044715 * x * x * x));
const geluDerivative = (x: number) => {
  const s = sigmoid(geluSlope * (x + 0.044715 * x * x * x));
  return s + x * s * (1 - s) * geluSlope * (1 + 3 * 0.044715 * x * x);
};

/** From operands a, b and the number n to the result. */
export const micros = {
  copy: (a) => a,
  neg: (a) => -a,
  abs: (a) => Math.abs(a),
  sign: (a) => Math.sign(a),
  square: (a) => a * a,
  sqrt: (a) => Math.sqrt(a),
  relu: (a) => Math.max(a, 0),
  tanh: (a) => Math.tanh(a),
  sigmoid: (a) => sigmoid(a),
  gelu: (a) => gelu(a),
  swish: (a) => a * sigmoid(a),
  scale: (a, _b, n) => a * n,
  offset: (a, _b, n) => a + n,
  power: (a, _b, n) => a ** n,
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  max: (a, b) => Math.max(a, b),
  reluGrad: (y, g) => (y > 0 ? g : 0),
  tanhGrad: (y, g) => g * (1 - y * y),
  sigmoidGrad: (y, g) => g * y * (1 - y),
  geluGrad: (x, g) => g * geluDerivative(x),
  swishGrad: (x, g) => g * sigmoid(x) * (1 + x * (1 - sigmoid(x))),
} satisfies Record<MicroName, (a: number, b: number, n: number) => number>;

export const elementwise: ReferenceOp = (node: TypedNode<ElementwiseAttrs>, inputs) => {
  const y = new Float64Array(node.output.size);
  coordinates(node.output.shape, (c, i) => {
    const registers = inputs.map((x, k) => at(x, node.inputs[k].shape, c));
    for (const { name, a, b, number } of node.attrs.code) {
      registers.push(micros[name](registers[a], registers[b], number));
    }
    y[i] = registers[registers.length - 1];
  });
  return [y];
};
