/** What every op of a task gives on a backend, from numbers that depend on the shapes alone. */

import type { Backend } from '../backends/index.js';
import type { GatherAttrs, Node, SingleOp, Tensor } from '../graph/index.js';
import { distance, farther } from './distance.js';
import { lcg } from './inputs.js';
import type { OpDistance } from './report.js';

/** The outputs of each op. */
export async function opOutputs(
  backend: Backend,
  ops: readonly SingleOp[],
): Promise<Float64Array[][]> {
  const all: Float64Array[][] = [];
  for (const { node, program } of ops) {
    const executable = await backend.compile(program);
    try {
      for (const [i, x] of node.inputs.entries())
        await executable.write(`x${i}`, valuesOf(node, x, i));
      await executable.run(1);
      const outputs: Float64Array[] = [];
      for (const name of program.records.keys()) {
        outputs.push(await executable.readRecord(name, 0, 1));
      }
      all.push(outputs);
    } finally {
      await executable.dispose();
    }
  }
  return all;
}

/**
 * Uniform in (-1, 1); indices within the data set; for Adam, whose second moments are squares, in
 * (0, 1).
 */
function valuesOf({ op, inputs, attrs }: Node, x: Tensor, i: number): Float64Array | Int32Array {
  const values = lcg(i + 1)(x.size, 1);
  if (x.dtype === 'index') {
    const rows = inputs[0].shape[0] - (attrs as GatherAttrs).offset;
    return Int32Array.from(values, (u) => Math.floor(((u + 1) / 2) * rows));
  }
  return op === 'adam' ? values.map(Math.abs) : values;
}

/** By op, the larger distance of all its shapes and outputs. */
export function opDistances(
  ops: readonly SingleOp[],
  ones: readonly Float64Array[][],
  others: readonly Float64Array[][],
): OpDistance[] {
  const rows = new Map<string, OpDistance>();
  for (const [k, { node }] of ops.entries()) {
    const row = rows.get(node.op) ?? { op: node.op, shapes: 0, relative: 0, ulp: 0 };
    const apart = ones[k].map((one, j) => distance(one, others[k][j])).reduce(farther, row);
    rows.set(node.op, { ...apart, op: node.op, shapes: row.shapes + 1 });
  }
  return [...rows.values()].sort((a, b) => b.relative - a.relative);
}
