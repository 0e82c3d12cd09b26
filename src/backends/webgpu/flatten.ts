/**
 * The dispatches of one step, with its loops written out: for each its kernel, the buffers that it
 * is given, and where in them its operands are.
 */

import type { Instruction, Loop, Place } from '../lowering/instructions.js';
import type { Block } from '../lowering/memory-plan.js';
import type { Location, OpBuffers } from './buffers.js';
import type { Kernels } from './kernel.js';

/** Uniform buffers are bound at multiples of this. */
const PARAMETER_BYTES = 256;

/** The dispatches of one step. */
export interface StepList {
  /** Index into the program's kernels, for each dispatch. */
  kernels: Uint32Array<ArrayBuffer>;
  /** Index into the program's bindings. */
  bindings: Uint32Array<ArrayBuffer>;
  /** Where its parameters begin. */
  parameters: Uint32Array<ArrayBuffer>;
}

/** The buffers of a place; null: it is in that of the index tables. */
type Locate = (block: Block, shard: number | undefined) => Location | null;

export class Flattener {
  /** For each dispatch (address, stride) of each operand. */
  readonly parameters: number[] = [];
  /** Lists of buffers that dispatches are given. */
  readonly bindings: number[][] = [];
  /** The op whose operands lie in the most buffers. */
  widest: OpBuffers = { op: '', count: 0 };
  private readonly bindingNumbers = new Map<string, number>();

  constructor(
    private readonly kernels: Kernels,
    private readonly locate: Locate,
  ) {}

  flatten(step: Loop): StepList {
    const kernels: number[] = [];
    const bindings: number[] = [];
    const parameters: number[] = [];
    const turns = new Map<Loop, number>();
    const bound = new Map<Instruction, ReturnType<Flattener['bind']>>();
    const dispatch = (instruction: Instruction) => {
      const known = bound.get(instruction) ?? this.bind(instruction);
      bound.set(instruction, known);
      kernels.push(known.kernel);
      bindings.push(known.binding);
      parameters.push(4 * this.parameters.length);
      instruction.words.forEach((word, k) => {
        const start = known.offsets[k];
        this.parameters.push(
          ...(typeof word === 'number' ? [0, 0] : moving(word, start, step, turns)),
        );
      });
      while ((4 * this.parameters.length) % PARAMETER_BYTES !== 0) this.parameters.push(0);
    };
    const walk = (loop: Loop) => {
      for (const item of loop.body) {
        if (item.kind === 'region') {
          item.body.forEach(dispatch);
          continue;
        }
        for (let turn = 0; turn < item.turns; turn++) {
          turns.set(item, item.backwards ? item.turns - 1 - turn : turn);
          walk(item);
        }
      }
    };
    walk(step);
    return {
      kernels: Uint32Array.from(kernels),
      bindings: Uint32Array.from(bindings),
      parameters: Uint32Array.from(parameters),
    };
  }

  /** The kernel of an instruction, the buffers it is given, where its operands' blocks begin. */
  private bind({ op, opcode, words }: Instruction) {
    const buffers: number[] = [];
    const offsets: number[] = [];
    const slots = words.map((word, k) => {
      if (typeof word === 'number') return null;
      const location = this.locate(word.block, k === 0 ? this.kernels.shardOf(opcode) : undefined);
      offsets[k] = location?.offset ?? word.block.offset;
      if (!location) return null;
      if (!buffers.includes(location.buffer)) buffers.push(location.buffer);
      return buffers.indexOf(location.buffer);
    });
    if (buffers.length > this.widest.count) this.widest = { op, count: buffers.length };
    const key = buffers.join();
    let binding = this.bindingNumbers.get(key);
    if (binding === undefined) {
      binding = this.bindings.push(buffers) - 1;
      this.bindingNumbers.set(key, binding);
    }
    return { kernel: this.kernels.number(opcode, slots), binding, offsets };
  }
}

/** The address of a place at step 0, and how far it moves from step to step, in elements. */
function moving(
  { byte, slices }: Place,
  start: number,
  step: Loop,
  turns: ReadonlyMap<Loop, number>,
): [number, number] {
  let address = start + byte;
  let stride = 0;
  for (const slice of slices) {
    if (slice.loop === step) stride = slice.stride;
    else address += slice.stride * (turns.get(slice.loop) as number);
  }
  return [address / 4, stride / 4];
}
