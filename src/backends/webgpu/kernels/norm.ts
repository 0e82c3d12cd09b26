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
import { finishOf } from '../chain.js';
import { dispatch1d, type GpuContext } from '../kernel.js';
import { type PartialSums, treeSum } from './tree-sum.js';

/** Invocations of a workgroup, and how many elements a group has before there are more. */
const FEW_LANES = 64;
const MANY_LANES = 256;
const MANY_ELEMENTS = 1024;
/** Invocations that sum a channel: neighbours read neighbours. */
const LEAST_WIDTH = 8;
/** Partial sums of the adjoint with respect to scale and bias at most. */
const MOST_PARTS = 64;

/** x̂ of element i. */
const HAT = 'let hat = (mem[x + i] - stats.mean - stats.rest) * stats.factor;';
/** Over the elements of the group that are this invocation's. */
const EACH = 'for (var i = lane; i < SIZE; i += LANES)';

/** Constants of the shader; a workgroup has `chunk` samples. */
function valuesOf(x: Tensor, { groups, eps }: { groups: number; eps: number }, chunk: number) {
  const [seeds, batch, allChannels, ...space] = x.shape;
  const channels = allChannels / groups;
  const size = channels * sizeOf(space);
  return {
    WORKGROUPS: seeds * Math.ceil(batch / chunk) * groups,
    LANES: size < MANY_ELEMENTS ? FEW_LANES : MANY_LANES,
    BATCH: batch,
    CHUNK: chunk,
    GROUPS: groups,
    CHANNELS: channels,
    POINTS: sizeOf(space),
    EPS: eps,
  };
}

/** The number that belongs to the channel of element i, of operand `operand`. */
const ofChannel = (operand: number) =>
  `mem[at(${operand}u) + seed * ALL_CHANNELS + group * CHANNELS + i / POINTS]`;

/** y = x̂ · scale + bias */
export function groupNorm(c: GpuContext): void {
  const attrs = c.node.attrs as GroupNormAttrs;
  const values = valuesOf(c.node.inputs[0], attrs, 1);
  const finish = finishOf(c, 3);
  const y = attrs.isAffine ? `hat * ${ofChannel(1)} + ${ofChannel(2)}` : 'hat';
  c.dispatch({
    shader: 'norm',
    values: {
      ...values,
      X: 0,
      FUNCTIONS: finish.text,
      START: 'prepare();',
      BODY: `${EACH} { ${HAT} ${finish.call('place + i', y)} }`,
    },
    workgroups: dispatch1d(values.WORKGROUPS, 1),
    operands: [
      c.input(0),
      attrs.isAffine ? c.input(1) : null,
      attrs.isAffine ? c.input(2) : null,
      ...finish.operands,
    ],
  });
}

/** dx = (a - ⟨a⟩ - x̂ ⟨a x̂⟩) / √(variance + ε) with a = g · scale and means ⟨ ⟩ over the group */
export function groupNormGrad(c: GpuContext): void {
  const attrs = c.node.attrs as GroupNormAttrs;
  const values = valuesOf(c.node.inputs[1], attrs, 1);
  const finish = finishOf(c, 3);
  const a = `let a = mem[g + i]${attrs.isAffine ? ` * ${ofChannel(2)}` : ''};`;
  const dx = 'stats.factor * (a - about.x - hat * about.y)';
  c.dispatch({
    shader: 'norm',
    values: {
      ...values,
      X: 1,
      FUNCTIONS: finish.text,
      START: 'prepare();',
      BODY: [
        'let g = at(0u) + place;',
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
        `${EACH} { ${HAT} ${a} ${finish.call('place + i', dx)} }`,
      ].join('\n    '),
    },
    workgroups: dispatch1d(values.WORKGROUPS, 1),
    operands: [c.input(0), c.input(1), attrs.isAffine ? c.input(2) : null, ...finish.operands],
  });
}

/** Samples of a partial sum. */
const chunkOf = ({ inputs: [x] }: Node) => Math.ceil(x.shape[1] / MOST_PARTS);

/** Partial sums that the adjoint makes for each of its elements. */
export const normWeightGradParts = (node: Node): number =>
  Math.ceil(node.inputs[0].shape[1] / chunkOf(node));

/** dscale = Σ g x̂ and dbias = Σ g over batch and points; partial sums, if the attributes say so. */
export function groupNormWeightGrad(c: GpuContext): void {
  const { node } = c;
  const attrs = node.attrs as GroupNormWeightGradAttrs & PartialSums;
  const { onto, partial } = attrs;
  const [x] = node.inputs;
  const [seeds, , channels] = x.shape;
  const parts = normWeightGradParts(node);
  const values = valuesOf(x, attrs, chunkOf(node));
  const { LANES, CHANNELS } = values;
  let width = LEAST_WIDTH;
  while (2 * width * CHANNELS <= LANES) width *= 2;
  const whole = partial || parts === 1;
  const [scale, bias] = [0, 1].map((i) =>
    whole ? c.output(i) : c.workspace(seeds * parts * channels),
  );
  const before = (output: number) => (onto ? `mem[at(${output + 2}u) + to]` : '0.0');
  c.dispatch({
    shader: 'norm',
    values: {
      ...values,
      X: 0,
      FUNCTIONS: `const WIDTH: u32 = ${width};`,
      START: '',
      BODY: [
        'let g = at(1u) + place;',
        'for (var first = 0u; first < CHANNELS; first += LANES / WIDTH) {',
        '  let channel = first + lane / WIDTH;',
        '  var sums = vec2<f32>();',
        '  if (channel < CHANNELS) {',
        '    for (var start = lane % WIDTH; start < POINTS; start += RUN * WIDTH) {',
        '      var run = vec2<f32>();',
        '      for (var p = start; p < min(start + RUN * WIDTH, POINTS); p += WIDTH) {',
        '        let i = channel * POINTS + p;',
        `        ${HAT}`,
        '        run += vec2<f32>(mem[g + i] * hat, mem[g + i]);',
        '      }',
        '      sums += run;',
        '    }',
        '  }',
        '  tree(lane, WIDTH, sums);',
        '  if (channel < CHANNELS && lane % WIDTH == 0u) {',
        '    let to = (seed * PARTS + part) * ALL_CHANNELS + group * CHANNELS + channel;',
        `    var before = vec2<f32>(${before(2)}, ${before(3)});`,
        '    if (sample > part * CHUNK) { before = vec2<f32>(mem[at(2u) + to], mem[at(3u) + to]); }',
        '    mem[at(2u) + to] = before.x + parts[lane].x;',
        '    mem[at(3u) + to] = before.y + parts[lane].y;',
        '  }',
        '  workgroupBarrier();',
        '}',
      ].join('\n    '),
    },
    workgroups: dispatch1d(values.WORKGROUPS, 1),
    operands: [
      c.input(0),
      c.input(1),
      scale,
      bias,
      onto ? c.input(2) : null,
      onto ? c.input(3) : null,
    ],
  });
  if (whole) return;
  treeSum(c, seeds, parts, [
    { partials: scale, output: c.output(0), length: channels },
    { partials: bias, output: c.output(1), length: channels },
  ]);
}
