// Tensors that share the memory of another one.

import type { Node, Tensor } from '../../graph/index.js';

/** Tensors that are only another name of their input. */
export const isAlias = (node: Node): boolean => node.op === 'reshape' || node.op === 'stopGradient';

export function rootOf(t: Tensor): Tensor {
  let root = t;
  while (root.node && isAlias(root.node)) root = root.node.inputs[0];
  return root;
}
