/**
 * Everything that a step gathers from one data set through one table of rows is one op: the states
 * of a window, an offset each.
 */

import { type GatherAttrs, type Graph, Node } from '../../../graph/index.js';

/** Of a merged gather: output k is data[rows[e, b] + offsets[k], …]. */
export interface GatherWindowAttrs {
  offsets: number[];
}

export function mergeGathers(graph: Graph): void {
  const merged: Node[] = [];
  graph.nodes = graph.nodes.flatMap((node) => {
    if (node.op !== 'gather') return [node];
    const { offset } = node.attrs as GatherAttrs;
    const first = merged.find(({ inputs }) => inputs.every((t, i) => t === node.inputs[i]));
    const into = first ?? new Node('gatherWindow', node.inputs, { offsets: [] });
    (into.attrs as GatherWindowAttrs).offsets.push(offset);
    into.outputs.push(node.output);
    node.output.node = into;
    if (first) return [];
    merged.push(into);
    return [into];
  });
}
