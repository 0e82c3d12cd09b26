// Convolutions and their adjoints: shaders/conv.wgsl and shaders/conv-weight-grad.wgsl. Register tiles are sized here.

import { type Shape, sizeOf } from '../../../graph/index.js';
import type { ConvAttrs, Epilogue } from '../../../graph/ops/conv.js';
import type { ConvWeightGradAttrs } from '../../../graph/ops/conv-weight-grad.js';
import type { Place } from '../../lowering/instructions.js';
import { dispatch1d, type GpuContext } from '../kernel.js';
import { gathered, guarded, lane, stepped, tileOf, times, vectorType } from './lanes.js';
import { treeSum } from './tree-sum.js';

/** Output channels of an invocation. */
const MOST_CHANNELS = 8;
/** Below this many invocations with four samples each, they take two. */
const FEW_INVOCATIONS = 16384;
/** The weight gradient's batch and space are cut so that about this many invocations come out … */
const WEIGHT_GRAD_INVOCATIONS = 20000;
/** … into at most so many parts, and rows into pieces of no fewer points. */
const MOST_PARTS = 128;
const SHORTEST_PIECE = 16;

const EPILOGUES: Record<Epilogue, string> = {
  none: 'y',
  relu: 'select(y, 0.0, y < 0.0)',
  reluGrad: 'select(0.0, y, mem[at(4u) + place] > 0.0)',
  add: 'y + mem[at(4u) + place]',
};

const modulo = (a: number, n: number) => ((a % n) + n) % n;
const product = (numbers: readonly number[]) => numbers.reduce((a, b) => a * b, 1);

/**
 * Points, taps and the places that they read on three axes, leading ones for those that a space has not. `sign` is -1 for the
 * adjoint with respect to the input. With one tap all points are one row.
 */
function axesOf(space: Shape, taps: Shape, dilation: number, sign: 1 | -1) {
  const points = taps[0] === 1 ? [1, 1, product(space)] : [1, 1, ...space].slice(-3);
  const k = taps[0] === 1 ? [1, 1, 1] : [1, 1, ...taps].slice(-3);
  const values: Record<string, number> = {};
  points.forEach((n, axis) => {
    values[`S${axis}`] = n;
    values[`K${axis}`] = k[axis];
    values[`FROM${axis}`] = modulo(-sign * ((k[axis] - 1) >> 1) * dilation, n);
    values[`STEP${axis}`] = modulo(sign * dilation, n);
  });
  return { points, k, values };
}

function convolution(c: GpuContext, transposed: boolean): void {
  const { node } = c;
  const { dilation, hasBias, epilogue } = node.attrs as ConvAttrs;
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
      EPILOGUE: EPILOGUES[epilogue],
      STORE: times(samples, (s) => {
        const y = `epilogue(${lane('y', s, samples)}, ${stepped('place', s, 'Y_SAMPLE')})`;
        const to = stepped('at(2u) + place', s, 'Y_SAMPLE');
        return guarded(wholeGroups, 'mine', s, `mem[${to}] = ${y};`);
      }).join('\n  '),
      START: [
        ...(hasBias ? ['let bias = at(3u) + seed * OUTPUTS + channel;'] : []),
        ...times(channels, (o) => `var y${o} = Samples(${bias(o)});`),
      ].join('\n  '),
      ACCUMULATE: times(
        channels,
        (o) => `y${o} += mem[${stepped('k', o, 'OUTPUT_STRIDE')}] * v;`,
      ).join('\n          '),
      FINISH: times(channels, (o) =>
        guarded(wholeTiles, 'first', o, `store(y${o}, ${stepped('place', o, 'POINTS')}, mine);`),
      ).join('\n  '),
    },
    workgroups: dispatch1d(count),
    operands: [
      c.input(0),
      c.input(1),
      c.output(0),
      hasBias ? c.input(2) : null,
      epilogue === 'reluGrad' || epilogue === 'add' ? c.input(node.inputs.length - 1) : null,
    ],
  });
}

export const conv = (c: GpuContext): void => convolution(c, false);
export const convInputGrad = (c: GpuContext): void => convolution(c, true);

/** How batch and space are cut into parts: pieces of `length` points, `units` of them in each part. */
function cut(invocations: number, rows: number, row: number) {
  const wanted = Math.min(MOST_PARTS, Math.ceil(WEIGHT_GRAD_INVOCATIONS / invocations));
  const most = Math.max(1, Math.floor(row / SHORTEST_PIECE));
  const length = Math.ceil(row / Math.min(most, Math.ceil(wanted / rows)));
  const all = rows * Math.ceil(row / length);
  const units = Math.ceil(rows / Math.min(rows, wanted));
  return { length, units, parts: Math.ceil(all / units) };
}

/** The sums of the products at one point, and the steps of what they read. */
function weightGradBody(outputs: number, taps: number, sliding: boolean, hasBias: boolean) {
  const first = (t: number) => `(begin + FROM2 + (t2 + ${t}u) * STEP2) % S2`;
  const begin = sliding
    ? [`var q = ${first(0)};`, ...times(taps - 1, (t) => `var x${t} = load(x + q); q = next(q);`)]
    : times(taps, (t) => `var q${t} = ${first(t)};`);
  const loads = sliding
    ? [`let x${taps - 1} = load(x + q);`, 'q = next(q);']
    : times(taps, (t) => `let x${t} = load(x + q${t}); q${t} = next(q${t});`);
  const sums = times(outputs, (o) =>
    [
      `let g${o} = mem[${stepped('g + p', o, 'POINTS')}];`,
      ...times(taps, (t) => `a${o}_${t} += g${o} * x${t};`),
      ...(hasBias ? [`b${o} += g${o};`] : []),
    ].join(' '),
  );
  const moves = sliding ? times(taps - 1, (t) => `x${t} = x${t + 1};`) : [];
  return {
    BEGIN_PIECE: begin.join('\n    '),
    ACCUMULATE: [...loads, ...sums, ...moves].join('\n      '),
  };
}

/** The partial sums of a weight gradient; with one part they are the outputs themselves. */
export interface WeightGradParts {
  parts: number;
  weight: Place;
  bias: Place | null;
}

/** The dispatch that makes the partial sums, [E, parts, …] of each output. */
export function convWeightGradParts(c: GpuContext): WeightGradParts {
  const { node } = c;
  const { dilation, weightShape, biasShape } = node.attrs as ConvWeightGradAttrs;
  const [seeds, batch, inputs, ...space] = node.inputs[0].shape;
  const outputs = weightShape[1];
  const { points, k, values } = axesOf(space, weightShape.slice(3), dilation, 1);
  const inputTile = tileOf(inputs, 4);
  const outputTile = tileOf(outputs, k[2] === 1 ? 8 : 4);
  const tapTile = tileOf(k[2], 4);
  const tiles = product([
    Math.ceil(inputs / inputTile),
    Math.ceil(outputs / outputTile),
    k[0] * k[1] * Math.ceil(k[2] / tapTile),
  ]);
  const { length, units, parts } = cut(seeds * tiles, batch * points[0] * points[1], points[2]);
  const hasBias = biasShape !== null;
  const sliding = values.STEP2 === 1 % points[2];
  const count = seeds * parts * tiles;
  const place = (i: number, size: number) => (parts === 1 ? c.output(i) : c.workspace(size));
  const weight = place(0, parts * sizeOf(weightShape));
  const bias = hasBias ? place(1, parts * seeds * outputs) : null;
  const wholeOutputs = outputs % outputTile === 0;
  const wholeTaps = k[2] % tapTile === 0;
  c.dispatch({
    shader: 'conv-weight-grad',
    values: {
      ...values,
      COUNT: count,
      BATCH: batch,
      INPUTS: inputs,
      OUTPUTS: outputs,
      LENGTH: length,
      UNITS: units,
      INPUT_TILE: inputTile,
      INPUTS_TYPE: vectorType(inputTile),
      OUTPUT_TILE: outputTile,
      TAP_TILE: tapTile,
      LOAD: gathered('Inputs', inputTile, 'source', 'POINTS'),
      STORE: times(inputTile, (i) => {
        const sum = lane('sum', i, inputTile);
        const to = stepped('place', i, 'TAPS');
        return guarded(inputs % inputTile === 0, 'first', i, `mem[${to}] = ${sum};`);
      }).join('\n  '),
      START: times(outputTile, (o) =>
        [
          ...times(tapTile, (t) => `var a${o}_${t} = Inputs(0.0);`),
          ...(hasBias ? [`var b${o} = 0.0;`] : []),
        ].join(' '),
      ).join('\n  '),
      ...weightGradBody(outputTile, tapTile, sliding, hasBias),
      FINISH: [
        ...times(outputTile, (o) =>
          times(tapTile, (t) => {
            const to = `${stepped('place', o, 'INPUTS * TAPS')} + ${t}u`;
            const store = `store(a${o}_${t}, ${to}, firstInput);`;
            return guarded(
              wholeOutputs,
              'firstOutput',
              o,
              guarded(wholeTaps, 'firstTap', t, store),
            );
          }).join('\n  '),
        ),
        ...(hasBias
          ? [
              'if (inputTile == 0u && tapTile == 0u) {',
              '  let to = at(3u) + (seed * PARTS + part) * OUTPUTS + output;',
              ...times(
                outputTile,
                (o) => `  ${guarded(wholeOutputs, 'firstOutput', o, `mem[to + ${o}u] = b${o};`)}`,
              ),
              '}',
            ]
          : []),
      ].join('\n  '),
    },
    workgroups: dispatch1d(count),
    operands: [c.input(0), c.input(1), weight, bias],
  });
  return { parts, weight, bias };
}

export function convWeightGrad(c: GpuContext): void {
  const { weightShape } = c.node.attrs as ConvWeightGradAttrs;
  const { parts, weight, bias } = convWeightGradParts(c);
  if (parts === 1) return;
  treeSum(c, weightShape[0], parts, [
    { partials: weight, output: c.output(0), length: sizeOf(weightShape.slice(1)) },
    ...(bias ? [{ partials: bias, output: c.output(1), length: weightShape[1] }] : []),
  ]);
}
