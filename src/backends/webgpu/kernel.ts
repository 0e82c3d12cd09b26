/**
 * What the lowering of one op for WebGPU sees of its node, and the kernels that a program needs.
 */

import { GpuMemoryError } from '../../errors.js';
import type { Node } from '../../graph/index.js';
import type { Place } from '../lowering/instructions.js';
import type { Block } from '../lowering/memory-plan.js';
import type { NodeContext } from '../lowering/node-context.js';
import type { Shard } from './data-sets.js';
import type { Lanes } from './vectors.js';

/** One dispatch of one kernel. */
export interface Dispatch {
  /** shaders/NAME.wgsl. */
  shader: string;
  /** What stands for each {{NAME}} in it. */
  values: Readonly<Record<string, number | string>>;
  workgroups: number;
  /** at(0), at(1), … of the kernel; null: none. */
  operands: readonly (Place | null)[];
  /** The number of the shard that operand 0 is of a data set. */
  shard?: number;
  /** Numbers in an element of the buffers that it is given (vectors.ts); 1 by default. */
  lanes?: Lanes;
}

export interface GpuContext {
  readonly node: Node;
  /**
   * Whether all tensors lie in one buffer. Where not, a kernel cannot find an operand by a number
   * that it works out.
   */
  readonly inOneBuffer: boolean;
  /** Operands of a dispatch at most, where they could as well be several dispatches'. */
  readonly mostOperands: number;
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

/** Workgroups for `count` invocations. */
export const groupsOf = (count: number, size = 64): number => Math.max(1, Math.ceil(count / size));

export type Workgroups = [x: number, y: number, z: number];

const whole = (value: number) => value.toLocaleString('en-US');

/** A dispatch's workgroups in as few rows of at most `most` as it takes. */
function inRows({ shader, workgroups }: Dispatch, most: number): Workgroups {
  const rows = Math.ceil(workgroups / most);
  if (rows > most) {
    throw new GpuMemoryError(
      `this would take ${whole(workgroups)} workgroups for '${shader}'; ` +
        `this GPU has at most ${whole(most * most)} at once (fewer points, samples or seeds take less)`,
    );
  }
  return [Math.ceil(workgroups / rows), rows, 1];
}

/** One pipeline to be made. */
export interface Kernel {
  key: string;
  shader: string;
  values: Readonly<Record<string, number | string>>;
  /** For each operand which of the buffers that are bound it lies in; null: none. */
  slots: readonly (number | null)[];
  lanes: Lanes;
}

/** A kernel has room for so many operands, or a multiple. */
export const OPERANDS = 16;
/** Of one operand: its address and how far it moves from step to step. */
export const OPERAND_BYTES = 8;
/** The addresses of so many fit into the smallest uniform binding, 16 KiB. */
export const MAX_OPERANDS = 16384 / OPERAND_BYTES;

/** The operands that a kernel has room for. */
export const roomOf = ({ slots }: Kernel): number =>
  Math.max(1, Math.ceil(slots.length / OPERANDS)) * OPERANDS;

/** The kernels of a program, each once. */
export class Kernels {
  readonly list: Kernel[] = [];
  readonly workgroups: Workgroups[] = [];
  private readonly kinds: { key: string; dispatch: Dispatch }[] = [];
  private readonly kindNumbers = new Map<string, number>();
  private readonly numbers = new Map<string, number>();

  /** `mostGroups`: workgroups in a row at most. */
  constructor(private readonly mostGroups: number) {}

  /** The number of what a dispatch is but for the places of its operands. */
  kind(dispatch: Dispatch): number {
    const { shader, values, workgroups, operands, shard, lanes = 1 } = dispatch;
    const key = `${shader} ${operands.length} ${lanes} ${JSON.stringify(values)}`;
    const full = `${key} ${workgroups} ${shard}`;
    let number = this.kindNumbers.get(full);
    if (number === undefined) {
      number = this.kinds.push({ key, dispatch }) - 1;
      this.kindNumbers.set(full, number);
    }
    return number;
  }

  /** The number of the shard that dispatches of a kind read. */
  shardOf(kind: number): number | undefined {
    return this.kinds[kind].dispatch.shard;
  }

  /** The number of a kernel with its workgroups: of a kind, with its operands in these slots. */
  number(kind: number, slots: Kernel['slots']): number {
    const full = `${kind} ${slots}`;
    let number = this.numbers.get(full);
    if (number === undefined) {
      const { key, dispatch } = this.kinds[kind];
      const { shader, values, lanes = 1 } = dispatch;
      number = this.list.push({ key: `${key} ${slots}`, shader, values, slots, lanes }) - 1;
      this.workgroups.push(inRows(dispatch, this.mostGroups));
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

/** What the kernels of one lowering have in common. */
interface Common {
  kernels: Kernels;
  inOneBuffer: boolean;
  mostOperands: number;
  shardsOf(block: Block): ReturnType<GpuContext['shards']>;
}

export function gpuContext(
  c: NodeContext,
  { kernels, inOneBuffer, mostOperands, shardsOf }: Common,
): GpuContext {
  return {
    node: c.node,
    inOneBuffer,
    mostOperands,
    input: c.input,
    output: c.output,
    workspace: (elements) => c.workspace(4 * elements),
    table: (key, make) => c.plan(key, () => new Uint8Array(make().buffer)),
    seedStride: c.seedStride,
    shards: (i) => shardsOf(c.input(i).block),
    dispatch: (dispatch) => {
      const words = dispatch.operands.map((place) => place ?? 0);
      c.emit(kernels.kind(dispatch), 1, words, { share: 'groups' });
    },
  };
}
