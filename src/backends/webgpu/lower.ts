/**
 * From a program to a list of dispatches for one step, with the place of every operand. Loops
 * inside a step are written out; what moves with the step counter is an address and a stride, so
 * that the list is the same for every step.
 */

import type { Program } from '../../graph/index.js';
import { FreeSpace } from '../lowering/free-space.js';
import { Lowering } from '../lowering/lowering.js';
import { type Block, placePinned } from '../lowering/memory-plan.js';
import { Shared, type Slot } from '../lowering/shared.js';
import type { GpuLimits } from './adapters.js';
import { Buffers, type Location, type OpBuffers, tooManyBuffers } from './buffers.js';
import { dataSetNames, type Shard, shardsOf } from './data-sets.js';
import { Flattener, type StepList } from './flatten.js';
import {
  gpuContext,
  groupsOf,
  type Kernel,
  Kernels,
  MAX_OPERANDS,
  OPERAND_BYTES,
  OPERANDS,
  roomOf,
  type Workgroups,
} from './kernel.js';
import { gpuKernels } from './kernels/index.js';
import { prepareForGpu } from './passes/index.js';
import { lanesOf } from './vectors.js';

/** Words before the index tables: the first is the step counter. */
const RESERVED_INTS = 64;

export interface GpuProgram {
  steps: number;
  stepsPerEpoch: number;
  /** Null for the buffer: it is that of the index tables. */
  slots: Record<string, Slot & { buffer: number | null }>;
  images: (Location & { bytes: Uint8Array<ArrayBuffer> })[];
  kernels: Kernel[];
  workgroups: Workgroups[];
  /** Lists of buffers that dispatches are given. */
  bindings: number[][];
  /** For each dispatch (address, stride) of each operand. */
  parameters: Uint32Array<ArrayBuffer>;
  /** Bytes of the parameters of one dispatch at most. */
  bindingBytes: number;
  full: StepList;
  remainder: StepList | null;
  /** Bytes of each buffer: those of tensors, then one for each shard. */
  buffers: number[];
  /** Of those of tensors, bytes of what outlives a step. */
  keptBytes: number;
  intBytes: number;
  /** The parts of the data sets. */
  shards: Shard[];
}

/** Where it does not matter what a GPU has. */
const ANY_GPU: GpuLimits = {
  bindingBytes: Number.POSITIVE_INFINITY,
  storageBuffers: Number.POSITIVE_INFINITY,
  workgroups: 65535,
};

/** Throws a `GpuMemoryError` if a program cannot be laid out within the limits. */
export function lowerForGpu(
  program: Program,
  remainder: Program | null,
  stepsPerEpoch: number,
  limits: GpuLimits = ANY_GPU,
): GpuProgram {
  const programs = [program, ...(remainder ? [remainder] : [])];
  const layOutIn = (way: Way) => layOut(programs, stepsPerEpoch, limits, way);
  const whole = layOutIn({ inOneBuffer: true, mostOperands: MAX_OPERANDS }).lowered;
  const [bytes = 0] = whole.buffers;
  if (bytes <= limits.bindingBytes) return whole;
  // One is that of the step counter.
  const most = limits.storageBuffers - 1;
  const wide = layOutIn({ inOneBuffer: false, mostOperands: MAX_OPERANDS });
  if (wide.widest.count <= most) return wide.lowered;
  const { lowered, widest, tensorBytes } = layOutIn({ inOneBuffer: false, mostOperands: most });
  if (widest.count <= most) return lowered;
  throw tooManyBuffers(widest, tensorBytes, limits);
}

/** How a program is laid out. */
interface Way {
  inOneBuffer: boolean;
  /** Ops are merged as long as a kernel has no more operands than this. */
  mostOperands: number;
}

interface LaidOut {
  lowered: GpuProgram;
  widest: OpBuffers;
  /** Of all buffers of tensors. */
  tensorBytes: number;
}

function layOut(
  all: readonly Program[],
  stepsPerEpoch: number,
  { bindingBytes, workgroups }: GpuLimits,
  { inOneBuffer, mostOperands }: Way,
): LaidOut {
  const [{ steps }] = all;
  const kernels = new Kernels(workgroups);
  const shared = new Shared('f32', steps);
  const programs = all.map((one) => prepareForGpu(one, mostOperands));
  const dataSets = dataSetNames(programs[0]).filter((name) =>
    programs.every((one) => dataSetNames(one).includes(name)),
  );
  const shards = dataSets.flatMap((name) =>
    shardsOf(name, programs[0].inputs.get(name)!.shape, bindingBytes),
  );
  const numbered = shards.map((shard, number) => ({ ...shard, number }));
  const shardsIn = (block: Block) => {
    const name = dataSets.find((one) => shared.slots.get(one)?.block === block);
    return name === undefined ? null : numbered.filter((shard) => shard.name === name);
  };
  const common = { kernels, inOneBuffer, mostOperands, shardsOf: shardsIn };
  const table = Object.fromEntries(
    Object.entries(gpuKernels).map(([op, kernel]) => [
      op,
      (c: Parameters<typeof gpuContext>[0]) => kernel(gpuContext(c, common)),
    ]),
  );
  const lowerings = programs.map((p) => {
    const lowering = new Lowering(shared, 1, table, (from, to, bytes) => {
      const operands = [from, to];
      const lanes = lanesOf([bytes / 4], operands);
      const count = bytes / 4 / lanes;
      const opcode = kernels.kind({
        shader: 'copy',
        values: { COUNT: count },
        workgroups: groupsOf(count),
        operands,
        lanes,
      });
      return { kind: 'instruction', op: 'copy', opcode, items: 1, words: operands, group: 0 };
    });
    return { lowering, loop: lowering.program(p) };
  });

  const slots = [...shared.slots.values()];
  const indices = new Set(slots.filter((s) => s.dtype === 'index').map((s) => s.block));
  const intBytes = placePinned(indices, new FreeSpace(4 * RESERVED_INTS));
  const apart = new Set(dataSets.map((name) => shared.slots.get(name)!.block));
  const pinned = [...slots.map((s) => s.block), ...shared.images.keys()];
  const buffers = new Buffers(
    pinned.filter((block) => !apart.has(block) && !indices.has(block)),
    inOneBuffer ? Number.POSITIVE_INFINITY : bindingBytes,
  );
  for (const { lowering } of lowerings) buffers.add(lowering.temporaries);
  const locate = (block: Block, shard = 0): Location | null => {
    if (indices.has(block)) return null;
    return apart.has(block)
      ? { buffer: buffers.bytes.length + shard, offset: 0 }
      : buffers.locate(block);
  };

  const flattener = new Flattener(kernels, locate);
  const [full, last = null] = lowerings.map(({ loop }) => flattener.flatten(loop));
  const lowered: GpuProgram = {
    steps,
    stepsPerEpoch,
    slots: Object.fromEntries(
      [...shared.slots].map(([name, { block, kind, shape, dtype }]) => {
        const { buffer, offset } = locate(block) ?? { buffer: null, offset: block.offset };
        return [name, { kind, buffer, offset, shape, dtype }];
      }),
    ),
    images: [...shared.images].map(([block, bytes]) => ({ ...buffers.locate(block), bytes })),
    kernels: kernels.list,
    workgroups: kernels.workgroups,
    bindings: flattener.bindings,
    parameters: Uint32Array.from(flattener.parameters),
    bindingBytes: OPERAND_BYTES * Math.max(OPERANDS, ...kernels.list.map(roomOf)),
    full,
    remainder: last,
    buffers: [...buffers.bytes, ...shards.map(({ rows, row }) => 4 * rows * row)],
    keptBytes: buffers.keptBytes,
    intBytes,
    shards,
  };
  const tensorBytes = buffers.bytes.reduce((sum, one) => sum + one, 0);
  return { lowered, widest: flattener.widest, tensorBytes };
}
