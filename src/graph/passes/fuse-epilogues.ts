/**
 * Moves an elementwise op that alone reads the result of a convolution or a normalisation into that
 * op, which then applies it before storing: relu, the multiplication by relu's derivative, and the
 * addition of another tensor. It saves one pass over memory for each.
 */

import type { ConvAttrs, Epilogue } from '../ops/conv.js';
import type { ElementwiseAttrs } from '../ops/elementwise.js';
import { type Graph, Node, sameShape, type Tensor } from '../tensor.js';
import { countUses } from './drop-unused.js';

interface Match {
  maker: Node;
  epilogue: Epilogue;
  extra: Tensor | null;
}

/**
 * Fuses in place. Results keep their identity: the fused node makes the tensor that the elementwise
 * node made.
 */
export function fuseEpilogues(graph: Graph, results: readonly Tensor[]): void {
  const uses = countUses(graph, results);
  const dropped = new Set<Node>();
  const made = new Map<Node, Node>();

  const plainMaker = (t: Tensor): Node | null => {
    const { node } = t;
    const isPlain = (node?.attrs as Partial<ConvAttrs>)?.epilogue === 'none';
    return node && isPlain && uses.get(t) === 1 && !dropped.has(node) ? node : null;
  };

  const match = (node: Node): Match | null => {
    if (node.op !== 'elementwise') return null;
    const { code } = node.attrs as ElementwiseAttrs;
    const [a, b] = node.inputs;
    const fits = (t: Tensor) => sameShape(t.shape, node.output.shape);
    const { name } = code[0];
    if (name === 'relu') {
      const maker = plainMaker(a);
      return maker && { maker, epilogue: 'relu', extra: null };
    }
    if (name === 'reluGrad' && fits(a)) {
      const maker = plainMaker(b);
      return maker && { maker, epilogue: 'reluGrad', extra: a };
    }
    if (name === 'add' && a !== b && fits(a) && fits(b)) {
      const first = plainMaker(a);
      const maker = first ?? plainMaker(b);
      return maker && { maker, epilogue: 'add', extra: first ? b : a };
    }
    return null;
  };

  for (const node of graph.nodes) {
    const found = match(node);
    if (!found) continue;
    const { maker, epilogue, extra } = found;
    const fused = new Node(maker.op, extra ? [...maker.inputs, extra] : [...maker.inputs], {
      ...maker.attrs,
      epilogue,
    });
    fused.outputs.push(node.output);
    node.output.node = fused;
    dropped.add(maker);
    made.set(node, fused);
  }
  graph.nodes = graph.nodes.flatMap((n) => (dropped.has(n) ? [] : [made.get(n) ?? n]));
}
