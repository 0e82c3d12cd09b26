// Fourier transforms and products of spectra on WebGPU: one pass for each axis, a sum over its points (rfft) or over its modes that
// count (irfft), with the roots of unity from a table. The last axis comes first in rfft and last in irfft.

import { core } from '../../../core/index.js';
import { type Shape, sizeOf } from '../../../graph/index.js';
import { type Band, modeShape } from '../../../graph/ops/band.js';
import type { ComplexMulAttrs } from '../../../graph/ops/complex-mul.js';
import type { IrfftAttrs } from '../../../graph/ops/irfft.js';
import type { RfftAttrs } from '../../../graph/ops/rfft.js';
import type { Place } from '../../wasm/instructions.js';
import { dispatch1d, type GpuContext } from '../kernel.js';
import { offsetText } from './index-text.js';

/** Modes that lie next to each other, with wavenumbers one apart (modulo the number of points) and the same factor. */
interface Run {
  /** Place of the first one along the axis. */
  place: number;
  count: number;
  wavenumber: number;
  factor: number;
}

/**
 * The modes along one axis that take part. `weighted`: those of the last axis stand for their mirror image too (twice the
 * interior ones), and of two places of the same mode the later one counts; otherwise all places count once.
 */
function runsOf(n: number, last: boolean, { modes, cutoff }: Band, weighted: boolean): Run[] {
  const places = modeShape(last ? [n] : [n, 1], modes)[0];
  const compact = modes !== null && !last;
  const runs: Run[] = [];
  for (let place = 0; place < places; place++) {
    const wavenumber = compact && place >= modes ? (place - places + 2 * n) % n : place;
    if (cutoff !== null && Math.min(wavenumber, n - wavenumber) > cutoff) continue;
    if (weighted && compact && place < modes && place >= n - modes) continue;
    const own = wavenumber === 0 || 2 * wavenumber === n;
    const factor = weighted && last && !own ? 2 : 1;
    const run = runs[runs.length - 1];
    const continues =
      run !== undefined &&
      place === run.place + run.count &&
      wavenumber === (run.wavenumber + run.count) % n &&
      factor === run.factor;
    if (continues) run.count++;
    else runs.push({ place, count: 1, wavenumber, factor });
  }
  return runs;
}

/** cos and sin of 2π·j/n, exact at whole eighths of a turn. */
function root(j: number, n: number): [number, number] {
  const quarter = Math.floor((4 * j) / n);
  const rest = 4 * j - quarter * n;
  const angle = (of: number) => (1.5707963267948966 * of) / n;
  const near = 2 * rest <= n;
  const c = near ? core().cos(angle(rest)) : core().sin(angle(n - rest));
  const s = near ? core().sin(angle(rest)) : core().cos(angle(n - rest));
  return [
    [c, s],
    [-s, c],
    [-c, -s],
    [s, -c],
  ][quarter] as [number, number];
}

function rootsOf(c: GpuContext, n: number): Place {
  return c.table(`roots of unity ${n}`, () =>
    Float32Array.from({ length: 2 * n }, (_, i) => root(i >> 1, n)[i & 1]),
  );
}

const COMPLEX = 'vec2<f32>';
const RE = 'mem[source]';
const IM = 'mem[source + PLANE]';
const STORE_BOTH = '  mem[to] = total.x;\n  mem[to + OUTPUT_PLANE] = total.y;';

/** What distinguishes the four passes: a term, and the planes of both sides. */
const PASSES = {
  realToComplex: {
    VALUE: COMPLEX,
    TERM: `return ${RE} * vec2<f32>(c, -s);`,
    STORE: STORE_BOTH,
    INPUT_PLANES: 1,
    OUTPUT_PLANES: 2,
  },
  forward: {
    VALUE: COMPLEX,
    TERM: `return vec2<f32>(${RE} * c + ${IM} * s, ${IM} * c - ${RE} * s);`,
    STORE: STORE_BOTH,
    INPUT_PLANES: 2,
    OUTPUT_PLANES: 2,
  },
  inverse: {
    VALUE: COMPLEX,
    TERM: `return vec2<f32>(${RE} * c - ${IM} * s, ${IM} * c + ${RE} * s);`,
    STORE: STORE_BOTH,
    INPUT_PLANES: 2,
    OUTPUT_PLANES: 2,
  },
  complexToReal: {
    VALUE: 'f32',
    TERM: `return ${RE} * c - ${IM} * s;`,
    STORE: '  mem[to] = total;',
    INPUT_PLANES: 2,
    OUTPUT_PLANES: 1,
  },
};

/** The sum of one output mode over all points: its wavenumber and factor, from the run it lies in. */
function sumOverPoints(runs: readonly Run[]): string {
  const lines = runs.map(
    ({ place, count, wavenumber, factor }) =>
      `  if (output >= ${place}u && output < ${place + count}u) ` +
      `{ step = (output + ${wavenumber}u - ${place}u) % N; factor = ${factor}.0; }`,
  );
  return [
    '  var step = 0u;',
    '  var factor = 0.0;',
    ...lines,
    '  if (factor != 0.0) { total = factor * terms(source, INPUTS, 0u, step); }',
  ].join('\n');
}

/** The sum of one output point over the modes of all runs. */
function sumOverModes(runs: readonly Run[]): string {
  return runs
    .map(
      ({ place, count, wavenumber, factor }) =>
        `  total += ${factor}.0 * ` +
        `terms(source + ${place}u * AFTER, ${count}u, (${wavenumber}u * output) % N, output);`,
    )
    .join('\n');
}

interface Extents {
  lines: number;
  /** Places along the axes before and after. */
  before: number;
  after: number;
  /** Points of the axis, its places in x and in y. */
  points: number;
  inputs: number;
  outputs: number;
}

function pass(
  c: GpuContext,
  kind: keyof typeof PASSES,
  { lines, before, after, points, inputs, outputs }: Extents,
  runs: readonly Run[],
  from: Place,
  to: Place,
): void {
  const overModes = kind === 'inverse' || kind === 'complexToReal';
  const count = lines * before * outputs * after;
  c.dispatch({
    shader: 'spectral',
    values: {
      ...PASSES[kind],
      N: points,
      BEFORE: before,
      INPUTS: inputs,
      OUTPUTS: outputs,
      AFTER: after,
      COUNT: count,
      SUM: overModes ? sumOverModes(runs) : sumOverPoints(runs),
    },
    workgroups: dispatch1d(count),
    operands: [from, rootsOf(c, points), to],
  });
}

export function rfft(c: GpuContext): void {
  const { modes, cutoff, doubled } = c.node.attrs as RfftAttrs;
  const x = c.node.inputs[0].shape;
  const space = x.slice(3);
  const bands = modeShape(space, modes);
  const lines = sizeOf(x.slice(0, 3));
  const last = space.length - 1;
  let from = c.input(0);
  for (let axis = last; axis >= 0; axis--) {
    const before = sizeOf(space.slice(0, axis));
    const after = sizeOf(bands.slice(axis + 1));
    const points = space[axis];
    const outputs = bands[axis];
    const to = axis === 0 ? c.output(0) : c.workspace(2 * lines * before * outputs * after);
    const runs = runsOf(points, axis === last, { modes, cutoff }, doubled);
    const extents = { lines, before, after, points, inputs: points, outputs };
    pass(c, axis === last ? 'realToComplex' : 'forward', extents, runs, from, to);
    from = to;
  }
}

export function irfft(c: GpuContext): void {
  const { space, modes, cutoff, halved } = c.node.attrs as IrfftAttrs;
  const bands = modeShape(space, modes);
  const lines = sizeOf(c.node.output.shape.slice(0, 3));
  const last = space.length - 1;
  let from = c.input(0);
  for (let axis = 0; axis <= last; axis++) {
    const before = sizeOf(space.slice(0, axis));
    const after = sizeOf(bands.slice(axis + 1));
    const points = space[axis];
    const to = axis === last ? c.output(0) : c.workspace(2 * lines * before * points * after);
    const runs = runsOf(points, axis === last, { modes, cutoff }, !halved);
    const extents = { lines, before, after, points, inputs: bands[axis], outputs: points };
    pass(c, axis === last ? 'complexToReal' : 'inverse', extents, runs, from, to);
    from = to;
  }
}

const PLANES = 3;

export function complexMul(c: GpuContext): void {
  const { conjugate } = c.node.attrs as ComplexMulAttrs;
  const y = c.node.output.shape;
  const withoutPlanes = (shape: Shape) => shape.filter((_, axis) => axis !== PLANES);
  const modesOf = (shape: Shape) => sizeOf(shape.slice(PLANES + 1));
  const extents = withoutPlanes(y);
  const offset = (shape: Shape) => {
    const strides = shape.map((e, axis) => (e === 1 ? 0 : sizeOf(shape.slice(axis + 1))));
    return offsetText('id', extents, withoutPlanes(strides));
  };
  const [a, b] = c.node.inputs;
  const count = sizeOf(extents);
  c.dispatch({
    shader: 'complex-mul',
    values: {
      COUNT: count,
      MODES: modesOf(y),
      A: offset(a.shape),
      B: offset(b.shape),
      A_PLANE: modesOf(a.shape),
      B_PLANE: modesOf(b.shape),
      SIGN: conjugate ? '-1.0' : '1.0',
    },
    workgroups: dispatch1d(count),
    operands: [c.input(0), c.input(1), c.output(0)],
  });
}
