/**
 * A pass over a program: where a transform reads products of fields, or sums and differences of
 * them, it makes these itself, line by line, from the fields where they lie; no tensor holds them.
 *
 * Changes nodes in place; the program is a copy.
 */

import {
  dropUnused,
  type ElementwiseAttrs,
  type Graph,
  type Node,
  type Program,
  type RepeatAttrs,
  sameShape,
  type Tensor,
} from '../../graph/index.js';
import { type Channel, ChannelInputs } from '../lowering/channels.js';
import type { OnMerge } from '../lowering/fuse-sums.js';
import type { WithLanes } from './sample-lanes.js';

/** What a transform makes and transforms instead of its first input: sums of products. */
export interface Products {
  /** Each with its two fields for each channel, and a number that multiplies the product. */
  terms: { factor: number; channels: [Channel, Channel][] }[];
  /**
   * How many of the terms, the last ones, are added up to be subtracted from the sum of the others.
   */
  subtracted: number;
}

export interface WithProducts {
  products?: Products;
}

/** A product, times a number. */
interface Term {
  a: Tensor;
  b: Tensor;
  factor: number;
}

/** A sum of products less another one, and the nodes that make it. */
interface Difference {
  added: Term[];
  subtracted: Term[];
  makers: Set<Node>;
}

/** With more of them, going over a line once for each costs more than it saves. */
const MAX_TERMS = 6;

/** Whether a field has all seeds and samples and the grid of what is made of it. */
const isField = (t: Tensor, like: Tensor): boolean =>
  sameShape(t.shape.slice(0, 2), like.shape.slice(0, 2)) &&
  sameShape(t.shape.slice(3), like.shape.slice(3)) &&
  (t.shape[2] === like.shape[2] || t.shape[2] === 1);

/** A tensor as products, if it is made of them, in the order in which its ops add them up. */
function productsOf(t: Tensor, like: Tensor): Difference | null {
  const { node } = t;
  if (node?.op !== 'elementwise' || !sameShape(t.shape, like.shape)) return null;
  const { code } = node.attrs as ElementwiseAttrs;
  const { inputs } = node;
  const fieldAt = (register: number): Tensor | null => {
    const field = inputs[register];
    return field && isField(field, like) ? field : null;
  };
  const sumAt = (register: number): Difference | null => {
    const value = valueAt(register);
    return value && value.subtracted.length === 0 ? value : null;
  };
  const valueAt = (register: number): Difference | null => {
    if (register < inputs.length) return productsOf(inputs[register], like);
    const { name, a, b, number } = code[register - inputs.length];
    if (name === 'square' || name === 'mul') {
      const one = fieldAt(a);
      const other = name === 'mul' ? fieldAt(b) : one;
      if (!one || !other) return null;
      return {
        added: [{ a: one, b: other, factor: 1 }],
        subtracted: [],
        makers: new Set([node]),
      };
    }
    const left = sumAt(a);
    if (left === null) return null;
    if (name === 'scale') {
      const [only, ...others] = left.added;
      if (others.length > 0 || only.factor !== 1) return null;
      return { ...left, added: [{ ...only, factor: number }] };
    }
    const right = name === 'add' || name === 'sub' ? sumAt(b) : null;
    if (right === null) return null;
    const makers = new Set([node, ...left.makers, ...right.makers]);
    if (name === 'sub') return { added: left.added, subtracted: right.added, makers };
    if (right.added.length > 1) return null;
    return { added: [...left.added, ...right.added], subtracted: [], makers };
  };
  return valueAt(inputs.length + code.length - 1);
}

function rewrite(node: Node, { added, subtracted }: Difference): void {
  const field = node.inputs[0];
  const channels = field.shape[2];
  const inputs = new ChannelInputs();
  const placed = (t: Tensor): Channel[] => {
    const lie = inputs.channelsOf(t);
    return lie.length === channels ? lie : new Array(channels).fill(lie[0]);
  };
  const terms = [...added, ...subtracted].map(({ a, b, factor }) => {
    const [ofA, ofB] = [placed(a), placed(b)];
    return { factor, channels: ofA.map((one, c): [Channel, Channel] => [one, ofB[c]]) };
  });
  const products: Products = { terms, subtracted: subtracted.length };
  node.attrs = { ...node.attrs, products } satisfies WithProducts;
  node.inputs = inputs.list;
}

/** Whether a transform reads its input as it lies there. */
const readsField = ({ op, attrs }: Node): boolean =>
  op === 'rfft' && !(attrs as WithLanes).lanes?.lines;

function fuse(graph: Graph, results: readonly Tensor[], onMerge: OnMerge): void {
  for (const node of graph.nodes) {
    if (node.op === 'repeat') {
      const { body, next, outputs } = node.attrs as RepeatAttrs;
      fuse(body, [...next, ...outputs], onMerge);
    } else if (readsField(node)) {
      const products = productsOf(node.inputs[0], node.inputs[0]);
      if (products === null) continue;
      const { added, subtracted, makers } = products;
      if (added.length + subtracted.length > MAX_TERMS) continue;
      rewrite(node, products);
      for (const maker of makers) onMerge(maker, node);
    }
  }
  dropUnused(graph, results);
}

/** Fuses the products that are transformed in a program that nobody else uses. */
export function fuseProducts(program: Program, onMerge: OnMerge = () => {}): void {
  const results = [...program.assigned.values(), ...program.records.values()];
  fuse(program.graph, results, onMerge);
}
