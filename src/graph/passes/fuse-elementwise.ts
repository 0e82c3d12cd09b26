/**
 * Joins chains of elementwise ops into one op. A node takes in the node that makes one of its
 * operands where nothing else reads that operand and it has the full shape; a broadcasting copy is
 * always read through.
 */

import type { ElementwiseAttrs, Micro } from '../ops/elementwise.js';
import { type Graph, type Node, sameShape, type Tensor } from '../tensor.js';
import { countUses } from './drop-unused.js';

/**
 * With the output and the step counter, the storage buffers that a WebGPU stage has at least: each may
 * lie in a buffer of its own.
 */
const MAX_INPUTS = 6;
const MAX_MICROS = 24;

export function fuseElementwise(graph: Graph, results: readonly Tensor[]): void {
  const uses = countUses(graph, results);
  const dropped = new Set<Node>();
  const count = (tensors: readonly Tensor[], by: number) => {
    for (const t of tensors) uses.set(t, (uses.get(t) ?? 0) + by);
  };
  for (const node of graph.nodes) {
    if (node.op !== 'elementwise') continue;
    for (let i = 0; i < node.inputs.length; ) {
      const maker = node.inputs[i].node;
      if (maker?.op === 'elementwise' && mayJoin(node, i, maker, uses)) {
        const single = uses.get(node.inputs[i]) === 1;
        if (single) {
          dropped.add(maker);
          count(maker.inputs, -1);
        }
        count(node.inputs, -1);
        join(node, i, maker);
        count(node.inputs, 1);
        i = 0;
      } else {
        i++;
      }
    }
  }
  graph.nodes = graph.nodes.filter((n) => !dropped.has(n));
}

const isCopy = (node: Node) => {
  const { code } = node.attrs as ElementwiseAttrs;
  return code.length === 1 && code[0].name === 'copy';
};

function mayJoin(node: Node, i: number, maker: Node, uses: Map<Tensor, number>): boolean {
  const operand = node.inputs[i];
  const { code, shape } = node.attrs as ElementwiseAttrs;
  const made = maker.attrs as ElementwiseAttrs;
  const inputs = new Set([...node.inputs.filter((t) => t !== operand), ...maker.inputs]);
  if (inputs.size > MAX_INPUTS || code.length + made.code.length > MAX_MICROS) return false;
  if (isCopy(maker)) return true;
  return uses.get(operand) === 1 && sameShape(made.shape, shape);
}

/** Replaces input i of `node` by the chain that makes it. */
function join(node: Node, i: number, maker: Node): void {
  const own = node.attrs as ElementwiseAttrs;
  const made = maker.attrs as ElementwiseAttrs;
  const inputs: Tensor[] = [];
  const indexOf = (t: Tensor) => {
    const known = inputs.indexOf(t);
    if (known >= 0) return known;
    inputs.push(t);
    return inputs.length - 1;
  };
  const operand = node.inputs[i];
  const fromOwn = node.inputs.map((t) => (t === operand ? -1 : indexOf(t)));
  const fromMade = maker.inputs.map(indexOf);
  const k = inputs.length;
  const skip = isCopy(maker);
  const madeCode = skip ? [] : made.code;
  const madeRegister = (r: number) =>
    r < maker.inputs.length ? fromMade[r] : k + (r - maker.inputs.length);
  const result = skip ? fromMade[0] : k + madeCode.length - 1;
  const ownRegister = (r: number) => {
    if (r >= node.inputs.length) return k + madeCode.length + (r - node.inputs.length);
    return fromOwn[r] < 0 ? result : fromOwn[r];
  };
  const renumber = (map: (r: number) => number) => (m: Micro) => ({
    ...m,
    a: map(m.a),
    b: m.b < 0 ? -1 : map(m.b),
  });
  node.attrs = {
    shape: own.shape,
    code: [...madeCode.map(renumber(madeRegister)), ...own.code.map(renumber(ownRegister))],
  };
  node.inputs = inputs;
}
