/** The mixing of channels in Fourier layers on WebGPU, and its weight gradient. */

import { sizeOf } from '../../../arrays.js';
import { type ModeMixAttrs, weightModes } from '../../../graph/index.js';
import { chunksOf } from '../../lowering/instructions.js';
import { type GpuContext, groupsOf } from '../kernel.js';
import { treeSum } from './tree-sum.js';

/** The block (first axis fastest) of a mode of a compact spectrum, and its place in there. */
const PLACES = [
  'return vec2<u32>(0u, k);',
  'return vec2<u32>(row / A, (row % A) * M + k);',
  `let r0 = row / (2u * B);
  let r1 = row % (2u * B);
  return vec2<u32>(r0 / A + 2u * (r1 / B), ((r0 % A) * B + r1 % B) * M + k);`,
];

/** The other way round. */
const MODES = [
  'return k;',
  'return (block * A + row) * M + k;',
  `let r0 = (block % 2u) * A + row / B;
  let r1 = (block / 2u) * B + row % B;
  return (r0 * 2u * B + r1) * M + k;`,
];

/**
 * Batches up to this are summed by one invocation for each weight; of larger ones every chunk has
 * its own.
 */
const WHOLE_BATCH = 64;

function shapeOf(c: GpuContext) {
  const X = c.node.inputs[0].shape;
  const dims = X.length - 4;
  const own = weightModes(X.slice(4));
  const m = own[dims - 1];
  const rows = sizeOf(X.slice(4, -1));
  const blocks = 1 << (dims - 1);
  const values = {
    BATCH: X[1],
    IN: X[2],
    M: m,
    // Of the leading axes, where there are any.
    A: dims > 1 ? own[0] : 1,
    B: dims > 2 ? own[1] : 1,
    ROWS: rows,
    BLOCKS: blocks,
    BLOCK_MODES: (rows / blocks) * m,
  };
  return { E: X[0], B: X[1], dims, modes: rows * m, values };
}

export function modeMix(c: GpuContext): void {
  const { adjoint } = c.node.attrs as ModeMixAttrs;
  const { E, B, dims, modes, values } = shapeOf(c);
  const out = c.node.output.shape[2];
  const count = E * B * out * modes;
  c.dispatch({
    shader: 'mode-mix',
    values: {
      ...values,
      OUT: out,
      COUNT: count,
      PLACE: PLACES[dims - 1],
      OUT_STEP: adjoint ? 1 : values.IN,
      IN_STEP: adjoint ? out : 1,
      SIGN: adjoint ? '-1.0' : '1.0',
    },
    workgroups: groupsOf(count),
    operands: [c.input(0), c.input(1), c.input(2), c.output(0)],
  });
}

export function modeMixWeightGrad(c: GpuContext): void {
  const { E, B, dims, values } = shapeOf(c);
  const { size, count } = chunksOf(B);
  const length = sizeOf(c.node.output.shape.slice(1));
  const parts = B <= WHOLE_BATCH ? 1 : count;
  const sums = [0, 1].map((i) => (parts === 1 ? c.output(i) : c.workspace(E * parts * length)));
  c.dispatch({
    shader: 'mode-mix-grad',
    values: {
      ...values,
      OUT: c.node.inputs[1].shape[2],
      CHUNK: size,
      PARTS: parts,
      HERE: count / parts,
      COUNT: E * parts * length,
      MODE: MODES[dims - 1],
    },
    workgroups: groupsOf(E * parts * length),
    operands: [c.input(0), c.input(1), ...sums],
  });
  if (parts === 1) return;
  const folds = sums.map((partials, i) => ({ partials, output: c.output(i), length }));
  treeSum(c, E, parts, folds);
}
