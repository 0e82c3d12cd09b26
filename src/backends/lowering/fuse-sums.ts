/**
 * A pass over a program: a sum of spectra, some times real operators, some times complex ones,
 * becomes one op that goes over the modes once. Channels that a term takes from several tensors (a
 * concatenation of slices) are read where they lie.
 *
 * Changes nodes in place; the program is a copy.
 */

import {
  type ComplexMulAttrs,
  countUses,
  dropUnused,
  type ElementwiseAttrs,
  type Graph,
  type Node,
  type Program,
  type RepeatAttrs,
  sameShape,
  type Tensor,
} from '../../graph/index.js';
import { constantOf } from './aliases.js';
import { type Channel, ChannelInputs } from './channels.js';
import type { ReadsAlike } from './overwrite.js';

export type TermKind = 'plain' | 'real' | 'complex' | 'imaginary';

export interface SumTerm {
  kind: TermKind;
  /** Index of the operator among the node's inputs, -1 if there is none. */
  operator: number;
  /** For each channel of the sum: which input, and which of its channels. */
  channels: Channel[];
}

export interface SpectralSumAttrs extends ReadsAlike {
  terms: SumTerm[];
}

interface Term {
  spectrum: Tensor;
  operator: Tensor | null;
  kind: TermKind;
  /** The product with a complex operator that becomes part of the sum. */
  product?: Node;
}

export interface FuseSumsOptions {
  /** A sum that reads more tensors stays as it is. */
  most?: number;
  /** Told of each node whose work another one takes over. */
  onMerge?: OnMerge;
}

export type OnMerge = (from: Node, into: Node) => void;

/** Whether an operator is one for all seeds, samples and channels. */
const isOperator = (t: Tensor, planes: number, like: Tensor) =>
  constantOf(t) !== null &&
  t.rank === like.rank &&
  t.shape.slice(0, 3).every((e) => e === 1) &&
  t.shape[3] === planes &&
  sameShape(t.shape.slice(4), like.shape.slice(4));

/** The terms of a chain of additions, in their order, or null. */
function termsOf(node: Node, uses: ReadonlyMap<Tensor, number>): Term[] | null {
  const { code } = node.attrs as ElementwiseAttrs;
  const y = node.output;
  if (y.rank < 5 || y.shape[3] !== 2) return null;
  const inputs = node.inputs;
  const termOf = (register: number): Term | null => {
    if (register < inputs.length) {
      const t = inputs[register];
      if (!sameShape(t.shape, y.shape)) return null;
      const maker = t.node;
      if (
        maker?.op === 'complexMul' &&
        uses.get(t) === 1 &&
        !(maker.attrs as ComplexMulAttrs).conjugate
      ) {
        const [a, b] = maker.inputs;
        if (sameShape(a.shape, y.shape) && isOperator(b, 2, y)) {
          const data = constantOf(b) as Float64Array;
          const real = data.subarray(0, data.length / 2).every((v) => v === 0);
          return { spectrum: a, operator: b, kind: real ? 'imaginary' : 'complex', product: maker };
        }
      }
      return { spectrum: t, operator: null, kind: 'plain' };
    }
    const { name, a, b } = code[register - inputs.length];
    if (name !== 'mul' || a >= inputs.length || b >= inputs.length) return null;
    for (const [x, k] of [
      [a, b],
      [b, a],
    ]) {
      if (sameShape(inputs[x].shape, y.shape) && isOperator(inputs[k], 1, y))
        return { spectrum: inputs[x], operator: inputs[k], kind: 'real' };
    }
    return null;
  };
  const sumOf = (register: number): Term[] | null => {
    const micro = register < inputs.length ? null : code[register - inputs.length];
    if (micro?.name !== 'add') {
      const term = termOf(register);
      return term && [term];
    }
    const before = sumOf(micro.a);
    const last = termOf(micro.b);
    return before && last && [...before, last];
  };
  const terms = sumOf(inputs.length + code.length - 1);
  return terms &&
    terms.length > 1 &&
    terms.some(({ kind }) => kind === 'complex' || kind === 'imaginary')
    ? terms
    : null;
}

/** Makes a node the sum of `terms`, unless that has too many inputs; whether it did. */
function rewrite(
  node: Node,
  terms: readonly Term[],
  { most, onMerge }: Required<FuseSumsOptions>,
): boolean {
  const inputs = new ChannelInputs();
  const attrs: SpectralSumAttrs = {
    terms: terms.map(({ spectrum, operator, kind }) => ({
      kind,
      channels: inputs.channelsOf(spectrum),
      operator: operator ? inputs.indexOf(operator) : -1,
    })),
    alike: [],
  };
  if (inputs.list.length > most) return false;
  attrs.alike = inputs.list.map((_, i) =>
    attrs.terms.every(({ channels }) =>
      channels.every((from, c) => from.input !== i || from.channel === c),
    ),
  );
  Object.assign(node, { op: 'spectralSum', attrs });
  node.inputs = inputs.list;
  for (const { product } of terms) if (product) onMerge(product, node);
  return true;
}

function fuse(graph: Graph, results: readonly Tensor[], options: Required<FuseSumsOptions>): void {
  for (const node of graph.nodes) {
    if (node.op !== 'repeat') continue;
    const { body, next, outputs } = node.attrs as RepeatAttrs;
    fuse(body, [...next, ...outputs], options);
  }
  const uses = countUses(graph, results);
  let changed = false;
  for (const node of graph.nodes) {
    if (node.op !== 'elementwise') continue;
    const terms = termsOf(node, uses);
    if (terms && rewrite(node, terms, options)) changed = true;
  }
  if (changed) dropUnused(graph, results);
}

/** Fuses the sums of spectra in a program that nobody else uses. */
export function fuseSums(
  program: Program,
  { most = Number.POSITIVE_INFINITY, onMerge = () => {} }: FuseSumsOptions = {},
): void {
  const results = [...program.assigned.values(), ...program.records.values()];
  fuse(program.graph, results, { most, onMerge });
}
