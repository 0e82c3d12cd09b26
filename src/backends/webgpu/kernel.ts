/**
 * What the lowering of one op for WebGPU sees of its node, and the kernels that a program needs.
 */

import type { Node } from '../../graph/index.js';
import type { Place } from '../lowering/instructions.js';
import type { Block } from '../lowering/memory-plan.js';
import type { NodeContext } from '../lowering/node-context.js';
import type { Shard } from './data-sets.js';

/** One dispatch of one kernel. */
export interface Dispatch {
  /** shaders/NAME.wgsl. */
  shader: string;
  /** What stands for each {{NAME}} in it. */
  values: Readonly<Record<string, number | string>>;
  workgroups: [number, number, number];
  /** at(0), at(1), … of the kernel; null: none. */
  operands: readonly (Place | null)[];
  /** The number of the shard that it reads of a data set. */
  shard?: number | null;
}

export interface GpuContext {
  readonly node: Node;
  input(i: number): Place;
  output(i: number): Place;
  /** A place for partial results, for this node alone. */
  workspace(elements: number): Place;
  /** Constant data, the same place for the same key. */
  table(key: string, make: () => Float32Array<ArrayBuffer>): Place;
  /** Elements from one seed's indices to the next in the table behind input i. */
  seedStride(i: number): number;
  /**
   * The shards of the data set that input i is, with their numbers; null where it lies with the
   * other tensors.
   */
  shards(i: number): (Shard & { number: number })[] | null;
  dispatch(dispatch: Dispatch): void;
}

const MAX_GROUPS = 65535;

/** Workgroups for `count` invocations, in as few rows of at most 65,535 as it takes. */
export function dispatch1d(count: number, size = 64): [number, number, number] {
  const groups = Math.max(1, Math.ceil(count / size));
  const rows = Math.ceil(groups / MAX_GROUPS);
  return [Math.ceil(groups / rows), rows, 1];
}

/** One pipeline to be made. */
export interface Kernel {
  key: string;
  shader: string;
  values: Readonly<Record<string, number | string>>;
  /** Room for so many operands. */
  operands: number;
  /** The shard that is bound as its data; null: none. */
  shard: number | null;
}

/** A kernel has room for so many operands, or a multiple. */
export const OPERANDS = 16;
/** Of one operand: its address and how far it moves from step to step. */
export const OPERAND_BYTES = 8;
/** The addresses of so many fit into the smallest uniform binding, 16 KiB. */
export const MAX_OPERANDS = 16384 / OPERAND_BYTES;

/** The kernels of a program, each once. */
export class Kernels {
  readonly list: Kernel[] = [];
  readonly workgroups: [number, number, number][] = [];
  private readonly numbers = new Map<string, number>();

  /** The number of a kernel with its workgroups. */
  number({ shader, values, workgroups, operands: { length }, shard = null }: Dispatch): number {
    const operands = Math.ceil(length / OPERANDS) * OPERANDS;
    const key = `${shader} ${operands} ${JSON.stringify(values)}`;
    const full = `${key} ${workgroups} ${shard}`;
    let number = this.numbers.get(full);
    if (number === undefined) {
      number = this.list.length;
      this.list.push({ key, shader, values, operands, shard });
      this.workgroups.push(workgroups);
      this.numbers.set(full, number);
    }
    return number;
  }
}

/** The text of a kernel: its template with the values put in. */
export function expand(template: string, values: Kernel['values'], shader: string): string {
  return template.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`shaders/${shader}.wgsl: no value for {{${name}}}`);
    return String(value);
  });
}

export function gpuContext(
  c: NodeContext,
  kernels: Kernels,
  shardsOf: (block: Block) => ReturnType<GpuContext['shards']>,
): GpuContext {
  return {
    node: c.node,
    input: c.input,
    output: c.output,
    workspace: (elements) => c.workspace(4 * elements),
    table: (key, make) => c.plan(key, () => new Uint8Array(make().buffer)),
    seedStride: c.seedStride,
    shards: (i) => shardsOf(c.input(i).block),
    dispatch: (dispatch) => {
      const words = dispatch.operands.map((place) => place ?? 0);
      c.emit(kernels.number(dispatch), 1, words, { share: 'groups' });
    },
  };
}
