/**
 * Tables of convolutions by phases (assembly/kernels/arguments/conv-phases.ts): what a convolution,
 * or its gradient with respect to the input, reads and stores where.
 *
 * Along each axis output n and tap t read place (n·step + t·tapStep + start) / spread where that is
 * a whole number. Of the outputs every phases-th reads with the same taps: they are a phase, in
 * which what a tap reads moves by `stride` places from one output to the next.
 */

import { PHASE_WORDS, Phase } from '../../../../assembly/kernels/arguments/conv-phases.js';
import { type ConvAxis, type ConvGeometry, convAxis, pointAt } from '../../../graph/index.js';

/** One axis as a table sees it. */
interface Axis {
  outputs: number;
  kernel: number;
  step: number;
  tapStep: number;
  start: number;
  spread: number;
  /** Points of what is read. */
  points: number;
  /** The point at a place; -1 for a zero. */
  source(place: number): number;
}

interface Hit {
  tap: number;
  place: number;
}

/** Every phases-th output of an axis, from `first` on. */
interface AxisPhase {
  first: number;
  count: number;
  hits: Hit[];
}

interface PhaseAxis extends Axis {
  phases: AxisPhase[];
  /** Outputs from one of a phase to the next, and places that they read. */
  apart: number;
  stride: number;
  /** The first and the last place that is read. */
  low: number;
  high: number;
}

/** The words of a table, and what kernels must know of it. */
export interface PhaseTable {
  words: number[];
  rows: number;
  columns: number;
  runs: number;
  phases: number;
  hits: number;
  mostTaps: number;
  mostRows: number;
  mostPoints: number;
  foldRows: number;
  foldColumns: number;
}

/** Elements behind the last output of a row that a kernel may read: a panel of float32. */
const PANEL = 16;

const up = (n: number, to: number) => Math.ceil(n / to) * to;
const commonDivisor = (a: number, b: number): number => (b === 0 ? a : commonDivisor(b, a % b));
const modulo = (n: number, m: number) => ((n % m) + m) % m;
const range = (n: number) => Array.from({ length: n }, (_, i) => i);

/** All combinations of one of each list, the last list's turning fastest. */
const combinations = <T>(lists: readonly (readonly T[])[]): T[][] =>
  lists.reduce<T[][]>((all, list) => all.flatMap((c) => list.map((t) => [...c, t])), [[]]);

const ONE_POINT = convAxis(1, 1);

/** With leading axes of one point. */
const three = ({ axes }: ConvGeometry): ConvAxis[] => [ONE_POINT, ONE_POINT, ...axes].slice(-3);

function phaseAxis(axis: Axis): PhaseAxis {
  const { outputs, kernel, step, tapStep, start, spread } = axis;
  const divisor = commonDivisor(step, spread);
  const apart = spread / divisor;
  const stride = step / divisor;
  const phases = range(Math.min(apart, outputs)).map((first) => ({
    first,
    count: Math.ceil((outputs - first) / apart),
    hits: range(kernel)
      .map((tap) => ({ tap, place: (first * step + tap * tapStep + start) / spread }))
      .filter(({ place }) => Number.isInteger(place)),
  }));
  const ends = phases.flatMap(({ count, hits }) =>
    hits.flatMap(({ place }) => [place, place + (count - 1) * stride]),
  );
  return { ...axis, phases, apart, stride, low: Math.min(...ends), high: Math.max(...ends) };
}

function forward(axis: ConvAxis, { boundary }: ConvGeometry): PhaseAxis {
  const { output, kernel, stride, dilation, before, input, inputDilation } = axis;
  return phaseAxis({
    outputs: output,
    kernel,
    step: stride,
    tapStep: dilation,
    start: -before,
    spread: inputDilation,
    points: input,
    source: (place) => pointAt(axis, boundary, place * inputDilation),
  });
}

/** The table of a convolution. */
export const convTable = (geometry: ConvGeometry): PhaseTable =>
  table(three(geometry).map((axis) => forward(axis, geometry)));

/**
 * The table of the gradient with respect to the input. Where it is not the same sum for every
 * point, it is made for every place that the convolution reads, and folded.
 */
export function inputGradTable(geometry: ConvGeometry): PhaseTable {
  const { boundary } = geometry;
  const axes = three(geometry);
  const goesAround = axes.every((a) => a.output * a.stride === a.input * a.inputDilation);
  const isDirect = boundary === 'zeros' || (boundary === 'periodic' && goesAround);
  const places = axes.map((axis) => {
    const { low, high } = forward(axis, geometry);
    return isDirect ? { first: 0, count: axis.input } : { first: low, count: high - low + 1 };
  });
  const backward = axes.map((axis, a) => {
    const { output, kernel, stride, dilation, before, inputDilation } = axis;
    const around = isDirect && boundary === 'periodic' ? 'periodic' : 'zeros';
    const ofOutputs = convAxis(output, 1);
    return phaseAxis({
      outputs: places[a].count,
      kernel,
      step: inputDilation,
      tapStep: -dilation,
      start: places[a].first * inputDilation + before,
      spread: stride,
      points: output,
      source: (place) => pointAt(ofOutputs, around, place),
    });
  });
  const made = table(backward);
  if (isDirect) return made;
  const [f0, f1, f2] = axes.map((axis, a) =>
    range(places[a].count).map((n) =>
      pointAt(axis, boundary, (places[a].first + n) * axis.inputDilation),
    ),
  );
  const foldRows = combinations([f0, f1]).map(([r0, r1]) =>
    r0 < 0 || r1 < 0 ? -1 : (r0 * axes[1].input + r1) * axes[2].input,
  );
  return {
    ...made,
    words: [...made.words, ...foldRows, ...f2],
    foldRows: foldRows.length,
    foldColumns: f2.length,
  };
}

/** Lists of sources as runs of equal steps: elements, the first source, the step; of zeros -1, 0. */
function runsOf(sources: readonly number[]): number[] {
  const runs: number[] = [];
  for (let at = 0; at < sources.length; ) {
    const first = sources[at];
    const next = sources[at + 1] ?? -1;
    const step = first < 0 || next < 0 ? 0 : next - first;
    let count = 1;
    while (at + count < sources.length) {
      const source = sources[at + count];
      if (first < 0 ? source >= 0 : source < 0 || source !== first + count * step) break;
      count++;
    }
    runs.push(count, first, step);
    at += count;
  }
  return runs;
}

function table(axes: readonly PhaseAxis[]): PhaseTable {
  const [a0, a1, a2] = axes;
  const [q0, q1] = axes.map(({ low, high }) => high - low + 1);
  const rowSources = combinations([range(q0), range(q1)]).map(([i, j]) => {
    const r0 = a0.source(a0.low + i);
    const r1 = a1.source(a1.low + j);
    return r0 < 0 || r1 < 0 ? -1 : (r0 * a1.points + r1) * a2.points;
  });

  // Columns lie by their place modulo the stride, so that what a phase reads is side by side.
  const firstColumn = Math.floor(a2.low / a2.stride);
  const columnOf = (place: number) => Math.floor(place / a2.stride) - firstColumn;
  const ends = a2.phases.flatMap(({ count, hits }) =>
    hits.map(({ place }) => columnOf(place) + up(count, PANEL)),
  );
  const width = Math.max(...ends);
  const columnSources = combinations([range(a2.stride), range(width)]).map(([rest, column]) => {
    const place = (firstColumn + column) * a2.stride + rest;
    return place < a2.low || place > a2.high ? -1 : a2.source(place);
  });
  const columns = columnSources.length;
  const runs = runsOf(columnSources);

  const combined = combinations(axes.map(({ phases }) => phases));
  const hits: number[] = [];
  const sizes: { taps: number; rows: number; points: number }[] = [];
  const words = combined.flatMap(([p0, p1, p2]) => {
    const hitsOf = combinations([p0.hits, p1.hits, p2.hits]).flatMap(([h0, h1, h2]) => [
      (h0.tap * a1.kernel + h1.tap) * a2.kernel + h2.tap,
      ((h0.place - a0.low) * q1 + h1.place - a1.low) * columns +
        modulo(h2.place, a2.stride) * width +
        columnOf(h2.place),
    ]);
    hits.push(...hitsOf);
    const rows = p0.count * p1.count;
    const taps = hitsOf.length / 2;
    sizes.push({ taps, rows, points: rows * up(p2.count, 4) });
    const phase: number[] = new Array(PHASE_WORDS).fill(0);
    phase[Phase.TAPS] = taps;
    phase[Phase.FIRST] = (p0.first * a1.outputs + p1.first) * a2.outputs + p2.first;
    phase[Phase.COUNT0] = p0.count;
    phase[Phase.COUNT1] = p1.count;
    phase[Phase.COUNT2] = p2.count;
    phase[Phase.OUTPUT0] = a0.apart * a1.outputs * a2.outputs;
    phase[Phase.OUTPUT1] = a1.apart * a2.outputs;
    phase[Phase.OUTPUT2] = a2.apart;
    phase[Phase.READ0] = a0.stride * q1 * columns;
    phase[Phase.READ1] = a1.stride * columns;
    return phase;
  });
  return {
    words: [...rowSources, ...runs, ...words, ...hits],
    rows: rowSources.length,
    columns,
    runs: runs.length / 3,
    phases: combined.length,
    hits: hits.length / 2,
    mostTaps: Math.max(...sizes.map(({ taps }) => taps)),
    mostRows: Math.max(...sizes.map(({ rows }) => rows)),
    mostPoints: Math.max(...sizes.map(({ points }) => points)),
    foldRows: 0,
    foldColumns: 0,
  };
}
