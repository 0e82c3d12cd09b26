/** Sums of spectra with operators on WebGPU. */

import { sizeOf } from '../../../arrays.js';
import type { SpectralSumAttrs, SumTerm, TermKind } from '../../lowering/fuse-sums.js';
import { type GpuContext, groupsOf } from '../kernel.js';

/** Real and imaginary part of a term: x + i·xIm times the operator. */
const PRODUCTS: Record<TermKind, [re: string, im: string]> = {
  plain: ['x', 'xIm'],
  real: ['x * k', 'xIm * k'],
  complex: ['x * k - xIm * kIm', 'x * kIm + xIm * k'],
  imaginary: ['-(xIm * kIm)', 'x * kIm'],
};

export function spectralSum(c: GpuContext): void {
  const { inputs, output } = c.node;
  const { terms } = c.node.attrs as SpectralSumAttrs;
  const [E, B, C] = output.shape;
  const modes = sizeOf(output.shape.slice(4));
  const count = E * B * C * modes;
  /** WGSL that sets x and xIm to the mode of a channel of an input. */
  const load = (input: number, channel: string) => {
    const row = `sample * ${inputs[input].shape[2]}u + ${channel}`;
    const place = `let place = at(${input}u) + (${row}) * 2u * MODES + mode;`;
    return `${place} x = mem${input}[place]; xIm = mem${input}[place + MODES];`;
  };
  /** Statements that set x and xIm to what a term reads for `channel`. */
  const loads = ({ channels }: SumTerm): string[] => {
    const [{ input, channel: first }] = channels;
    const inOrder = channels.every((from, i) => from.input === input && from.channel === first + i);
    if (inOrder) return [load(input, `channel + ${first}u`)];
    const cases = channels.map(
      (from, i) =>
        `  ${i === 0 ? 'default' : `case ${i}u`}: { ${load(from.input, `${from.channel}u`)} }`,
    );
    return ['switch channel {', ...cases, '}'];
  };
  const lines = terms.flatMap((term, i) => {
    const { kind, operator } = term;
    const [re, im] = PRODUCTS[kind];
    const reads = (name: string, text: string) =>
      re.split(/\W/).includes(name) ? [`let ${name} = mem${operator}[${text}];`] : [];
    const assign = i === 0 ? '=' : '+=';
    const body = [
      'var x: f32;',
      'var xIm: f32;',
      ...loads(term),
      ...reads('k', `at(${operator}u) + mode`),
      ...reads('kIm', `at(${operator}u) + MODES + mode`),
      `re ${assign} ${re};`,
      `im ${assign} ${im};`,
    ];
    return ['{', ...body.map((line) => `  ${line}`), '}'];
  });
  c.dispatch({
    shader: 'spectral-sum',
    values: {
      COUNT: count,
      MODES: modes,
      CHANNELS: C,
      TERMS: lines.map((line) => `  ${line}`).join('\n'),
      OUTPUT: inputs.length,
    },
    workgroups: groupsOf(count),
    operands: [...inputs.map((_, i) => c.input(i)), c.output(0)],
  });
}
