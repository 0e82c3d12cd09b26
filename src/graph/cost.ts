/**
 * What one step of a program costs, by op: how often each is evaluated, floating-point operations
 * by each op's own count, and the numbers that it reads and writes. A convolution counts as the
 * direct sum, whichever way a kernel makes it.
 */

import type { RepeatAttrs } from './repeat-attrs.js';
import { type Graph, type Node, opOf } from './tensor.js';
import type { Program } from './trace.js';

/** What the nodes of one op cost together. */
export interface OpCost {
  /** The op's name. */
  op: string;
  /** Evaluations in one step. */
  count: number;
  /** Floating-point operations of one step. */
  flops: number;
  /**
   * Numbers read and written: each evaluation reads its inputs and writes its outputs once, and
   * nothing stays in a cache.
   */
  traffic: number;
}

/** Visits the nodes of one step but loops, those in their bodies with the times that they turn. */
export function visitNodes(
  graph: Graph,
  visit: (node: Node, times: number) => void,
  times = 1,
): void {
  for (const node of graph.nodes) {
    if (node.op === 'repeat') {
      const { n, body } = node.attrs as RepeatAttrs;
      visitNodes(body, visit, times * n);
    } else {
      visit(node, times);
    }
  }
}

/** The ops of one step, those in the bodies of loops as often as the loop turns. */
export function costOf(program: Program): OpCost[] {
  const costs = new Map<string, OpCost>();
  visitNodes(program.graph, (node, times) => {
    const cost = costs.get(node.op) ?? { op: node.op, count: 0, flops: 0, traffic: 0 };
    costs.set(node.op, cost);
    cost.count += times;
    cost.flops += times * opOf(node).cost(node);
    cost.traffic += times * trafficOf(node);
  });
  return [...costs.values()];
}

function trafficOf(node: Node): number {
  const { traffic } = opOf(node);
  if (traffic) return traffic(node);
  return [...node.inputs, ...node.outputs].reduce((sum, { size }) => sum + size, 0);
}
