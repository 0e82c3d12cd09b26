/**
 * Fully connected layers and their adjoints: shaders/dense.wgsl and shaders/dense-weight-grad.wgsl.
 */

import { chunksOf } from '../../lowering/instructions.js';
import { finishOf, ownInputs } from '../chain.js';
import { type GpuContext, groupsOf } from '../kernel.js';
import { gathered, guarded, lane, stepped, tileOf, times, vectorType } from './lanes.js';
import { laneTree, pairwise } from './tree-sum.js';

/** Below this many invocations with four samples each, they take two. */
const FEW_INVOCATIONS = 16384;
/** Products that an invocation adds up at least before a second one is worth its place. */
const TERMS_EACH = 32;
/** Invocations of a workgroup. */
const GROUP = 64;

function layer(c: GpuContext, transposed: boolean): void {
  const { node } = c;
  const [seeds, batch, inputs] = node.inputs[0].shape;
  const outputs = node.output.shape[2];
  const hasBias = ownInputs(node) > 2;
  const finish = finishOf(c, 3);
  const samples = tileOf(batch, (seeds * batch * outputs) / 4 < FEW_INVOCATIONS ? 2 : 4);
  const count = seeds * Math.ceil(batch / samples) * outputs;
  let width = 1;
  while (width < GROUP && 2 * width * TERMS_EACH <= inputs) width *= 2;
  c.dispatch({
    shader: 'dense',
    values: {
      COUNT: count,
      SEEDS: seeds,
      BATCH: batch,
      INPUTS: inputs,
      OUTPUTS: outputs,
      WIDTH: width,
      TREE: laneTree(width),
      OUTPUT_STRIDE: transposed ? 1 : inputs,
      INPUT_STRIDE: transposed ? outputs : 1,
      SAMPLES: samples,
      SAMPLES_TYPE: vectorType(samples),
      LOAD: gathered('mem0', 'Samples', samples, 'source', 'INPUTS'),
      BIAS: hasBias ? 'mem2[at(2u) + seed * OUTPUTS + output]' : '0.0',
      FUNCTIONS: finish.text,
      STORE: times(samples, (s) => {
        const call = finish.call(stepped('place', s, 'OUTPUTS'), lane('y', s, samples));
        return guarded(batch % samples === 0, 'mine', s, call);
      }).join('\n  '),
    },
    workgroups: groupsOf(count * width),
    operands: [c.input(0), c.input(1), hasBias ? c.input(2) : null, ...finish.operands],
  });
}

export const dense = (c: GpuContext): void => layer(c, false);
export const denseInputGrad = (c: GpuContext): void => layer(c, true);

/** What becomes of an element of the gradient of the weights, and of the bias. */
const WEIGHT = 'out2[at(2u) + row * INPUTS + column] = sum;';
const BIAS = 'out3[at(3u) + row] = sum;';

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
      STORE: hasBias ? `if (isBias) { ${BIAS} } else { ${WEIGHT} }` : WEIGHT,
      SUM: pairwise(chunks, (i) => `chunk(${i}u, x, g, isBias)`),
    },
    workgroups: groupsOf(count),
    operands: [c.input(0), c.input(1), c.output(0), hasBias ? c.output(1) : null],
  });
}
