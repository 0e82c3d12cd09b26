/**
 * WGSL that reads the extra operands of a convolution's chain, for every channel and sample of an
 * invocation: variables e0_0, e0_1, … of operand 0 and channels 0, 1, …, with a lane for each
 * sample.
 */

import { type IrfftAttrs, onAxis } from '../../../graph/index.js';
import type { Place } from '../../lowering/instructions.js';
import { chainOf, extraOffset, ownInputs } from '../chain.js';
import type { GpuContext } from '../kernel.js';
import { literal } from '../micro-ops.js';
import type { Scaled } from '../passes/scale-transforms.js';
import { gathered, stepped, times } from './lanes.js';
import { rootsOf, runsOf } from './spectral-pass.js';

export interface Extras {
  /** e0, e1, … */
  names: string[];
  text: string;
  /** The roots of unity that the inverse transforms need. */
  roots: Place | null;
}

/** `first`: the number of the first of these operands. */
export function readExtras(
  c: GpuContext,
  first: number,
  channels: number,
  samples: number,
): Extras {
  const { node } = c;
  const own = ownInputs(node);
  let roots: Place | null = null;
  const lines = chainOf(node).extras.flatMap((extra, k) => {
    if (extra !== 'tensor') {
      const { shape } = node.inputs[own + k];
      roots = rootsOf(c, extra.space[0]);
      return transformed(extra, k, first + k, shape[shape.length - 1], channels, samples);
    }
    return times(channels, (o) => {
      const place = stepped('place', o, 'POINTS');
      const read = times(samples, (s) => {
        return `mem${first + k}[extra${k} + ${extraOffset(node, k, stepped(place, s, 'Y_SAMPLE'))}]`;
      });
      return `let e${k}_${o} = Samples(${read.join(', ')});`;
    });
  });
  const names = chainOf(node).extras.map((_, k) => `e${k}`);
  return { names, text: lines.join('\n  '), roots };
}

/**
 * The inverse transform at the invocation's point of the spectra [E, BATCH, OUTPUTS, 2, modes] at
 * `extra`k, operand number `operand`.
 */
function transformed(
  { space: [n], modes, cutoff, halved, scale = 1 }: IrfftAttrs & Scaled,
  k: number,
  operand: number,
  places: number,
  channels: number,
  samples: number,
): string[] {
  const load = (source: string) =>
    gathered(`mem${operand}`, 'Samples', samples, source, `${2 * places}u * OUTPUTS`);
  const runs = runsOf(n, true, { modes: modes && onAxis(modes, 0), cutoff }, !halved, scale);
  const row = '((seed * BATCH + sample) * OUTPUTS + channel)';
  return [
    ...times(channels, (o) => `var e${k}_${o} = Samples();`),
    `let roots${k} = at(3u);`,
    `let spectrum${k} = extra${k} + ${row} * ${2 * places}u;`,
    ...runs.flatMap(({ place, count, wavenumber, factor }) => [
      '{',
      `  var phase = ${wavenumber}u * point % ${n}u;`,
      `  for (var k = ${place}u; k < ${place + count}u; k++) {`,
      `    let c = ${literal(factor)} * mem3[roots${k} + 2u * phase];`,
      `    let s = ${literal(factor)} * mem3[roots${k} + 2u * phase + 1u];`,
      ...times(channels, (o) => {
        const source = `spectrum${k} + k + ${2 * places * o}u`;
        return `    e${k}_${o} += ${load(source)} * c - ${load(`${source} + ${places}u`)} * s;`;
      }),
      '    phase += point;',
      `    if (phase >= ${n}u) { phase -= ${n}u; }`,
      '  }',
      '}',
    ]),
  ];
}
