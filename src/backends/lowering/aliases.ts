/** Tensors that share the memory of another one. */

import type { Node, Tensor } from '../../graph/index.js';
import { factsOf } from './op-facts.js';

/** Whether a node's output is only another name of its input. */
export const isAlias = (node: Node): boolean => factsOf(node).isAlias === true;

/** The tensor that a captured leaf stands for, in whichever graph around. */
export function outermost(t: Tensor): Tensor {
  let at = t;
  while (at.leaf?.kind === 'capture') at = at.leaf.outer;
  return at;
}

/** The numbers of a constant. */
export function constantOf(t: Tensor): Float64Array | null {
  const { leaf } = outermost(t);
  return leaf?.kind === 'constant' ? leaf.data : null;
}

export function rootOf(t: Tensor): Tensor {
  let root = t;
  while (root.node && isAlias(root.node)) root = root.node.inputs[0];
  return root;
}
