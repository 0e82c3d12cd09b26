// Whether what a node reads is divided into the seeds or samples into which it is divided itself.

import type { Node, Tensor } from '../../graph/index.js';
import type { ConvAttrs } from '../../graph/ops/conv.js';
import type { RepeatAttrs } from '../../graph/ops/repeat.js';
import { rootOf } from './aliases.js';

/** Ops that apply weights, their inputs from the second on, to samples. */
const HAVE_PARAMETERS = new Set(['conv', 'convInputGrad', 'dense', 'denseInputGrad', 'modeMix']);

/** Whether an op applies weights to samples. */
export const appliesParameters = (op: string): boolean => HAVE_PARAMETERS.has(op);

/**
 * What is known of a program's loops: a stack of turns may have as many turns as there are seeds, and
 * a slice of what is no stack is part of another one than its shape says.
 */
export class Turns {
  /** Stacked outputs of loops, and leaves for them. */
  private readonly stacks = new Set<Tensor>();
  /** Leaves for slices of anything else. */
  private readonly slices = new Set<Tensor>();

  /** Notes the leaves and the outputs of a loop. */
  note({ inputs, outputs, attrs }: Node): void {
    const { carry, slices, captures } = attrs as RepeatAttrs;
    [...carry, ...slices, ...captures].forEach((leaf, i) => {
      const root = rootOf(inputs[i]);
      if (slices.includes(leaf)) {
        if (!this.stacks.has(root)) this.slices.add(leaf);
      } else if (this.stacks.has(root)) {
        this.stacks.add(leaf);
      } else if (this.slices.has(root)) {
        this.slices.add(leaf);
      }
    });
    for (const t of outputs.slice(carry.length)) this.stacks.add(t);
  }

  /** Whether a node makes the parts of its output from the same parts of input i alone. */
  alike(node: Node, i: number, extents: readonly number[]): boolean {
    const root = rootOf(node.inputs[i]);
    return !this.stacks.has(root) && !this.slices.has(root) && alike(node, i, extents);
  }
}

/**
 * Whether a node makes the parts of its output, `extents` of them along its first axes (seeds, or
 * seeds and samples), each from the same part of input i alone.
 */
function alike(node: Node, i: number, extents: readonly number[]): boolean {
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
