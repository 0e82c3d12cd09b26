/**
 * The adjoint of a convolution with respect to its weights and its bias:
 * shaders/conv-weight-grad.wgsl.
 */

import { sizeOf } from '../../../arrays.js';
import {
  type ConvWeightGradAttrs,
  inputSpace,
  type Node,
  outputSpace,
  weightShape,
} from '../../../graph/index.js';
import type { GpuContext } from '../kernel.js';
import { readsOf, sideOfTaps } from './conv-axes.js';
import { sourceTexts } from './conv-reads.js';
import { gathered, lane, stepped, tileOf, times, vectorType } from './lanes.js';
import { type PartialSums, treeSum } from './tree-sum.js';

/** Points are cut into parts so that for each seed at least so many workgroups come out … */
const GROUPS_PER_SEED = 128;
/** … and a part has about so many points, at least and at most … */
const LEAST_POINTS = 128;
const MOST_POINTS = 2048;
/** … but there are no more parts than this. */
const MOST_PARTS = 64;
/** Values that are added up at a time; as in the shader. */
const ROUND = 16;

/** How the work of a weight gradient is divided; the same for any number of seeds. */
function division(node: Node) {
  const { geometry } = node.attrs as ConvWeightGradAttrs;
  const [, batch, inputs] = node.inputs[0].shape;
  const outputs = node.inputs[1].shape[2];
  const side = sideOfTaps(geometry);
  const reads = readsOf(geometry, side);
  const k = reads.map(({ taps }) => taps);
  const inputTile = tileOf(inputs, 4);
  const outputTile = tileOf(outputs, k[2] === 1 ? 8 : 4);
  const tapTile = tileOf(k[2], 3);
  const tiles = sizeOf([
    Math.ceil(inputs / inputTile),
    Math.ceil(outputs / outputTile),
    k[0] * k[1] * Math.ceil(k[2] / tapTile),
  ]);
  const all = batch * sizeOf(side === 'input' ? inputSpace(geometry) : outputSpace(geometry));
  const wanted = Math.max(GROUPS_PER_SEED / tiles, all / MOST_POINTS);
  const most = Math.min(MOST_PARTS, all / LEAST_POINTS);
  const span = Math.ceil(all / Math.ceil(Math.min(wanted, most)));
  const parts = Math.ceil(all / span);
  return { side, reads, inputTile, outputTile, tapTile, tiles, span, parts };
}

/** Partial sums that the weight gradient of a node makes for each of its elements. */
export const weightGradParts = (node: Node): number => division(node).parts;

/** The sums of output o and tap t, a lane for each input. */
const sums = (outputs: number, taps: number): string[] =>
  times(outputs * taps, (k) => `a${Math.floor(k / taps)}_${k % taps}`);

/**
 * The names of the values that an invocation sums: weights by output, tap and input, then biases.
 */
function valuesOf(outputs: number, taps: number, inputs: number, hasBias: boolean): string[] {
  const tiles = sums(outputs, taps);
  const weights = tiles.flatMap((name) => times(inputs, (i) => lane(name, i, inputs)));
  return [...weights, ...(hasBias ? times(outputs, (o) => `b${o}`) : [])];
}

/** Adds up the values of all invocations, some at a time, and stores them. */
function foldRounds(values: readonly string[]): string {
  return times(Math.ceil(values.length / ROUND), (r) => {
    const round = values.slice(r * ROUND, (r + 1) * ROUND);
    return [
      ...round.map((value, v) => `terms[${v}u * ROW + lane] = ${value};`),
      'workgroupBarrier();',
      'quarters[lane] = quarter(lane);',
      'workgroupBarrier();',
      `if (lane < ${round.length}u) { store(work, ${r * ROUND}u + lane, whole(lane)); }`,
    ].join('\n  ');
  }).join('\n  ');
}

/** The gradient of output o of the tile, of which `base` is the place of the first. */
const gradient = (base: string, o: number) => `mem1[${stepped(base, o, 'OUTPUT_POINTS')}]`;

/** For every output and tap of the tile. */
const each = (
  { outputTile, tapTile }: ReturnType<typeof division>,
  text: (o: number, t: number) => string,
) => times(outputTile * tapTile, (k) => text(Math.floor(k / tapTile), k % tapTile));

/** WGSL of what a point of the output adds to the sums. */
function ofOutputPoint(
  divided: ReturnType<typeof division>,
  { ROW, set }: ReturnType<typeof sourceTexts>,
  hasBias: boolean,
) {
  const { outputTile, tapTile } = divided;
  const lines = [
    ...times(outputTile, (o) => `let g${o} = ${gradient('g + point % POINTS', o)};`),
    ...(hasBias ? times(outputTile, (o) => `b${o} += g${o};`) : []),
    ...ROW,
    ...times(tapTile, (t) => set(`x${t}`, 'Inputs', `load(x + row + p2_${t})`, t)),
    ...each(divided, (o, t) => `a${o}_${t} += g${o} * x${t};`),
  ];
  return { ACCUMULATE: lines.join('\n    '), BIASES: '' };
}

/** WGSL of what a point of the input adds to the sums, and of the sums for the bias. */
function ofInputPoint(
  divided: ReturnType<typeof division>,
  { ROW, set }: ReturnType<typeof sourceTexts>,
  hasBias: boolean,
) {
  const lines = [
    ...ROW,
    'let v = load(x + point % POINTS);',
    ...each(divided, (o, t) => set(`g${o}_${t}`, 'f32', gradient(`g + row + p2_${t}`, o), t)),
    ...each(divided, (o, t) => `a${o}_${t} += g${o}_${t} * v;`),
  ];
  const biases = [
    'let last = min((part % PARTS + 1u) * BIAS_SPAN, BATCH * OUTPUT_POINTS);',
    'for (var point = part % PARTS * BIAS_SPAN + lane; point < last; point += 64u) {',
    '  let sample = point / OUTPUT_POINTS;',
    '  let g = allG + sample * OUTPUTS * OUTPUT_POINTS + point % OUTPUT_POINTS;',
    ...times(divided.outputTile, (o) => `  b${o} += ${gradient('g', o)};`),
    '}',
  ];
  return { ACCUMULATE: lines.join('\n    '), BIASES: hasBias ? biases.join('\n  ') : '' };
}

/** Makes the outputs: partial sums if the attributes say so, else what they add up to. */
export function convWeightGrad(c: GpuContext): void {
  const { node } = c;
  const { geometry, biasShape, partial, onto } = node.attrs as ConvWeightGradAttrs & PartialSums;
  const weights = weightShape(node.inputs, geometry);
  const [seeds, outputs, inputs] = weights;
  const batch = node.inputs[0].shape[1];
  const divided = division(node);
  const { side, reads, inputTile, outputTile, tapTile, tiles, span, parts } = divided;
  const hasBias = biasShape !== null;
  const whole = partial || parts === 1;
  const place = (i: number, size: number) => (whole ? c.output(i) : c.workspace(size));
  const weight = place(0, parts * sizeOf(weights));
  const bias = hasBias ? place(1, parts * seeds * outputs) : null;
  const sources = sourceTexts(c, geometry, side, reads, tapTile, 6);
  const names = valuesOf(outputTile, tapTile, inputTile, hasBias);
  c.dispatch({
    shader: 'conv-weight-grad',
    values: {
      ...sources.values,
      INPUT_POINTS: sizeOf(inputSpace(geometry)),
      OUTPUT_POINTS: sizeOf(outputSpace(geometry)),
      GROUPS: seeds * parts * tiles,
      BATCH: batch,
      INPUTS: inputs,
      OUTPUTS: outputs,
      SPAN: span,
      BIAS_SPAN: Math.ceil((batch * sizeOf(outputSpace(geometry))) / parts),
      PARTS: parts,
      INPUT_TILE: inputTile,
      INPUTS_TYPE: vectorType(inputTile),
      OUTPUT_TILE: outputTile,
      TAP_TILE: tapTile,
      VALUES: names.length,
      LOAD: gathered('mem0', 'Inputs', inputTile, 'source', 'INPUT_POINTS'),
      WEIGHT: onto ? 'mem4[at(4u) + place] + sum' : 'sum',
      BIAS: hasBias ? `out3[at(3u) + place] = ${onto ? 'mem5[at(5u) + place] + sum' : 'sum'};` : '',
      START: [
        ...sources.START,
        ...sums(outputTile, tapTile).map((sum) => `var ${sum} = Inputs();`),
        ...(hasBias ? times(outputTile, (o) => `var b${o} = 0.0;`) : []),
      ].join('\n  '),
      ...(side === 'output' ? ofOutputPoint : ofInputPoint)(divided, sources, hasBias),
      FOLD: foldRounds(names),
    },
    workgroups: seeds * parts * tiles,
    operands: [
      c.input(0),
      c.input(1),
      weight,
      bias,
      onto ? c.input(2) : null,
      onto && hasBias ? c.input(3) : null,
      sources.table,
    ],
  });
  if (whole) return;
  treeSum(c, seeds, parts, [
    { partials: weight, output: c.output(0), length: sizeOf(weights.slice(1)) },
    ...(bias ? [{ partials: bias, output: c.output(1), length: outputs }] : []),
  ]);
}
