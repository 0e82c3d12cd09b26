/** Sums of spectra with operators on WebGPU. */

import { sizeOf } from '../../../arrays.js';
import type { SpectralSumAttrs, SumTerm, TermKind } from '../../lowering/fuse-sums.js';
import { dispatch1d, type GpuContext } from '../kernel.js';

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
  /** WGSL of where the mode lies in a channel of an input. */
  const placeIn = (input: number, channel: string) =>
    `at(${input}u) + (sample * ${inputs[input].shape[2]}u + ${channel}) * 2u * MODES + mode`;
  /** Statements that make `place`, where the mode lies in what a term reads for `channel`. */
  const placeOf = ({ channels }: SumTerm): string[] => {
    const [{ input, channel: first }] = channels;
    const inOrder = channels.every((from, i) => from.input === input && from.channel === first + i);
    if (inOrder) return [`let place = ${placeIn(input, `channel + ${first}u`)};`];
    const cases = channels.map(
      (from, i) =>
        `${i === 0 ? 'default' : `case ${i}u`}: ` +
        `{ place = ${placeIn(from.input, `${from.channel}u`)}; }`,
    );
    return ['var place: u32;', 'switch channel {', ...cases.map((line) => `  ${line}`), '}'];
  };
  const lines = terms.flatMap((term, i) => {
    const { kind, operator } = term;
    const [re, im] = PRODUCTS[kind];
    const reads = (name: string, text: string) =>
      re.split(/\W/).includes(name) ? [`let ${name} = mem[${text}];`] : [];
    const assign = i === 0 ? '=' : '+=';
    const body = [
      ...placeOf(term),
      'let x = mem[place];',
      'let xIm = mem[place + MODES];',
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
    workgroups: dispatch1d(count),
    operands: [...inputs.map((_, i) => c.input(i)), c.output(0)],
  });
}
