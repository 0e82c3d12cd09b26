// The adjoint of a convolution with respect to its weights and its bias: shaders/conv-weight-grad.wgsl.

import { type Node, sizeOf } from '../../../graph/index.js';
import type { ConvWeightGradAttrs } from '../../../graph/ops/conv-weight-grad.js';
import { dispatch1d, type GpuContext } from '../kernel.js';
import { axesOf, product } from './conv-axes.js';
import { gathered, guarded, lane, stepped, tileOf, times, vectorType } from './lanes.js';
import { treeSum } from './tree-sum.js';

/** The weight gradient's batch and space are cut so that about this many invocations come out … */
const WEIGHT_GRAD_INVOCATIONS = 20000;
/** … into at most so many parts, and rows into pieces of no fewer points. */
const MOST_PARTS = 128;
const SHORTEST_PIECE = 16;

/** `partial`: the outputs are the partial sums, [ensemble, parts, …]. Set by the pass that lets the optimiser fold them. */
export interface PartialWeightGradAttrs extends ConvWeightGradAttrs {
  partial?: boolean;
}

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

/** How the work of a weight gradient is divided. */
function division(node: Node) {
  const { dilation, weightShape } = node.attrs as ConvWeightGradAttrs;
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
  const pieces = cut(seeds * tiles, batch * points[0] * points[1], points[2]);
  return { points, k, values, inputTile, outputTile, tapTile, tiles, ...pieces };
}

/** Partial sums that the weight gradient of a node makes for each of its elements. */
export const weightGradParts = (node: Node): number => division(node).parts;

/** Partial sums [E, parts, …] of both outputs, which are the outputs themselves where that is wanted; else they are folded here. */
export function convWeightGrad(c: GpuContext): void {
  const { node } = c;
  const { weightShape, biasShape, partial } = node.attrs as PartialWeightGradAttrs;
  const [seeds, batch, inputs] = node.inputs[0].shape;
  const outputs = weightShape[1];
  const { points, k, values, inputTile, outputTile, tapTile, tiles, length, units, parts } =
    division(node);
  const hasBias = biasShape !== null;
  const sliding = values.STEP2 === 1 % points[2];
  const count = seeds * parts * tiles;
  const whole = partial || parts === 1;
  const place = (i: number, size: number) => (whole ? c.output(i) : c.workspace(size));
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
  if (whole) return;
  treeSum(c, seeds, parts, [
    { partials: weight, output: c.output(0), length: sizeOf(weightShape.slice(1)) },
    ...(bias ? [{ partials: bias, output: c.output(1), length: outputs }] : []),
  ]);
}
