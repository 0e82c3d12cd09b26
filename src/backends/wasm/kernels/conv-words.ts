/** What the lowerings of convolutions have in common. */

import { core } from '../../../core/index.js';
import type { Epilogue } from '../../../graph/index.js';
import type { Word } from '../../lowering/instructions.js';
import type { NodeContext } from '../../lowering/node-context.js';
import type { Precision } from '../../types.js';

export const EPILOGUES: Record<Epilogue, number> = { none: 0, relu: 1, reluGrad: 2, add: 3 };

/** The operand of an epilogue, which is the last input; 0 where it has none. */
export function extraOf({ node, input }: NodeContext): Word {
  const { epilogue } = node.attrs as { epilogue: Epilogue };
  return epilogue === 'reluGrad' || epilogue === 'add' ? input(node.inputs.length - 1) : 0;
}

/** Scratch bytes of an instruction; they do not depend on where its operands are. */
export function scratchOf(opcode: number, words: readonly Word[], precision: Precision): number {
  const numbers = words.map((word) => (typeof word === 'number' ? word : 0));
  const instruction = Int32Array.of(opcode, 3 + words.length, 0, ...numbers);
  return core().withScratch(instruction.byteLength, (ptr) => {
    new Int32Array(core().memory.buffer, ptr, instruction.length).set(instruction);
    return core().convScratchBytes(ptr, precision === 'f64' ? 1 : 0);
  });
}
