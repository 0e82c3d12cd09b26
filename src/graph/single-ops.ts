/** Every op of a program by itself, at the shapes at which the program applies it. */

import type { RepeatAttrs } from './repeat-attrs.js';
import { emit, type Graph, type Node, opOf } from './tensor.js';
import { type Program, trace } from './trace.js';

/**
 * One op at one set of shapes: a program of one step that reads x0, x1, … and records y0, y1, ….
 */
export interface SingleOp {
  /** The node in its own program. */
  node: Node;
  /** Of one op, with its inputs and outputs. */
  program: Program;
}

/**
 * Each different op of a program once, those in the bodies of loops too; aliases, which compute
 * nothing, are left out.
 */
export function singleOps({ graph }: Program): SingleOp[] {
  const found = new Map<string, SingleOp>();
  const visit = ({ nodes }: Graph) => {
    for (const node of nodes) {
      if (node.op === 'repeat') {
        visit((node.attrs as RepeatAttrs).body);
        continue;
      }
      const key = JSON.stringify([node.op, node.attrs, node.inputs.map(({ shape }) => shape)]);
      const computes = opOf(node).traffic?.(node) !== 0;
      if (computes && !found.has(key)) found.set(key, { node, program: alone(node) });
    }
  };
  visit(graph);
  return [...found.values()];
}

function alone({ op, inputs, attrs }: Node): Program {
  return trace({ steps: 1 }, (t) => {
    const xs = inputs.map(({ shape, dtype }, i) =>
      dtype === 'index' ? t.perStepIndex(`x${i}`, shape) : t.input(`x${i}`, shape),
    );
    emit(op, xs, attrs).forEach((y, i) => {
      t.record(`y${i}`, y);
    });
  });
}
