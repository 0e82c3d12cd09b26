// Sums over axes on WebGPU. The order of every sum is fixed by the shapes: over the batch in the chunks of the design, otherwise in tiles.

import { type Shape, sizeOf } from '../../../graph/index.js';
import type { SumAttrs } from '../../../graph/ops/sum.js';
import { chunksOf, type Place } from '../../lowering/instructions.js';
import { dispatch1d, type GpuContext } from '../kernel.js';
import { offsetText } from './index-text.js';
import { treeSum } from './tree-sum.js';

/** Terms of one tile at most: 16 for each invocation of a workgroup. */
const TILE = 1024;
const GROUP = 64;
/** Terms that an invocation adds up before a second one is worth its place. */
const TERMS_EACH = 8;
/** Batches from here on get an invocation for every chunk. */
const LONG_BATCH = 160;

const BATCH = 1;

/** The tree over the `width` neighbouring invocations of one sum. */
function tree(width: number): string {
  if (width === 1) return '';
  return `  part[i] = sum;
  for (var half = WIDTH / 2u; half > 0u; half = half / 2u) {
    workgroupBarrier();
    if (lane < half) { part[i] += part[i + half]; }
  }
  sum = part[i];`;
}

/** Sums `terms` elements for each of `outputs` outputs: tiles of them, until one is left. */
function reduce(
  c: GpuContext,
  from: Place,
  outputs: number,
  terms: number,
  base: string,
  offset: string,
): void {
  const tiles = Math.ceil(terms / TILE);
  const count = outputs * tiles;
  let width = 1;
  while (width < GROUP && width * TERMS_EACH < Math.min(terms, TILE)) width *= 2;
  const to = tiles === 1 ? c.output(0) : c.workspace(count);
  c.dispatch({
    shader: 'reduce',
    values: {
      TERMS: terms,
      TILE,
      TILES: tiles,
      WIDTH: width,
      COUNT: count,
      BASE: base,
      OFFSET: offset,
      TREE: tree(width),
    },
    workgroups: dispatch1d(count * width),
    operands: [from, to],
  });
  if (tiles > 1) reduce(c, to, outputs, tiles, `output * ${tiles}u`, 't');
}

function batchSum(c: GpuContext, x: Shape): void {
  const [E, B] = x;
  const inner = sizeOf(x.slice(2));
  const { size, count } = chunksOf(B);
  const parts = B < LONG_BATCH ? 1 : count;
  const sums = parts === 1 ? c.output(0) : c.workspace(E * parts * inner);
  c.dispatch({
    shader: 'batch-sum',
    values: {
      BATCH: B,
      CHUNK: size,
      PARTS: parts,
      HERE: count / parts,
      INNER: inner,
      COUNT: E * parts * inner,
    },
    workgroups: dispatch1d(E * parts * inner),
    operands: [c.input(0), sums],
  });
  if (parts > 1) {
    treeSum(c, E, parts, [{ partials: sums, output: c.output(0), length: inner }]);
  }
}

export function sum(c: GpuContext): void {
  const { axes } = c.node.attrs as SumAttrs;
  const x = c.node.inputs[0].shape;
  if (axes.length === 1 && axes[0] === BATCH) {
    batchSum(c, x);
    return;
  }
  const strides = x.map((_, axis) => sizeOf(x.slice(axis + 1)));
  const kept = x.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const summed = [...axes].sort((a, b) => a - b);
  const text = (index: string, which: number[]) =>
    offsetText(
      index,
      which.map((axis) => x[axis]),
      which.map((axis) => strides[axis]),
    );
  const terms = summed.reduce((n, axis) => n * x[axis], 1);
  reduce(c, c.input(0), c.node.output.size, terms, text('output', kept), text('t', summed));
}
