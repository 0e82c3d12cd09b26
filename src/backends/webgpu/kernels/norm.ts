/**
 * Group normalisation and its adjoints: shaders/norm.wgsl. What is done with a group whose
 * statistics are known stands here.
 */

import { sizeOf } from '../../../arrays.js';
import type {
  GroupNormAttrs,
  GroupNormWeightGradAttrs,
  Node,
  Tensor,
} from '../../../graph/index.js';
import type { Place } from '../../lowering/instructions.js';
import { chainOf, type Finish, finishOf } from '../chain.js';
import type { GpuContext } from '../kernel.js';
import type { NormGradsAttrs } from '../passes/merge-norm-grads.js';
import { type PartialSums, treeSum } from './tree-sum.js';

/** Invocations that sum a channel, at least: neighbours read neighbours. */
const LEAST_WIDTH = 8;
/** Invocations of a workgroup at most, and elements that one of them has before there are more. */
const MOST_LANES = 256;
const ELEMENTS_EACH = 4;
/** Partial sums of the adjoint with respect to scale and bias at most. */
const MOST_PARTS = 64;
/** Operands before those of finish(). */
const OWN_OPERANDS = 7;

/** x̂ of element i. */
const HAT = 'let hat = (mem0[x + i] - stats.mean - stats.rest) * stats.factor;';
/** Over the elements of the group that are this invocation's. */
const EACH = 'for (var i = lane; i < SIZE; i += LANES)';

/** Samples that a workgroup has where it makes partial sums. */
const chunkOf = (batch: number) => Math.ceil(batch / MOST_PARTS);

/** Partial sums that the adjoint with respect to scale and bias makes for each of its elements. */
export function normWeightGradParts({ inputs: [x] }: Node): number {
  return Math.ceil(x.shape[1] / chunkOf(x.shape[1]));
}

interface Options {
  groups: number;
  eps: number;
}

/** What is done with the groups of `chunk` samples. */
interface Work {
  chunk: number;
  /** WGSL: functions, what comes first, what is done with each group. */
  texts: { FUNCTIONS: string; START: string; BODY: string };
  operands: (Place | null)[];
}

function dispatch(c: GpuContext, x: Tensor, options: Options, work: Work): void {
  const { chunk, texts, operands } = work;
  const [seeds, batch, allChannels, ...space] = x.shape;
  const channels = allChannels / options.groups;
  let lanes = LEAST_WIDTH;
  while (lanes < MOST_LANES && lanes * ELEMENTS_EACH < channels * sizeOf(space)) lanes *= 2;
  const workgroups = seeds * Math.ceil(batch / chunk) * options.groups;
  let width = LEAST_WIDTH;
  while (2 * width * channels <= lanes) width *= 2;
  c.dispatch({
    shader: 'norm',
    values: {
      WORKGROUPS: workgroups,
      LANES: lanes,
      WIDTH: width,
      BATCH: batch,
      CHUNK: chunk,
      GROUPS: options.groups,
      CHANNELS: channels,
      POINTS: sizeOf(space),
      EPS: options.eps,
      ...texts,
    },
    workgroups,
    operands,
  });
}

/** The number of operand `operand` that belongs to a channel of the group. */
const ofChannel = (operand: number, channel: string) =>
  `mem${operand}[at(${operand}u) + seed * ALL_CHANNELS + group * CHANNELS + ${channel}]`;

/** y = x̂ · scale + bias */
export function groupNorm(c: GpuContext): void {
  const attrs = c.node.attrs as GroupNormAttrs;
  const finish = finishOf(c, OWN_OPERANDS);
  const of = (operand: number) => ofChannel(operand, 'i / POINTS');
  const y = attrs.isAffine ? `hat * ${of(2)} + ${of(3)}` : 'hat';
  const [scale, bias] = attrs.isAffine ? [c.input(1), c.input(2)] : [null, null];
  dispatch(c, c.node.inputs[0], attrs, {
    chunk: 1,
    texts: {
      FUNCTIONS: finish.text,
      START: 'prepare();',
      BODY: `${EACH} { ${HAT} ${finish.call('place + i', y)} }`,
    },
    operands: [c.input(0), null, scale, bias, null, null, null, ...finish.operands],
  });
}

/**
 * Sums of a = g · scale and a · x̂, and what comes of them: dx = (a - ⟨a⟩ - x̂ ⟨a x̂⟩) / √(variance + ε)
 * with means ⟨ ⟩ over the group.
 */
function inputTexts(isAffine: boolean, store: string): string[] {
  const a = `let a = mem1[g + i]${isAffine ? ` * ${ofChannel(2, 'i / POINTS')}` : ''};`;
  return [
    'var sums = vec2<f32>();',
    'for (var first = lane; first < SIZE; first += RUN * LANES) {',
    '  var run = vec2<f32>();',
    '  for (var i = first; i < min(first + RUN * LANES, SIZE); i += LANES) {',
    `    ${HAT}`,
    `    ${a}`,
    '    run += vec2<f32>(a, a * hat);',
    '  }',
    '  sums += run;',
    '}',
    'let about = means(lane, sums);',
    `${EACH} { ${HAT} ${a} ${store} }`,
  ];
}

/** Partial sums dscale = Σ g x̂ and dbias = Σ g, WIDTH invocations for each channel. */
function weightTexts(onto: boolean): string[] {
  const before = [5, 6].map((operand) => (onto ? `mem${operand}[at(${operand}u) + to]` : '0.0'));
  return [
    'for (var first = 0u; first < CHANNELS; first += LANES / WIDTH) {',
    '  let channel = first + lane / WIDTH;',
    '  var sums = vec2<f32>();',
    '  if (channel < CHANNELS) {',
    '    for (var start = lane % WIDTH; start < POINTS; start += RUN * WIDTH) {',
    '      var run = vec2<f32>();',
    '      for (var p = start; p < min(start + RUN * WIDTH, POINTS); p += WIDTH) {',
    '        let i = channel * POINTS + p;',
    `        ${HAT}`,
    '        run += vec2<f32>(mem1[g + i] * hat, mem1[g + i]);',
    '      }',
    '      sums += run;',
    '    }',
    '  }',
    '  tree(lane, WIDTH, sums);',
    '  if (channel < CHANNELS && lane % WIDTH == 0u) {',
    '    let to = (seed * PARTS + part) * ALL_CHANNELS + group * CHANNELS + channel;',
    `    var before = vec2<f32>(${before.join(', ')});`,
    '    if (sample > part * CHUNK) { before = vec2<f32>(out3[at(3u) + to], out4[at(4u) + to]); }',
    '    out3[at(3u) + to] = before.x + parts[lane].x;',
    '    out4[at(4u) + to] = before.y + parts[lane].y;',
    '  }',
    '  workgroupBarrier();',
    '}',
  ];
}

/** The numbers of the inputs and outputs of an adjoint. */
interface Adjoint {
  x: number;
  g: number;
  scale: number | null;
  /** The end of the gradient of the input; null: it is not asked for. */
  finish: Finish | null;
  /**
   * Those of scale and bias, the first of two: the outputs, and the inputs with partial sums to
   * which these are added. null: they are not asked for.
   */
  weights: ({ output: number; before: number } & PartialSums) | null;
}

function adjoint(c: GpuContext, options: Options, { x, g, scale, finish, weights }: Adjoint) {
  const { shape } = c.node.inputs[x];
  const [seeds, batch, channels] = shape;
  const chunk = weights ? chunkOf(batch) : 1;
  const parts = Math.ceil(batch / chunk);
  const whole = weights?.partial || parts === 1;
  const place = (output: number) =>
    whole ? c.output(output) : c.workspace(seeds * parts * channels);
  const sums = weights ? [place(weights.output), place(weights.output + 1)] : [null, null];
  const before = weights?.onto ? [weights.before, weights.before + 1].map(c.input) : [null, null];
  const dx = 'stats.factor * (a - about.x - hat * about.y)';
  dispatch(c, c.node.inputs[x], options, {
    chunk,
    texts: {
      FUNCTIONS: finish?.text ?? '',
      START: finish ? 'prepare();' : '',
      BODY: [
        'let g = at(1u) + place;',
        ...(weights ? weightTexts(weights.onto ?? false) : []),
        ...(finish ? inputTexts(scale !== null, finish.call('place + i', dx)) : []),
      ].join('\n    '),
    },
    operands: [
      c.input(x),
      c.input(g),
      scale === null ? null : c.input(scale),
      ...sums,
      ...before,
      ...(finish?.operands ?? []),
    ],
  });
  if (!weights || whole) return;
  const folds = sums.map((partials, i) => ({
    partials: partials as Place,
    output: c.output(weights.output + i),
    length: channels,
  }));
  treeSum(c, seeds, parts, folds);
}

export function groupNormGrad(c: GpuContext): void {
  const attrs = c.node.attrs as GroupNormAttrs;
  const finish = finishOf(c, OWN_OPERANDS);
  adjoint(c, attrs, { x: 1, g: 0, scale: attrs.isAffine ? 2 : null, finish, weights: null });
}

/** Makes the outputs: partial sums if the attributes say so, else what they add up to. */
export function groupNormWeightGrad(c: GpuContext): void {
  const attrs = c.node.attrs as GroupNormWeightGradAttrs & PartialSums;
  const { partial, onto } = attrs;
  const weights = { output: 0, before: 2, partial, onto };
  adjoint(c, attrs, { x: 0, g: 1, scale: null, finish: null, weights });
}

/** Both of them; set by the pass that merges them. */
export function groupNormGrads(c: GpuContext): void {
  const attrs = c.node.attrs as NormGradsAttrs;
  const finish = finishOf(c, OWN_OPERANDS);
  const weights = { output: chainOf(c.node).stores.length, before: 3, ...attrs.weights };
  adjoint(c, attrs, { x: 1, g: 0, scale: 2, finish, weights });
}
