// Convolutions and their adjoints with respect to the input: shaders/conv.wgsl. Register tiles are sized here.

import type { ConvAttrs } from '../../../graph/ops/conv.js';
import { finishOf } from '../chain.js';
import { dispatch1d, type GpuContext } from '../kernel.js';
import { axesOf, product } from './conv-axes.js';
import { readExtras } from './conv-extras.js';
import { gathered, guarded, lane, stepped, tileOf, times, vectorType } from './lanes.js';

/** Output channels of an invocation. */
const MOST_CHANNELS = 8;
/** Invocations take four samples, or two, where so many of them are left. */
const MANY_INVOCATIONS = { 4: 131072, 2: 32768 };
/** Vectors of weights in workgroup memory at most, 16 KiB. */
const MOST_VECTORS = 1024;

/** Samples of an invocation, where one each would make `all` invocations. */
function samplesFor(all: number, batch: number): number {
  if (all / 4 >= MANY_INVOCATIONS[4]) return tileOf(batch, 4);
  return all / 2 >= MANY_INVOCATIONS[2] ? tileOf(batch, 2) : 1;
}

/** The weights of channels 4 v … 4 v + 3 of the tile, zeros for those behind its last. */
function fourWeights(v: number, channels: number): string {
  const weights = times(4, (o) =>
    4 * v + o < channels ? `mem[${stepped('k', 4 * v + o, 'OUTPUT_STRIDE')}]` : '0.0',
  );
  return `vec4<f32>(${weights.join(', ')})`;
}

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
  const samples = samplesFor(all, batch);
  const places = product(space) * Math.ceil(batch / samples);
  const workgroups = seeds * tiles * Math.ceil(places / 64);
  const wholeGroups = batch % samples === 0;
  const wholeTiles = outputs % channels === 0;
  const bias = (o: number) => (hasBias ? `mem[bias + ${o}u]` : '0.0');
  const stride = product(taps);
  const vectors = Math.ceil(channels / 4);
  const chunk = Math.min(inputs, Math.floor(MOST_VECTORS / (stride * vectors)));
  const finish = finishOf(c, 4);
  const read = readExtras(c, channels, samples);
  c.dispatch({
    shader: 'conv',
    values: {
      ...values,
      WORKGROUPS: workgroups,
      BATCH: batch,
      INPUTS: inputs,
      OUTPUTS: outputs,
      OUTPUT_STRIDE: transposed ? stride : inputs * stride,
      INPUT_STRIDE: transposed ? outputs * stride : stride,
      SAMPLES: samples,
      SAMPLES_TYPE: vectorType(samples),
      CHANNELS: channels,
      CHUNK: chunk,
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
      // Weights that are still in use must not be written over.
      BETWEEN: chunk < inputs ? 'workgroupBarrier();' : '',
      FILL: times(
        vectors,
        (v) => `weights[j * VECTORS + ${v}u] = ${fourWeights(v, channels)};`,
      ).join('\n      '),
      ACCUMULATE: [
        ...times(vectors, (v) => `let w${v} = weights[k + ${v}u];`),
        ...times(channels, (o) => `y${o} += ${lane(`w${o >> 2}`, o & 3, 4)} * v;`),
      ].join('\n            '),
      FINISH: times(channels, (o) =>
        guarded(
          wholeTiles,
          'first',
          o,
          `store(${[stepped('place', o, 'POINTS'), 'mine', `y${o}`, ...read.names.map((name) => `${name}_${o}`)].join(', ')});`,
        ),
      ).join('\n  '),
    },
    workgroups: dispatch1d(workgroups, 1),
    operands: [c.input(0), c.input(1), hasBias ? c.input(2) : null, read.roots, ...finish.operands],
  });
}

export const conv = (c: GpuContext): void => convolution(c, false);
export const convInputGrad = (c: GpuContext): void => convolution(c, true);
