/** A copy of a program that may be rewritten without the other one noticing. */

import { cloneGraph, copyOf } from './clone-graph.js';
import type { Tensor } from './tensor.js';
import type { Program } from './trace.js';

/**
 * The same nodes and tensors anew; constants keep their data, attributes of other ops than loops
 * are shared.
 */
export function cloneProgram(program: Program): Program {
  const tensors = new Map<Tensor, Tensor>();
  const graph = cloneGraph(program.graph, null, tensors);
  const copies = (table: Map<string, Tensor>) =>
    new Map([...table].map(([name, t]) => [name, copyOf(t, tensors)]));
  return {
    steps: program.steps,
    graph,
    states: copies(program.states),
    inputs: copies(program.inputs),
    tables: copies(program.tables),
    assigned: copies(program.assigned),
    records: copies(program.records),
  };
}
