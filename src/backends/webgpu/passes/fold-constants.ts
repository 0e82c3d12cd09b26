/**
 * Elementwise ops on constants of one value are worked out here, and what is left of them, as when
 * a gradient starts from ones, becomes a number in a micro-op.
 */

import type {
  ElementwiseAttrs,
  Graph,
  Micro,
  MicroName,
  Node,
  Tensor,
} from '../../../graph/index.js';
import { rootOf } from '../../lowering/aliases.js';

type Fold = (a: number, b: number, number: number) => number;

/** The micro-ops that are worked out, in float64. */
const FOLDS: Partial<Record<MicroName, Fold>> = {
  copy: (a) => a,
  neg: (a) => -a,
  abs: (a) => Math.abs(a),
  square: (a) => a * a,
  sqrt: (a) => Math.sqrt(a),
  scale: (a, _, number) => a * number,
  offset: (a, _, number) => a + number,
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
};

/** A register of the new chain: an input, a micro-op of the chain, or a number. */
type Value = Tensor | Step | number;

interface Step {
  name: MicroName;
  a: Value;
  b: Value | null;
  number: number;
}

const step = (name: MicroName, a: Value, number: number): Step => ({ name, a, b: null, number });

const isStep = (value: Value): value is Step => typeof value !== 'number' && 'name' in value;

/** What a micro-op becomes, or null where a number stays an operand. */
function simplified({ name, number }: Micro, a: Value, b: Value | null): Value | null {
  const fold = FOLDS[name];
  if (fold && typeof a === 'number' && (b === null || typeof b === 'number')) {
    return finite(fold(a, b as number, number));
  }
  if (name === 'scale') return typeof a === 'number' ? null : scaled(a, number);
  if (typeof a !== 'number' && typeof b !== 'number') return { name, a, b, number };
  if (b === null) return null;
  const [value, known] = typeof b === 'number' ? [a, b] : [b, a as number];
  if (name === 'mul') return scaled(value as Tensor | Step, known);
  if (name === 'add') return step('offset', value, known);
  if (name === 'sub' && value === a) return step('offset', value, -known);
  return null;
}

/** A value times a number, which joins a number that it is multiplied by already. */
function scaled(value: Tensor | Step, by: number): Step | null {
  if (!isStep(value) || value.name !== 'scale') return step('scale', value, by);
  const product = finite(value.number * by);
  return product === null ? null : step('scale', value.a, product);
}

/** A number that a kernel can hold. */
const finite = (x: number): number | null => (Number.isFinite(Math.fround(x)) ? x : null);

/** The one value of a constant leaf. */
function numberOf(t: Tensor): number | null {
  let { leaf } = rootOf(t);
  while (leaf?.kind === 'capture') leaf = rootOf(leaf.outer).leaf;
  return leaf?.kind === 'constant' && leaf.data.length === 1 ? leaf.data[0] : null;
}

export function foldConstants(graph: Graph): void {
  const known = new Map<Tensor, number>();
  for (const node of graph.nodes) {
    if (node.op !== 'elementwise') continue;
    const result = resultOf(node, known);
    if (result === null) continue;
    if (typeof result === 'number') known.set(node.output, result);
    else rewrite(node, result);
  }
}

/** What a chain computes; null where it cannot do without a constant as an operand. */
function resultOf(node: Node, known: ReadonlyMap<Tensor, number>): Value | null {
  const { code } = node.attrs as ElementwiseAttrs;
  const values: Value[] = node.inputs.map((t) => known.get(t) ?? numberOf(t) ?? t);
  for (const micro of code) {
    const value = simplified(micro, values[micro.a], micro.b < 0 ? null : values[micro.b]);
    if (value === null) return null;
    values.push(value);
  }
  return values[values.length - 1];
}

/** Gives a node the inputs and the micro-ops that `result` depends on. */
function rewrite(node: Node, result: Exclude<Value, number>): void {
  const inputs: Tensor[] = [];
  const steps: Step[] = [];
  const visit = (value: Value | null) => {
    if (value === null || typeof value === 'number') return;
    if (!isStep(value)) {
      if (!inputs.includes(value)) inputs.push(value);
      return;
    }
    if (steps.includes(value)) return;
    visit(value.a);
    visit(value.b);
    steps.push(value);
  };
  const last = isStep(result) ? result : step('copy', result, 0);
  visit(last);
  const register = (value: Value | null) => {
    if (value === null) return -1;
    return isStep(value) ? inputs.length + steps.indexOf(value) : inputs.indexOf(value as Tensor);
  };
  node.inputs = inputs;
  node.attrs = {
    shape: (node.attrs as ElementwiseAttrs).shape,
    code: steps.map(({ name, a, b, number }) => ({ name, a: register(a), b: register(b), number })),
  } satisfies ElementwiseAttrs;
}
