/**
 * Moving elements on WebGPU: minibatches through a table of rows, ranges, zeros around, one after
 * the other.
 */

import { sizeOf } from '../../../arrays.js';
import type { ConcatAttrs, PadAttrs, SliceAttrs } from '../../../graph/index.js';
import type { Place } from '../../lowering/instructions.js';
import { type GpuContext, groupsOf, OPERANDS } from '../kernel.js';
import type { GatherWindowAttrs } from '../passes/merge-gathers.js';
import { lanesOf } from '../vectors.js';

/** A dispatch for every shard of the data, each of which writes the rows that lie in its shard. */
export function gatherWindow(c: GpuContext): void {
  const { offsets } = c.node.attrs as GatherWindowAttrs;
  const states = offsets.map((offset, k) => ({ offset, to: c.output(k) }));
  // A dispatch finds what it writes by its number, and so in one buffer.
  for (const some of c.inOneBuffer ? [states] : states.map((state) => [state])) gather(c, some);
}

/** States of a window, in a dispatch for every shard. */
function gather(c: GpuContext, states: readonly { offset: number; to: Place }[]): void {
  const [data, rows] = c.node.inputs;
  const row = sizeOf(data.shape.slice(1));
  const lanes = lanesOf([row], [c.input(0), ...states.map(({ to }) => to)]);
  const each = c.node.output.size / lanes;
  const count = states.length * each;
  for (const shard of c.shards(0) ?? [{ first: 0, rows: data.shape[0], number: undefined }]) {
    c.dispatch({
      shader: 'gather',
      values: {
        FIRST: shard.first,
        ROWS: shard.rows,
        ROW: row / lanes,
        BATCH: rows.shape[1],
        SEED_STRIDE: c.seedStride(1),
        STATES: states.length,
        OFFSETS: states.map(({ offset }) => offset).join(', '),
        EACH: each,
        COUNT: count,
      },
      workgroups: groupsOf(count),
      operands: [c.input(0), c.input(1), ...states.map(({ to }) => to)],
      shard: shard.number,
      lanes,
    });
  }
}

/** Elements from one index of `axis` to the next, and runs of such elements. */
function runsAlong(c: GpuContext, axis: number) {
  const { shape } = c.node.output;
  const unit = sizeOf(shape.slice(axis + 1));
  return { unit, runs: sizeOf(shape.slice(0, axis)), stride: shape[axis] * unit };
}

/**
 * Writes `width` numbers of each of the output's runs, from `to` on; `value` is WGSL that sets
 * `value`, with `numbers` of numbers in it, counted in elements.
 */
function rearrange(
  c: GpuContext,
  axis: number,
  width: number,
  numbers: readonly number[],
  value: (elements: number[]) => string,
  inputs: Place[],
  to: Place,
): void {
  const { runs, stride } = runsAlong(c, axis);
  const lanes = lanesOf([width, stride, ...numbers], [...inputs, to]);
  const count = (runs * width) / lanes;
  c.dispatch({
    shader: 'rearrange',
    values: {
      WIDTH: width / lanes,
      COUNT: count,
      VALUE: value(numbers.map((n) => n / lanes)),
      OUTPUT: inputs.length,
      RUN_STRIDE: stride / lanes,
    },
    workgroups: groupsOf(count),
    operands: [...inputs, to],
    lanes,
  });
}

export function slice(c: GpuContext): void {
  const { axis, start } = c.node.attrs as SliceAttrs;
  const { unit, stride } = runsAlong(c, axis);
  const numbers = [c.node.inputs[0].shape[axis] * unit, start * unit];
  const value = ([length, first]: number[]) =>
    `  value = mem0[at(0u) + run * ${length}u + ${first}u + inside];`;
  rearrange(c, axis, stride, numbers, value, [c.input(0)], c.output(0));
}

export function pad(c: GpuContext): void {
  const { axis, before } = c.node.attrs as PadAttrs;
  const { unit, stride } = runsAlong(c, axis);
  const numbers = [c.node.inputs[0].shape[axis] * unit, before * unit];
  const value = ([length, zeros]: number[]) =>
    `  if (inside >= ${zeros}u && inside < ${zeros + length}u) ` +
    `{ value = mem0[at(0u) + run * ${length}u + inside - ${zeros}u]; }`;
  rearrange(c, axis, stride, numbers, value, [c.input(0)], c.output(0));
}

export function concat(c: GpuContext): void {
  const { axis } = c.node.attrs as ConcatAttrs;
  const { unit } = runsAlong(c, axis);
  const lengths = c.node.inputs.map((t) => t.shape[axis] * unit);
  // Inputs of one dispatch; the output is its last operand.
  const most = Math.max(1, Math.min(OPERANDS, c.mostOperands) - 1);
  let start = 0;
  for (let first = 0; first < lengths.length; first += most) {
    const group = lengths.slice(first, first + most);
    const value = (elements: number[]) => {
      let end = 0;
      const lines = elements.map((length, i) => {
        const begin = end;
        end += length;
        return (
          `  ${i > 0 ? 'else ' : ''}if (inside < ${end}u) ` +
          `{ value = mem${i}[at(${i}u) + run * ${length}u + inside - ${begin}u]; }`
        );
      });
      return lines.join('\n');
    };
    const width = group.reduce((sum, length) => sum + length, 0);
    const inputs = group.map((_, i) => c.input(first + i));
    const output = c.output(0);
    const to = { ...output, byte: output.byte + 4 * start };
    rearrange(c, axis, width, group, value, inputs, to);
    start += width;
  }
}
