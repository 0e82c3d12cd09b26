/**
 * Chains: what a kernel does to each element of its result before it stores it. The passes move the
 * elementwise ops that read an op's result into the op, so that the result is not written and read
 * once more.
 */

import { sizeOf } from '../../arrays.js';
import type { IrfftAttrs, Micro, Node } from '../../graph/index.js';
import { stridesOf } from '../lowering/axes.js';
import type { Place } from '../lowering/instructions.js';
import type { GpuContext } from './kernel.js';
import { offsetText } from './kernels/index-text.js';
import { microLines } from './micro-ops.js';
import type { Scaled } from './passes/scale-transforms.js';

/**
 * How an extra operand is come by: it is a tensor, or the inverse transform of one, evaluated where
 * it is needed.
 */
export type Extra = 'tensor' | (IrfftAttrs & Scaled);

/**
 * Register 0 is the kernel's own result, then come the extra operands, which are the node's last
 * inputs, then the micro-ops.
 */
export interface Chain {
  extras: Extra[];
  code: Micro[];
  /** The register that each output of the node is stored from. */
  stores: number[];
}

/** Attributes of a node whose kernel can end in a chain. */
export interface Chained {
  chain?: Chain;
}

const PLAIN: Chain = { extras: [], code: [], stores: [0] };

export const chainOf = (node: Node): Chain => (node.attrs as Chained).chain ?? PLAIN;

/** Inputs of a node without those of its chain. */
export const ownInputs = (node: Node): number => node.inputs.length - chainOf(node).extras.length;

/** The end of a kernel. */
export interface Finish {
  /**
   * WGSL of `prepare()`, to be called first, and `finish(place, r0, …)`, which stores the element
   * at `place`.
   */
  text: string;
  /** The operands that it has behind the kernel's own. */
  operands: Place[];
  /** A call of `finish` with extra operands that are tensors read on the spot. */
  call(place: string, value: string): string;
}

/** The offset in extra operand k of what belongs to the element at `place` of the result. */
export function extraOffset(node: Node, k: number, place: string): string {
  const full = node.output.shape;
  const { shape } = node.inputs[ownInputs(node) + k];
  if (sizeOf(shape) === sizeOf(full)) return place;
  return offsetText(`(${place})`, full, stridesOf(shape));
}

/** The end of a kernel by its node's chain; `first`: the number of the kernel's own operands. */
export function finishOf(c: GpuContext, first: number): Finish {
  const { node } = c;
  const { extras, code, stores } = chainOf(node);
  const own = ownInputs(node);
  const ends = endOf(
    first,
    extras.map((_, k) => c.input(own + k)),
    stores.map((_, k) => c.output(k)),
  );
  const registers = ['r0', ...extras.map((_, k) => `r${k + 1}`)].map((r) => `${r}: f32`);
  const out = (k: number) => `out${first + extras.length + k}`;
  const lines = [
    ...microLines(code, 1 + extras.length),
    ...stores.map((register, k) => `  ${out(k)}[output${k} + place] = r${register};`),
  ];
  return {
    ...ends,
    text: `${ends.text}\nfn finish(place: u32, ${registers.join(', ')}) {\n${lines.join('\n')}\n}`,
    call: (place, value) => {
      const read = extras.map(
        (_, k) => `mem${first + k}[extra${k} + ${extraOffset(node, k, place)}]`,
      );
      return `finish(${[place, value, ...read].join(', ')});`;
    },
  };
}

/** The end of a kernel that only stores what it made. */
export function plainFinish(to: Place, first: number): Finish {
  const { text, operands } = endOf(first, [], [to]);
  return {
    text: `${text}\nfn finish(place: u32, r0: f32) {\n  out${first}[output0 + place] = r0;\n}`,
    operands,
    call: (place, value) => `finish(${place}, ${value});`,
  };
}

/** Addresses are made once for each invocation, before anything is stored. */
function endOf(first: number, extras: Place[], outputs: Place[]) {
  const names = [...extras.map((_, k) => `extra${k}`), ...outputs.map((_, k) => `output${k}`)];
  const lines = [
    ...names.map((name) => `var<private> ${name}: u32;`),
    'fn prepare() {',
    ...names.map((name, k) => `  ${name} = at(${first + k}u);`),
    '}',
  ];
  return { text: lines.join('\n'), operands: [...extras, ...outputs] };
}
