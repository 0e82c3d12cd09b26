/**
 * Elementwise chains: one op with a short list of micro-ops over its inputs. An author's call makes
 * a chain of one; the fusion pass joins chains. Register r < inputs.length is input r; each
 * micro-op adds the next register, and the last one is the output.
 */

import { checkTensors, emit, type Op, type Shape, type Tensor } from '../tensor.js';
import { broadcastShape, sumTo } from './broadcast.js';

/** Micro-ops of one operand. */
export const UNARY = [
  'copy',
  'neg',
  'abs',
  'sign',
  'square',
  'sqrt',
  'relu',
  'tanh',
  'sigmoid',
  'gelu',
  'swish',
] as const;
/** Micro-ops of one operand and a number. */
export const WITH_NUMBER = ['scale', 'offset', 'power'] as const;
/**
 * Micro-ops of two operands. `reluGrad`, `tanhGrad`, `sigmoidGrad` take the function's output,
 * `geluGrad`, `swishGrad` its input, and then the cotangent.
 */
export const BINARY = [
  'add',
  'sub',
  'mul',
  'div',
  'max',
  'reluGrad',
  'tanhGrad',
  'sigmoidGrad',
  'geluGrad',
  'swishGrad',
] as const;

/** Micro-ops of one value. */
export type Unary = (typeof UNARY)[number];
/** Micro-ops of one value and a number. */
export type WithNumber = (typeof WITH_NUMBER)[number];
/** Micro-ops of two values. */
export type Binary = (typeof BINARY)[number];
/** The name of a micro-op. */
export type MicroName = Unary | WithNumber | Binary;

/**
 * A micro-op: name, operand registers (b is -1 where there is none) and a number (0 where there is
 * none).
 */
export interface Micro {
  /** What it does. */
  name: MicroName;
  /** The register of its first operand. */
  a: number;
  /** The register of its second operand, or -1. */
  b: number;
  /** Its number, or 0. */
  number: number;
}

/** Of ops that make each value of values at one place. */
export interface ElementwiseAttrs {
  /** What is done, in order. */
  code: Micro[];
  /** Of the output. */
  shape: Shape;
}

/**
 * Cost of a micro-op in floating-point operations per element; for a transcendental, those of its
 * polynomial.
 */
function microCost(name: MicroName): number {
  switch (name) {
    case 'copy':
      return 0;
    case 'tanh':
    case 'sigmoid':
    case 'gelu':
    case 'swish':
    case 'power':
      return 25;
    case 'geluGrad':
    case 'swishGrad':
      return 35;
    default:
      return 1;
  }
}

export const elementwiseOp: Op<ElementwiseAttrs> = {
  shapes: (_inputs, attrs) => [attrs.shape],
  reads: () => 'point',
  mayOverwrite: () => true,
  gradient(node, [g], needed) {
    if (!g) return node.inputs.map(() => null);
    if (node.attrs.code.length !== 1) throw new Error('a fused chain has no gradient');
    const y = node.output;
    const [a, b] = node.inputs;
    const grads = microGradient(node.attrs.code[0], a, b, y, g, needed);
    return node.inputs.map((t, i) => (needed[i] && grads[i] ? sumTo(grads[i], t.shape) : null));
  },
  cost: (node) =>
    node.output.size * node.attrs.code.reduce((sum, micro) => sum + microCost(micro.name), 0),
};

function microGradient(
  micro: Micro,
  a: Tensor,
  b: Tensor,
  y: Tensor,
  g: Tensor,
  needed: readonly boolean[],
): (Tensor | null)[] {
  switch (micro.name) {
    case 'copy':
    case 'offset':
      return [g];
    case 'neg':
      return [neg(g)];
    case 'abs':
      return [mul(g, sign(a))];
    case 'sign':
      return [null];
    case 'square':
      return [scale(mul(g, a), 2)];
    case 'sqrt':
      return [scale(div(g, y), 0.5)];
    case 'scale':
      return [scale(g, micro.number)];
    case 'power':
      return [scale(mul(g, power(a, micro.number - 1)), micro.number)];
    case 'relu':
      return [binary('reluGrad', y, g)];
    case 'tanh':
      return [binary('tanhGrad', y, g)];
    case 'sigmoid':
      return [binary('sigmoidGrad', y, g)];
    case 'gelu':
      return [binary('geluGrad', a, g)];
    case 'swish':
      return [binary('swishGrad', a, g)];
    case 'add':
      return [g, g];
    case 'sub':
      return [g, needed[1] ? neg(g) : null];
    case 'mul':
      return [needed[0] ? mul(g, b) : null, needed[1] ? mul(g, a) : null];
    case 'div':
      return [needed[0] ? div(g, b) : null, needed[1] ? neg(div(mul(g, y), b)) : null];
    case 'max': {
      // 1 for the larger, 1/2 for each of two equals.
      const share = (t: Tensor, other: Tensor) =>
        mul(g, addScalar(scale(sign(sub(t, other)), 0.5), 0.5));
      return [needed[0] ? share(a, b) : null, needed[1] ? share(b, a) : null];
    }
    case 'reluGrad':
    case 'tanhGrad':
    case 'sigmoidGrad':
    case 'geluGrad':
    case 'swishGrad':
      throw new Error(`${micro.name}: second derivatives of activations are not provided`);
    default:
      throw new Error(`unknown micro-op ${micro.name satisfies never}`);
  }
}

function unary(name: Unary | WithNumber, a: Tensor, number = 0): Tensor {
  checkTensors(name, [a]);
  const code = [{ name, a: 0, b: -1, number }];
  return emit<ElementwiseAttrs>('elementwise', [a], { code, shape: a.shape })[0];
}

function binary(name: Binary, a: Tensor, b: Tensor): Tensor {
  const code = [{ name, a: 0, b: 1, number: 0 }];
  return emit<ElementwiseAttrs>('elementwise', [a, b], {
    code,
    shape: broadcastShape(name, [a, b]),
  })[0];
}

/** Any micro-op by name, for suites that iterate them all. */
export function micro(name: MicroName, a: Tensor, b?: Tensor, number = 0): Tensor {
  return b ? binary(name as Binary, a, b) : unary(name as Unary, a, number);
}

/** Sum of each pair of values; shapes are broadcast. */
export const add = (a: Tensor, b: Tensor): Tensor => binary('add', a, b);
/** Difference of each pair of values; shapes are broadcast. */
export const sub = (a: Tensor, b: Tensor): Tensor => binary('sub', a, b);
/** Product of each pair of values; shapes are broadcast. */
export const mul = (a: Tensor, b: Tensor): Tensor => binary('mul', a, b);
/** Quotient of each pair of values; shapes are broadcast. */
export const div = (a: Tensor, b: Tensor): Tensor => binary('div', a, b);
/** Each value with the other sign. */
export const neg = (a: Tensor): Tensor => unary('neg', a);
/** The size of each value; its gradient at 0 is 0. */
export const abs = (a: Tensor): Tensor => unary('abs', a);
/** -1, 0 or 1; the derivative of `abs`. */
export const sign = (a: Tensor): Tensor => unary('sign', a);
/** Each value times itself. */
export const square = (a: Tensor): Tensor => unary('square', a);
/** The square root of each value. */
export const sqrt = (a: Tensor): Tensor => unary('sqrt', a);
/** max(a, 0), with derivative 0 at 0. */
export const relu = (a: Tensor): Tensor => unary('relu', a);
/** The hyperbolic tangent of each value. */
export const tanh = (a: Tensor): Tensor => unary('tanh', a);
/** 1 / (1 + exp(-a)). */
export const sigmoid = (a: Tensor): Tensor => unary('sigmoid', a);
/**
 * The tanh approximation of gelu, as a·sigmoid(2u), u = sqrt(2/π)(a + 0.044715 a³) (jax.nn.gelu).
 */
export const gelu = (a: Tensor): Tensor => unary('gelu', a);
/** a·sigmoid(a). */
export const swish = (a: Tensor): Tensor => unary('swish', a);
/** a times a number that is known when the program is made. */
export const scale = (a: Tensor, number: number): Tensor => unary('scale', a, number);
/** a plus a number that is known when the program is made. */
export const addScalar = (a: Tensor, number: number): Tensor => unary('offset', a, number);
/** a to the power of a number that is known when the program is made, for a ≥ 0. */
export const power = (a: Tensor, exponent: number): Tensor => unary('power', a, exponent);
/** The larger of a and b; where they are equal each has half of the gradient (jax.lax.max). */
export const max = (a: Tensor, b: Tensor): Tensor => binary('max', a, b);
