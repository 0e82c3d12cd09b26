/**
 * Whether what a node reads is divided into the seeds or samples into which it is divided itself.
 */

import type { Node, RepeatAttrs, Tensor } from '../../graph/index.js';
import { rootOf } from './aliases.js';
import { factsOf } from './op-facts.js';

/**
 * What is known of a program's loops: a stack of turns may have as many turns as there are seeds,
 * and a slice of what is no stack is part of another one than its shape says.
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
  const reads = factsOf(node).reads(node, i);
  if (reads === 'any' || (reads === 'seed' && extents.length > 1)) return false;
  const t = node.inputs[i];
  return [t, rootOf(t)].every(({ shape }) =>
    extents.every((extent, axis) => shape[axis] === extent),
  );
}
