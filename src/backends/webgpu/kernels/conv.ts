/**
 * Convolutions and their adjoints with respect to the input: shaders/conv.wgsl. Register tiles are
 * sized here.
 */

import { sizeOf } from '../../../arrays.js';
import { type ConvAttrs, kernelShape, type Node } from '../../../graph/index.js';
import { finishOf } from '../chain.js';
import type { GpuContext } from '../kernel.js';
import { readsOf } from './conv-axes.js';
import { readExtras } from './conv-extras.js';
import { hitTexts } from './conv-reads.js';
import { gathered, guarded, lane, stepped, tileOf, times, vectorType } from './lanes.js';

/**
 * Output channels of an invocation, and where there are so many taps that the weights of one input
 * would not fit.
 */
const MOST_CHANNELS = 8;
const FEW_CHANNELS = 4;
/** Invocations take four samples, or two, where so many of them are left. */
const MANY_INVOCATIONS = { 4: 131072, 2: 32768 };
/** Vectors of weights in workgroup memory at most, 16 KiB. */
const MOST_VECTORS = 1024;

/** Operands before those of finish(). */
const OWN_OPERANDS = 5;

/** Samples of an invocation, where one each would make `all` invocations. */
function samplesFor(all: number, batch: number): number {
  if (all / 4 >= MANY_INVOCATIONS[4]) return tileOf(batch, 4);
  return all / 2 >= MANY_INVOCATIONS[2] ? tileOf(batch, 2) : 1;
}

/** The weights of channels 4 v … 4 v + 3 of the tile, zeros for those behind its last. */
function fourWeights(v: number, channels: number): string {
  const weights = times(4, (o) =>
    4 * v + o < channels ? `mem1[${stepped('k', 4 * v + o, 'OUTPUT_STRIDE')}]` : '0.0',
  );
  return `vec4<f32>(${weights.join(', ')})`;
}

/** Which invocations make what. */
function division({ inputs: [x], output, attrs }: Node) {
  const [seeds, batch, inputs] = x.shape;
  const [, , outputs, ...space] = output.shape;
  const taps = sizeOf(kernelShape((attrs as ConvAttrs).geometry));
  const most = 2 * taps > MOST_VECTORS ? FEW_CHANNELS : MOST_CHANNELS;
  const channels = tileOf(outputs, most);
  const tiles = Math.ceil(outputs / channels);
  const samples = samplesFor(seeds * batch * sizeOf(space) * tiles, batch);
  const places = sizeOf(space) * Math.ceil(batch / samples);
  const vectors = Math.ceil(channels / 4);
  return {
    inputs,
    outputs,
    batch,
    taps,
    channels,
    samples,
    vectors,
    /** Inputs whose weights are in workgroup memory at a time. */
    chunk: Math.min(inputs, Math.floor(MOST_VECTORS / (taps * vectors))),
    workgroups: seeds * tiles * Math.ceil(places / 64),
  };
}

type Division = ReturnType<typeof division>;

/** WGSL of the sums: their start, the filling of workgroup memory, what one input adds. */
function sumTexts({ inputs, channels, vectors, chunk }: Division, hasBias: boolean) {
  const bias = (o: number) => (hasBias ? `mem2[bias + ${o}u]` : '0.0');
  return {
    START: [
      ...(hasBias ? ['let bias = at(2u) + seed * OUTPUTS + channel;'] : []),
      ...times(channels, (o) => `var y${o} = Samples(${bias(o)});`),
    ].join('\n  '),
    // Weights that are still in use must not be written over.
    BETWEEN: chunk < inputs ? 'workgroupBarrier();' : '',
    FILL: times(vectors, (v) => `weights[j * VECTORS + ${v}u] = ${fourWeights(v, channels)};`).join(
      '\n      ',
    ),
    ACCUMULATE: [
      ...times(vectors, (v) => `let w${v} = weights[k + ${v}u];`),
      ...times(channels, (o) => `y${o} += ${lane(`w${o >> 2}`, o & 3, 4)} * v;`),
    ].join('\n            '),
  };
}

/** WGSL that ends every sum in the chain; `extras`: the names of the chain's extra operands. */
function storeTexts({ batch, outputs, channels, samples }: Division, extras: readonly string[]) {
  const names = ['y', ...extras];
  return {
    PARAMETERS: names.map((name) => `${name}: Samples`).join(', '),
    STORE: times(samples, (s) => {
      const values = names.map((name) => lane(name, s, samples));
      const call = `finish(${[stepped('place', s, 'Y_SAMPLE'), ...values].join(', ')});`;
      return guarded(batch % samples === 0, 'mine', s, call);
    }).join('\n  '),
    FINISH: times(channels, (o) => {
      const values = [`y${o}`, ...extras.map((name) => `${name}_${o}`)];
      const call = `store(${[stepped('place', o, 'POINTS'), 'mine', ...values].join(', ')});`;
      return guarded(outputs % channels === 0, 'first', o, call);
    }).join('\n  '),
  };
}

function convolution(c: GpuContext, transposed: boolean): void {
  const { node } = c;
  const { geometry, hasBias } = node.attrs as ConvAttrs;
  const divided = division(node);
  const { inputs, outputs, batch, taps, channels, samples, chunk, workgroups } = divided;
  const side = transposed ? 'input' : 'output';
  const reads = hitTexts(c, geometry, side, readsOf(geometry, side), 4);
  const finish = finishOf(c, OWN_OPERANDS);
  const extras = readExtras(c, OWN_OPERANDS, channels, samples);
  c.dispatch({
    shader: 'conv',
    values: {
      ...reads.values,
      WORKGROUPS: workgroups,
      BATCH: batch,
      INPUTS: inputs,
      OUTPUTS: outputs,
      OUTPUT_STRIDE: transposed ? taps : inputs * taps,
      INPUT_STRIDE: transposed ? outputs * taps : taps,
      SAMPLES: samples,
      SAMPLES_TYPE: vectorType(samples),
      CHANNELS: channels,
      CHUNK: chunk,
      LOAD: gathered('mem0', 'Samples', samples, 'source', 'X_SAMPLE'),
      ...sumTexts(divided, hasBias),
      FUNCTIONS: finish.text,
      EXTRAS: extras.text,
      ...storeTexts(divided, extras.names),
    },
    workgroups,
    operands: [
      c.input(0),
      c.input(1),
      hasBias ? c.input(2) : null,
      extras.roots,
      reads.table,
      ...finish.operands,
    ],
  });
}

export const conv = (c: GpuContext): void => convolution(c, false);
export const convInputGrad = (c: GpuContext): void => convolution(c, true);
