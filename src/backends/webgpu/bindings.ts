/**
 * The buffers that a kernel is given: its operands' addresses, the step counter with the index
 * tables, and those in which its operands lie, each of these once. What a kernel stores nothing to
 * is bound read-only.
 */

import type { Kernel } from './kernel.js';

/** Of the bind group of every dispatch. */
export const ADDRESSES = 0;
export const INTS = 1;
export const FIRST_TENSORS = 2;

/** Whether a kernel stores to the step counter's buffer, and to the one in each slot. */
export interface Stores {
  ints: boolean;
  tensors: boolean[];
}

/**
 * Puts for mem3 and out3, of which a kernel's text reads operand 3 and to which it stores it, the
 * buffer of its slot; and says where it stores.
 */
export function bindOperands(
  text: string,
  { shader, slots }: Pick<Kernel, 'shader' | 'slots'>,
): { text: string; stores: Stores } {
  const count = slots.reduce<number>((most, slot) => Math.max(most, (slot ?? -1) + 1), 0);
  const tensors = Array.from({ length: count }, () => false);
  const bound = text.replace(/\b(mem|out)(\d+)\b/g, (_, use: string, k: string) => {
    const slot = slots[Number(k)] ?? null;
    if (slot === null) throw new Error(`shaders/${shader}.wgsl names operand ${k}, which is none`);
    if (use === 'out') tensors[slot] = true;
    return `tensors${slot}`;
  });
  return { text: bound, stores: { ints: /\bints\[0\] =/.test(text), tensors } };
}

const access = (isStored: boolean) => (isStored ? 'read_write' : 'read');

/** What the prelude declares. */
export const declarations = ({ ints, tensors }: Stores): Kernel['values'] => ({
  INTS: access(ints),
  TENSORS: tensors
    .map((isStored, slot) => {
      const binding = `@group(0) @binding(${FIRST_TENSORS + slot})`;
      return `${binding} var<storage, ${access(isStored)}> tensors${slot}: array<Element>;`;
    })
    .join('\n'),
});

/** GPUShaderStage.COMPUTE, which is no global in Node. */
const COMPUTE = 4;

const storage = (binding: number, isStored: boolean): GPUBindGroupLayoutEntry => ({
  binding,
  visibility: COMPUTE,
  buffer: { type: isStored ? 'storage' : 'read-only-storage' },
});

/** The layout of the bind group. */
export const layoutEntries = ({ ints, tensors }: Stores): GPUBindGroupLayoutEntry[] => [
  { binding: ADDRESSES, visibility: COMPUTE, buffer: { type: 'uniform', hasDynamicOffset: true } },
  storage(INTS, ints),
  ...tensors.map((isStored, slot) => storage(FIRST_TENSORS + slot, isStored)),
];
