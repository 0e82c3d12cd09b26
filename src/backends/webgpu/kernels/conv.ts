// Convolutions and their adjoints with respect to the input: shaders/conv.wgsl. Register tiles are sized here.

import type { ConvAttrs } from '../../../graph/ops/conv.js';
import { finishOf } from '../chain.js';
import { dispatch1d, type GpuContext } from '../kernel.js';
import { axesOf, product } from './conv-axes.js';
import { readExtras } from './conv-extras.js';
import { gathered, guarded, lane, stepped, tileOf, times, vectorType } from './lanes.js';

/** Output channels of an invocation. */
const MOST_CHANNELS = 8;
/** Below this many invocations with four samples each, they take two. */
const FEW_INVOCATIONS = 16384;
function convolution(c: GpuContext, transposed: boolean): void {
  const { node } = c;
  const { dilation, hasBias } = node.attrs as ConvAttrs;
  const [seeds, batch, inputs, ...space] = node.inputs[0].shape;
  const taps = node.inputs[1].shape.slice(3);
  const outputs = node.output.shape[2];
  const { values } = axesOf(space, taps, dilation, transposed ? -1 : 1);
  const channels = tileOf(outputs, MOST_CHANNELS);
  const tiles = Math.ceil(outputs / channels);
  const all = seeds * batch * product(space) * tiles;
  const samples = tileOf(batch, all / 4 < FEW_INVOCATIONS ? 2 : 4);
  const count = (all / batch) * Math.ceil(batch / samples);
  const wholeGroups = batch % samples === 0;
  const wholeTiles = outputs % channels === 0;
  const bias = (o: number) => (hasBias ? `mem[bias + ${o}u]` : '0.0');
  const stride = product(taps);
  const finish = finishOf(c, 4);
  const read = readExtras(c, channels, samples);
  c.dispatch({
    shader: 'conv',
    values: {
      ...values,
      COUNT: count,
      BATCH: batch,
      INPUTS: inputs,
      OUTPUTS: outputs,
      OUTPUT_STRIDE: transposed ? stride : inputs * stride,
      INPUT_STRIDE: transposed ? outputs * stride : stride,
      SAMPLES: samples,
      SAMPLES_TYPE: vectorType(samples),
      CHANNELS: channels,
      LOAD: gathered('Samples', samples, 'source', 'X_SAMPLE'),
      FUNCTIONS: finish.text,
      PARAMETERS: ['y', ...read.names].map((name) => `${name}: Samples`).join(', '),
      STORE: times(samples, (s) => {
        const values = ['y', ...read.names].map((name) => lane(name, s, samples));
        const call = `finish(${[stepped('place', s, 'Y_SAMPLE'), ...values].join(', ')});`;
        return guarded(wholeGroups, 'mine', s, call);
      }).join('\n  '),
      EXTRAS: read.text,
      START: [
        ...(hasBias ? ['let bias = at(2u) + seed * OUTPUTS + channel;'] : []),
        ...times(channels, (o) => `var y${o} = Samples(${bias(o)});`),
      ].join('\n  '),
      ACCUMULATE: times(
        channels,
        (o) => `y${o} += mem[${stepped('k', o, 'OUTPUT_STRIDE')}] * v;`,
      ).join('\n          '),
      FINISH: times(channels, (o) =>
        guarded(
          wholeTiles,
          'first',
          o,
          `store(${[stepped('place', o, 'POINTS'), 'mine', `y${o}`, ...read.names.map((name) => `${name}_${o}`)].join(', ')});`,
        ),
      ).join('\n  '),
    },
    workgroups: dispatch1d(count),
    operands: [c.input(0), c.input(1), hasBias ? c.input(2) : null, read.roots, ...finish.operands],
  });
}

export const conv = (c: GpuContext): void => convolution(c, false);
export const convInputGrad = (c: GpuContext): void => convolution(c, true);
