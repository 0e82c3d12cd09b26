// Whether what a node reads is divided into the seeds or samples into which it is divided itself.

import type { Node } from '../../graph/index.js';
import type { ConvAttrs } from '../../graph/ops/conv.js';
import { rootOf } from './aliases.js';

/** Ops that apply weights, their inputs from the second on, to samples. */
const HAVE_PARAMETERS = new Set(['conv', 'convInputGrad', 'dense', 'denseInputGrad', 'modeMix']);

/** Whether an op applies weights to samples. */
export const appliesParameters = (op: string): boolean => HAVE_PARAMETERS.has(op);

/**
 * Whether a node makes the parts of its output, `extents` of them along its first axes (seeds, or
 * seeds and samples), each from the same part of input i alone.
 */
export function alike(node: Node, i: number, extents: readonly number[]): boolean {
  if (node.op === 'gather' || (extents.length > 1 && holdsParameters(node, i))) return false;
  const t = node.inputs[i];
  return [t, rootOf(t)].every(({ shape }) =>
    extents.every((extent, axis) => shape[axis] === extent),
  );
}

/** Whether input i is a weight or a bias, the second axis of which may be as long as a batch. */
function holdsParameters({ op, attrs, inputs }: Node, i: number): boolean {
  if (!appliesParameters(op) || i === 0) return false;
  const { epilogue = 'none' } = attrs as Partial<ConvAttrs>;
  return i < inputs.length - 1 || epilogue === 'none' || epilogue === 'relu';
}
