/**
 * From a program to a list of dispatches for one step, with the place of every operand. Loops
 * inside a step are written out; what moves with the step counter is an address and a stride, so
 * that the list is the same for every step.
 */

import type { Program } from '../../graph/index.js';
import type { Instruction, Loop, Place } from '../lowering/instructions.js';
import { Lowering } from '../lowering/lowering.js';
import { type Block, placePinned, placeTemporaries } from '../lowering/memory-plan.js';
import { Shared, type Slot } from '../lowering/shared.js';
import { dataSetNames, type Shard, shardsOf } from './data-sets.js';
import { dispatch1d, gpuContext, type Kernel, Kernels, OPERAND_BYTES, OPERANDS } from './kernel.js';
import { gpuKernels } from './kernels/index.js';
import { prepareForGpu } from './passes/index.js';

/** Uniform buffers are bound at multiples of this. */
const PARAMETER_BYTES = 256;
/** Words before the index tables: the first is the step counter. */
const RESERVED_INTS = 64;

/** The dispatches of one step. */
export interface StepList {
  /** Index into the program's kernels, for each dispatch. */
  kernels: Uint32Array<ArrayBuffer>;
  /** Where its parameters begin. */
  parameters: Uint32Array<ArrayBuffer>;
}

export interface GpuProgram {
  steps: number;
  stepsPerEpoch: number;
  slots: Record<string, Slot>;
  images: { offset: number; bytes: Uint8Array<ArrayBuffer> }[];
  kernels: Kernel[];
  workgroups: [number, number, number][];
  /** For each dispatch (address, stride) of each operand. */
  parameters: Uint32Array<ArrayBuffer>;
  /** Bytes of the parameters of one dispatch at most. */
  bindingBytes: number;
  full: StepList;
  remainder: StepList | null;
  memBytes: number;
  /** Of these, bytes of what outlives a step; data sets have buffers of their own. */
  keptBytes: number;
  intBytes: number;
  /** The parts of the data sets, each in a buffer of its own. */
  shards: Shard[];
}

/** No data set is laid into buffers of more than `most` bytes. */
export function lowerForGpu(
  program: Program,
  remainder: Program | null,
  stepsPerEpoch: number,
  most = Number.POSITIVE_INFINITY,
): GpuProgram {
  const kernels = new Kernels();
  const shared = new Shared('f32', program.steps);
  const programs = [program, ...(remainder ? [remainder] : [])].map(prepareForGpu);
  const dataSets = dataSetNames(programs[0]).filter((name) =>
    programs.every((one) => dataSetNames(one).includes(name)),
  );
  const shards = dataSets.flatMap((name) =>
    shardsOf(name, programs[0].inputs.get(name)!.shape, most),
  );
  const numbered = shards.map((shard, number) => ({ ...shard, number }));
  const shardsIn = (block: Block) => {
    const name = dataSets.find((one) => shared.slots.get(one)?.block === block);
    return name === undefined ? null : numbered.filter((shard) => shard.name === name);
  };
  const table = Object.fromEntries(
    Object.entries(gpuKernels).map(([op, kernel]) => [
      op,
      (c: Parameters<typeof gpuContext>[0]) => kernel(gpuContext(c, kernels, shardsIn)),
    ]),
  );
  const lowerings = programs.map((p) => {
    const lowering = new Lowering(shared, 1, table, (from, to, bytes) => {
      const count = bytes / 4;
      const operands = [from, to];
      const workgroups = dispatch1d(count);
      const opcode = kernels.number({
        shader: 'copy',
        values: { COUNT: count },
        workgroups,
        operands,
      });
      return { kind: 'instruction', op: 'copy', opcode, items: 1, words: operands, group: 0 };
    });
    return { lowering, loop: lowering.program(p) };
  });
  const slots = [...shared.slots.values()];
  const apart = new Set(dataSets.map((name) => shared.slots.get(name)!.block));
  for (const block of apart) block.offset = 0;
  const reals = slots.filter((s) => s.dtype === 'real' && !apart.has(s.block)).map((s) => s.block);
  const indices = slots.filter((s) => s.dtype === 'index').map((s) => s.block);
  const start = placePinned([...reals, ...shared.images.keys()], 0);
  const memBytes = Math.max(
    ...lowerings.map(({ lowering }) => placeTemporaries(lowering.temporaries, start)),
  );
  const intBytes = placePinned(indices, 4 * RESERVED_INTS);

  const parameters: number[] = [];
  const [full, last = null] = lowerings.map(({ loop }) => flatten(loop, parameters));
  return {
    steps: program.steps,
    stepsPerEpoch,
    slots: Object.fromEntries(
      [...shared.slots].map(([name, { block, kind, shape, dtype }]) => [
        name,
        { kind, offset: block.offset, shape, dtype },
      ]),
    ),
    images: [...shared.images].map(([block, bytes]) => ({ offset: block.offset, bytes })),
    kernels: kernels.list,
    workgroups: kernels.workgroups,
    parameters: Uint32Array.from(parameters),
    bindingBytes: OPERAND_BYTES * Math.max(OPERANDS, ...kernels.list.map((k) => k.operands)),
    full,
    remainder: last,
    memBytes,
    keptBytes: start,
    intBytes,
    shards,
  };
}

/** Writes the loops of a step out, and the operands of every dispatch. */
function flatten(step: Loop, parameters: number[]): StepList {
  const kernels: number[] = [];
  const offsets: number[] = [];
  const turns = new Map<Loop, number>();

  const operand = (place: Place | number): [number, number] => {
    if (typeof place === 'number') return [0, 0];
    let address = place.block.offset + place.byte;
    let stride = 0;
    for (const slice of place.slices) {
      if (slice.loop === step) stride = slice.stride;
      else address += slice.stride * (turns.get(slice.loop) as number);
    }
    return [address / 4, stride / 4];
  };
  const dispatch = ({ opcode, words }: Instruction) => {
    kernels.push(opcode);
    offsets.push(4 * parameters.length);
    for (const word of words) parameters.push(...operand(word));
    while ((4 * parameters.length) % PARAMETER_BYTES !== 0) parameters.push(0);
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
  return { kernels: Uint32Array.from(kernels), parameters: Uint32Array.from(offsets) };
}
