// Fully connected layers and their adjoints: shaders/dense.wgsl and shaders/dense-weight-grad.wgsl.

import { chunksOf } from '../../lowering/instructions.js';
import { dispatch1d, type GpuContext } from '../kernel.js';
import { gathered, guarded, lane, stepped, tileOf, times, vectorType } from './lanes.js';
import { pairwise } from './tree-sum.js';

/** Below this many invocations with four samples each, they take two. */
const FEW_INVOCATIONS = 16384;

function layer(c: GpuContext, transposed: boolean): void {
  const { node } = c;
  const [seeds, batch, inputs] = node.inputs[0].shape;
  const outputs = node.output.shape[2];
  const hasBias = node.inputs.length > 2;
  const samples = tileOf(batch, (seeds * batch * outputs) / 4 < FEW_INVOCATIONS ? 2 : 4);
  const count = seeds * Math.ceil(batch / samples) * outputs;
  c.dispatch({
    shader: 'dense',
    values: {
      COUNT: count,
      BATCH: batch,
      INPUTS: inputs,
      OUTPUTS: outputs,
      OUTPUT_STRIDE: transposed ? 1 : inputs,
      INPUT_STRIDE: transposed ? outputs : 1,
      SAMPLES: samples,
      SAMPLES_TYPE: vectorType(samples),
      LOAD: gathered('Samples', samples, 'source', 'INPUTS'),
      BIAS: hasBias ? 'mem[at(3u) + seed * OUTPUTS + output]' : '0.0',
      STORE: times(samples, (s) => {
        const to = stepped('place', s, 'OUTPUTS');
        const y = lane('y', s, samples);
        return guarded(batch % samples === 0, 'mine', s, `mem[${to}] = ${y};`);
      }).join('\n  '),
    },
    workgroups: dispatch1d(count),
    operands: [c.input(0), c.input(1), c.output(0), hasBias ? c.input(2) : null],
  });
}

export const dense = (c: GpuContext): void => layer(c, false);
export const denseInputGrad = (c: GpuContext): void => layer(c, true);

export function denseWeightGrad(c: GpuContext): void {
  const { node } = c;
  const [seeds, batch, inputs] = node.inputs[0].shape;
  const outputs = node.inputs[1].shape[2];
  const hasBias = node.outputs.length > 1;
  const columns = inputs + (hasBias ? 1 : 0);
  const { size, count: chunks } = chunksOf(batch);
  const count = seeds * outputs * columns;
  c.dispatch({
    shader: 'dense-weight-grad',
    values: {
      COUNT: count,
      BATCH: batch,
      INPUTS: inputs,
      OUTPUTS: outputs,
      COLUMNS: columns,
      CHUNK: size,
      SUM: pairwise(chunks, (i) => `chunk(${i}u, x, g, isBias)`),
    },
    workgroups: dispatch1d(count),
    operands: [c.input(0), c.input(1), c.output(0), hasBias ? c.output(1) : null],
  });
}
