/**
 * One axis of a Fourier transform on WebGPU: a sum over its points (forward) or over its modes that
 * count (inverse), with the roots of unity from a table; as one sum (shaders/spectral.wgsl) or
 * split in two (shaders/spectral-split.wgsl), whichever takes fewer terms.
 */

import { core } from '../../../core/index.js';
import { type Band, modeShape } from '../../../graph/index.js';
import type { Place } from '../../lowering/instructions.js';
import { type GpuContext, groupsOf } from '../kernel.js';
import { literal } from '../micro-ops.js';

/** Modes that lie next to each other, with wavenumbers one apart and the same factor. */
export interface Run {
  /** Place of the first one along the axis. */
  place: number;
  count: number;
  wavenumber: number;
  factor: number;
}

/** A band along one axis. */
interface AxisBand extends Band {
  readonly modes: number | null;
}

/**
 * The modes along one axis that take part. `weighted`: those of the last axis stand for their
 * mirror image too (twice the interior ones), and of two places of the same mode the later one
 * counts; otherwise all places count once. Their factors are multiplied by `scale`.
 */
export function runsOf(
  n: number,
  last: boolean,
  { modes, cutoff }: AxisBand,
  weighted: boolean,
  scale = 1,
): Run[] {
  const places = modeShape(last ? [n] : [n, 1], modes)[0];
  const compact = modes !== null && !last;
  const runs: Run[] = [];
  for (let place = 0; place < places; place++) {
    const wavenumber = compact && place >= modes ? (place - places + 2 * n) % n : place;
    if (cutoff !== null && Math.min(wavenumber, n - wavenumber) > cutoff) continue;
    if (weighted && compact && place < modes && place >= n - modes) continue;
    const own = wavenumber === 0 || 2 * wavenumber === n;
    const factor = scale * (weighted && last && !own ? 2 : 1);
    const run = runs[runs.length - 1];
    const continues =
      run !== undefined &&
      place === run.place + run.count &&
      wavenumber === run.wavenumber + run.count &&
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

/** The roots of unity (cos, sin) of 2π·j/n. */
export function rootsOf(c: GpuContext, n: number): Place {
  return c.table(`roots of unity ${n}`, () =>
    Float32Array.from({ length: 2 * n }, (_, i) => root(i >> 1, n)[i & 1]),
  );
}

const RE = 'mem0[source]';
const IM = 'mem0[source + PLANE]';

/** WGSL of the complex number (re, im) times a root of unity (c, s), or times its conjugate. */
const turned = (re: string, im: string, conjugate: boolean) =>
  conjugate
    ? `vec2<f32>(${re} * c + ${im} * s, ${im} * c - ${re} * s)`
    : `vec2<f32>(${re} * c - ${im} * s, ${im} * c + ${re} * s)`;

/** What distinguishes the four passes: the direction, and how many planes x and y have. */
const PASSES = {
  realToComplex: { forward: true, inputPlanes: 1, outputPlanes: 2 },
  forward: { forward: true, inputPlanes: 2, outputPlanes: 2 },
  inverse: { forward: false, inputPlanes: 2, outputPlanes: 2 },
  complexToReal: { forward: false, inputPlanes: 2, outputPlanes: 1 },
};

export interface Axis {
  lines: number;
  /** Places along the axes before and after. */
  before: number;
  after: number;
  /** Points of the axis, its places in x and in y. */
  points: number;
  inputs: number;
  outputs: number;
  runs: readonly Run[];
}

/** The wavenumber and the factor of an output mode, from the run it lies in. */
function modeText(runs: readonly Run[]): string {
  const lines = runs.map(
    ({ place, count, wavenumber, factor }) =>
      `  if (output >= ${place}u && output < ${place + count}u) ` +
      `{ step = output + ${wavenumber}u - ${place}u; factor = ${literal(factor)}; }`,
  );
  return ['  var step = 0u;', '  var factor = 0.0;', ...lines].join('\n');
}

/** One sum: of an output mode over all points, or of an output point over the modes of all runs. */
function directSum(forward: boolean, runs: readonly Run[]): string {
  if (forward) {
    const sum = '  if (factor != 0.0) { total = factor * terms(source, INPUTS, 0u, step); }';
    return `${modeText(runs)}\n${sum}`;
  }
  return runs
    .map(
      ({ place, count, wavenumber, factor }) =>
        `  total += ${literal(factor)} * ` +
        `terms(source + ${place}u * AFTER, ${count}u, (${wavenumber}u * output) % N, output);`,
    )
    .join('\n');
}

/** The inner sum of a split one: inputs b, Q + b, 2Q + b, … of which only some modes may count. */
function innerSum(forward: boolean, runs: readonly Run[]): string {
  if (forward) return '  total = terms(source + b * AFTER, P, 0u, Q * residue);';
  const sum = 'terms(at, count, (Q * first * residue) % N, Q * residue)';
  return runs
    .map(({ place, count, wavenumber, factor }) =>
      [
        '  {',
        `    let first = reach(${wavenumber}u, b);`,
        `    let count = reach(${wavenumber + count}u, b) - first;`,
        `    let at = source + (${place}u + Q * first + b - ${wavenumber}u) * AFTER;`,
        `    total += ${literal(factor)} * ${sum};`,
        '  }',
      ].join('\n'),
    )
    .join('\n');
}

function outerSum(forward: boolean, runs: readonly Run[]): string {
  if (!forward) return '  total = outer(t, output);';
  return `${modeText(runs)}\n  if (factor != 0.0) { total = factor * outer(t, step); }`;
}

/** Complex numbers in workgroup memory at most: 16 KiB. */
const WORKGROUP_NUMBERS = 2048;
/** Neighbouring lines of one workgroup at most: as many as one read from memory brings. */
const TILE = 8;
/** A split sum must save this much to be worth its workgroup memory. */
const SAVING = 2.5;

/** The number of inner terms of the best split of a sum over `points`; null: none is worth it. */
function bestSplit(forward: boolean, points: number, used: number): number | null {
  if (points > WORKGROUP_NUMBERS) return null;
  let best: number | null = null;
  let least = (points * used) / SAVING;
  for (let p = 2; 2 * p <= points; p++) {
    if (points % p !== 0) continue;
    const q = points / p;
    const terms = forward ? points * p + used * q : used * p + points * q;
    if (terms > least) continue;
    least = terms;
    best = p;
  }
  return best;
}

/** Dispatches the transform of one axis. */
export function pass(
  c: GpuContext,
  kind: keyof typeof PASSES,
  { lines, before, after, points, inputs, outputs, runs }: Axis,
  from: Place,
  to: Place,
): void {
  const { forward, inputPlanes, outputPlanes } = PASSES[kind];
  const term =
    inputPlanes === 1 ? `${RE} * vec2<f32>(c, ${forward ? '-s' : 's'})` : turned(RE, IM, forward);
  const common = {
    N: points,
    BEFORE: before,
    INPUTS: inputs,
    OUTPUTS: outputs,
    AFTER: after,
    INPUT_PLANES: inputPlanes,
    OUTPUT_PLANES: outputPlanes,
  };
  const storeBoth = '  out2[to] = total.x;\n  out2[to + OUTPUT_PLANE] = total.y;';
  const operands = [from, rootsOf(c, points), to];
  const used = runs.reduce((n, run) => n + run.count, 0);
  const p = bestSplit(forward, points, used);
  if (p === null) {
    const toReal = outputPlanes === 1;
    const count = lines * before * outputs * after;
    c.dispatch({
      shader: 'spectral',
      values: {
        ...common,
        COUNT: count,
        VALUE: toReal ? 'f32' : 'vec2<f32>',
        TERM: toReal ? `return ${RE} * c - ${IM} * s;` : `return ${term};`,
        SUM: directSum(forward, runs),
        STORE: toReal ? '  out2[to] = total;' : storeBoth,
      },
      workgroups: groupsOf(count),
      operands,
    });
    return;
  }
  const tile = Math.min(after, TILE, Math.floor(WORKGROUP_NUMBERS / points));
  const groups = lines * before * Math.ceil(after / tile);
  c.dispatch({
    shader: 'spectral-split',
    values: {
      ...common,
      P: p,
      Q: points / p,
      TILE: tile,
      SIZE: points * tile,
      GROUPS: groups,
      TERM: `return ${term};`,
      TURNED: turned('x.x', 'x.y', forward),
      INNER: innerSum(forward, runs),
      OUTER: outerSum(forward, runs),
      STORE: outputPlanes === 1 ? '  out2[to] = total.x;' : storeBoth,
    },
    workgroups: groups,
    operands,
  });
}
