/**
 * Sums over axes on WebGPU. The order of every sum is fixed by the shapes: over the batch in the
 * chunks of the design, otherwise in tiles.
 */

import { sizeOf } from '../../../arrays.js';
import type { SumAttrs } from '../../../graph/index.js';
import { chunksOf, type Place } from '../../lowering/instructions.js';
import { finishOf, plainFinish } from '../chain.js';
import { type GpuContext, groupsOf } from '../kernel.js';
import { offsetText } from './index-text.js';
import { laneTree } from './tree-sum.js';

/** Terms of one tile at most: 16 for each invocation of a workgroup. */
const TILE = 1024;
const GROUP = 64;
/** Terms that an invocation adds up before a second one is worth its place. */
const TERMS_EACH = 8;
/** Batches from here on get an invocation for every chunk. */
const LONG_BATCH = 160;

const BATCH = 1;

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
  const partial = tiles > 1 ? c.workspace(count) : null;
  const finish = partial ? plainFinish(partial, 1) : finishOf(c, 1);
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
      TREE: laneTree(width),
      FUNCTIONS: finish.text,
      FINISH: finish.call('id', 'sum'),
    },
    workgroups: groupsOf(count * width),
    operands: [from, ...finish.operands],
  });
  if (partial) reduce(c, partial, outputs, tiles, `output * ${tiles}u`, 't');
}

/**
 * Sums [E, batch, inner] over the batch, in chunks whose sums are added up here or in a second
 * pass.
 */
function batchSum(
  c: GpuContext,
  from: Place,
  [E, batch, inner]: [number, number, number],
  { size, count }: { size: number; count: number },
  parts: number,
): void {
  const elements = E * parts * inner;
  const partial = parts > 1 ? c.workspace(elements) : null;
  const finish = partial ? plainFinish(partial, 1) : finishOf(c, 1);
  c.dispatch({
    shader: 'batch-sum',
    values: {
      BATCH: batch,
      CHUNK: size,
      PARTS: parts,
      HERE: count / parts,
      INNER: inner,
      COUNT: elements,
      FUNCTIONS: finish.text,
      FINISH: finish.call('id', 'partial[0]'),
    },
    workgroups: groupsOf(elements),
    operands: [from, ...finish.operands],
  });
  if (partial) batchSum(c, partial, [E, parts, inner], { size: 1, count: parts }, 1);
}

export function sum(c: GpuContext): void {
  const { axes } = c.node.attrs as SumAttrs;
  const x = c.node.inputs[0].shape;
  if (axes.length === 1 && axes[0] === BATCH) {
    const chunks = chunksOf(x[BATCH]);
    const parts = x[BATCH] < LONG_BATCH ? 1 : chunks.count;
    batchSum(c, c.input(0), [x[0], x[BATCH], sizeOf(x.slice(2))], chunks, parts);
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
