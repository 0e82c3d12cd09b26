/**
 * WGSL of what the kernels of a convolution read: by a rule, or through tables of those axes that
 * have none.
 */

import type { ConvGeometry } from '../../../graph/index.js';
import type { Place } from '../../lowering/instructions.js';
import type { GpuContext } from '../kernel.js';
import type { AxisReads, Side } from './conv-axes.js';

/** What goes into a shader, and the table behind it. */
interface Texts {
  values: Record<string, number | string>;
  table: Place | null;
}

/** The points of the side that a kernel goes through are S, those of the other X, the taps K. */
function axisValues(reads: readonly AxisReads[]): Record<string, number> {
  const values: Record<string, number> = {};
  reads.forEach(({ points, sources, taps }, a) => {
    values[`S${a}`] = points;
    values[`X${a}`] = sources;
    values[`K${a}`] = taps;
  });
  return values;
}

/** The tables of the axes without a rule, one behind the other, and where each begins. */
function joined(
  c: GpuContext,
  key: string,
  reads: readonly AxisReads[],
  tableOf: (axis: AxisReads) => number[],
) {
  const numbers: number[] = [];
  const starts = reads.map((axis) => {
    const start = numbers.length;
    if (!axis.rule) for (const number of tableOf(axis)) numbers.push(number);
    return start;
  });
  const table = numbers.length > 0 ? c.table(key, () => Float32Array.from(numbers)) : null;
  return { starts, table };
}

/** How many sources a point reads along an axis, at most. */
const mostHits = ({ rule, taps, hits }: AxisReads) =>
  rule ? taps : hits.reduce((most, { length }) => Math.max(most, length), 0);

/**
 * `read0(n, h)`, `read1`, `read2`: the h-th tap through which point n reads a source along an axis,
 * and this source. There are at most H; behind a point's last one the tap is K. Their table is
 * operand `operand`.
 */
export function hitTexts(
  c: GpuContext,
  geometry: ConvGeometry,
  side: Side,
  reads: readonly AxisReads[],
  operand: number,
): Texts {
  const key = `hits of the ${side}: ${JSON.stringify(geometry)}`;
  const { starts, table } = joined(c, key, reads, (axis) =>
    Array.from({ length: mostHits(axis) }, (_, h) =>
      axis.hits.flatMap((list) => [list[h]?.tap ?? axis.taps, list[h]?.source ?? 0]),
    ).flat(),
  );
  const functions = reads.map(({ rule, points, sources }, a) => {
    const body = rule
      ? [
          `let source = n * ${rule.factor}u + ${rule.from}u + h * ${rule.step}u;`,
          `return vec2<u32>(h, source % ${sources}u);`,
        ]
      : [
          `let place = at(${operand}u) + ${starts[a]}u + 2u * (h * ${points}u + n);`,
          `return vec2<u32>(u32(mem${operand}[place]), u32(mem${operand}[place + 1u]));`,
        ];
    return `fn read${a}(n: u32, h: u32) -> vec2<u32> {\n  ${body.join('\n  ')}\n}`;
  });
  const most = Object.fromEntries(reads.map((axis, a) => [`H${a}`, mostHits(axis)]));
  return { values: { ...axisValues(reads), ...most, READS: functions.join('\n\n') }, table };
}

/**
 * The sources that a point reads through given taps, t0, t1 and the `taps` from t2 on: p0, p1 and
 * p2_0, p2_1, …; X where there is none. START makes of the taps what does not depend on the point,
 * ROW the place `row` of p0 and p1, at which it ends the turn if there is none.
 */
export function sourceTexts(
  c: GpuContext,
  geometry: ConvGeometry,
  side: Side,
  reads: readonly AxisReads[],
  taps: number,
  operand: number,
) {
  const key = `sources of the ${side}: ${JSON.stringify(geometry)}`;
  const { starts, table } = joined(c, key, reads, (axis) =>
    Array.from({ length: axis.taps }, (_, tap) =>
      axis.hits.map((list) => list.find((hit) => hit.tap === tap)?.source ?? axis.sources),
    ).flat(),
  );
  const from = (a: number, tap: string) => {
    const { rule, points } = reads[a];
    return rule
      ? `(${rule.from}u + ${tap} * ${rule.step}u) % X${a}`
      : `at(${operand}u) + ${starts[a]}u + ${tap} * ${points}u`;
  };
  // A rule's products stay below X.
  const source = (a: number, name: string) => {
    const { rule } = reads[a];
    return rule
      ? `wrap(n${a} * ${rule.factor}u + ${name}, X${a})`
      : `u32(mem${operand}[${name} + n${a}])`;
  };
  const each = (text: (t: number) => string) => Array.from({ length: taps }, (_, t) => text(t));
  const mayMiss = ({ rule }: AxisReads) => !rule;
  return {
    table,
    values: axisValues(reads),
    START: [
      `let from0 = ${from(0, 't0')};`,
      `let from1 = ${from(1, 't1')};`,
      ...each((t) => `let from2_${t} = ${from(2, `(t2 + ${t}u)`)};`),
    ],
    ROW: [
      `let p0 = ${source(0, 'from0')};`,
      `let p1 = ${source(1, 'from1')};`,
      ...(reads.slice(0, 2).some(mayMiss) ? ['if (p0 == X0 || p1 == X1) { continue; }'] : []),
      'let row = (p0 * X1 + p1) * X2;',
      ...each((t) => `let p2_${t} = ${source(2, `from2_${t}`)};`),
    ],
    /** `variable` of type `type` is `value` where tap t reads something, else 0. */
    set: (variable: string, type: string, value: string, t: number) =>
      mayMiss(reads[2])
        ? `var ${variable} = ${type}(); if (p2_${t} < X2) { ${variable} = ${value}; }`
        : `let ${variable} = ${value};`,
  };
}
