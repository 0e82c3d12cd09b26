/**
 * A loop as an op. Its body is a graph of its own that is run n times over carried tensors; it may
 * read one slice of stacked inputs, and leave one slice of stacked outputs, at each turn.
 *
 * Its gradient is another loop that runs backwards. What that loop needs of the first one is either
 * saved (stacked outputs that the gradient adds to the first loop) or computed again from the saved
 * carries.
 */

import {
  COUNT,
  check,
  checkFields,
  FUNCTION,
  oneOf,
  type Rule,
  type Rules,
  required,
} from '../../checks.js';
import { UserError } from '../../errors.js';
import { backpropagate, dependents } from '../autodiff.js';
import { zeros } from '../fill.js';
import type { RepeatAttrs } from '../repeat-attrs.js';
import {
  checkTensors,
  currentGraph,
  emit,
  Graph,
  type Node,
  type Op,
  opOf,
  sameShape,
  Tensor,
  type TypedNode,
  within,
} from '../tensor.js';
import { add } from './elementwise.js';

const LIST: Rule = { allowed: 'a list of tensors', fits: Array.isArray };
const INPUTS: Rules = {
  carry: required(LIST),
  stacked: LIST,
  gradient: oneOf('save', 'recompute'),
};
const RESULT: Rules = { carry: required(LIST), outputs: LIST };

/** What the body of a loop gives. */
export interface RepeatBody {
  /** What the next turn is given. */
  carry: Tensor[];
  /** What is stacked over the turns. */
  outputs?: Tensor[];
}

const stackedShape = (n: number, t: Tensor) => [n, ...t.shape];

export const repeatOp: Op<RepeatAttrs> = {
  shapes(inputs, { n, carry, slices, next, outputs }) {
    carry.forEach((t, i) => {
      if (!next[i] || !sameShape(t.shape, next[i].shape) || !sameShape(t.shape, inputs[i].shape)) {
        throw new UserError(`repeat: carry ${i} changes from [${t.shape}] to [${next[i]?.shape}]`);
      }
    });
    slices.forEach((_, i) => {
      const { shape } = inputs[carry.length + i];
      if (shape[0] !== n)
        throw new UserError(`repeat: stacked input ${i} [${shape}] has not ${n} slices`);
    });
    return [...next.map((t) => t.shape), ...outputs.map((t) => stackedShape(n, t))];
  },
  reads: () => 'any',
  gradient: repeatGradient,
  cost: ({ attrs }) =>
    attrs.n * attrs.body.nodes.reduce((sum, node) => sum + opOf(node).cost(node), 0),
};

function emitRepeat(
  inputs: { carry: readonly Tensor[]; stacked: readonly Tensor[] },
  attrs: Omit<RepeatAttrs, 'captures'>,
): { carry: Tensor[]; outputs: Tensor[] } {
  const captures = [...attrs.body.captures];
  const all = [...inputs.carry, ...inputs.stacked, ...captures.map(([outer]) => outer)];
  const results = emit<RepeatAttrs>('repeat', all, {
    ...attrs,
    captures: captures.map(([, inner]) => inner),
  });
  const k = attrs.carry.length;
  return { carry: results.slice(0, k), outputs: results.slice(k) };
}

/**
 * Runs `body` n times. `carry` are the tensors that each turn hands to the next; `stacked` are
 * inputs with a leading axis of extent n of which turn i gets slice i. The result's `outputs` have
 * a new leading axis of extent n. `gradient`: 'save' keeps what the backward loop needs,
 * 'recompute' keeps only the carries and computes the rest again.
 */
export function repeat(
  n: number,
  inputs: {
    carry: readonly Tensor[];
    stacked?: readonly Tensor[];
    gradient?: 'save' | 'recompute';
  },
  body: (carry: Tensor[], slices: Tensor[]) => RepeatBody,
): { carry: Tensor[]; outputs: Tensor[] } {
  const graph = new Graph(currentGraph());
  check('the number of turns of repeat', n, COUNT);
  checkFields('the inputs of repeat', inputs, INPUTS);
  check('the body of repeat', body, FUNCTION);
  const { carry: init, stacked = [], gradient = 'save' } = inputs;
  checkTensors('repeat', [...init, ...stacked]);
  const carry = init.map((t) => graph.addLeaf(t.shape, { kind: 'carry' }));
  const slices = stacked.map((t) => graph.addLeaf(t.shape.slice(1), { kind: 'slice' }));
  const result = within(graph, () => body(carry, slices));
  checkFields('what the body of repeat returns', result, RESULT);
  checkTensors('repeat', [...result.carry, ...(result.outputs ?? [])]);
  const next = result.carry.map((t) => graph.lift(t));
  const outputs = (result.outputs ?? []).map((t) => graph.lift(t));
  return emitRepeat(
    { carry: init, stacked },
    { n, body: graph, carry, slices, next, outputs, reverse: false, gradient },
  );
}

/** Adds the value `t` of the body to what the loop stacks, and returns the stack. */
function stackMore(node: TypedNode<RepeatAttrs>, t: Tensor): Tensor {
  const { n, outputs, carry } = node.attrs;
  const at = outputs.indexOf(t);
  if (at >= 0) return node.outputs[carry.length + at];
  const stack = new Tensor(node.output.graph, stackedShape(n, t), t.dtype, null);
  stack.node = node;
  outputs.push(t);
  node.outputs.push(stack);
  return stack;
}

/**
 * The leaves of the body whose cotangents matter: those that are wanted, and carries that come to
 * depend on them.
 */
function wantedLeaves(attrs: RepeatAttrs, needed: readonly boolean[]): Set<Tensor> {
  const leaves = [...attrs.carry, ...attrs.slices, ...attrs.captures];
  const wanted = new Set(leaves.filter((_, i) => needed[i]));
  for (;;) {
    const reached = dependents(attrs.body.nodes, wanted);
    const more = attrs.carry.filter((t, i) => !wanted.has(t) && reached.has(attrs.next[i]));
    if (more.length === 0) return wanted;
    for (const t of more) wanted.add(t);
  }
}

function repeatGradient(
  node: TypedNode<RepeatAttrs>,
  cotangents: readonly (Tensor | null)[],
  needed: readonly boolean[],
): (Tensor | null)[] {
  const { n, body, carry, slices, captures, next, outputs, reverse, gradient } = node.attrs;
  const given = outputs.slice(0, cotangents.length - carry.length);
  const wanted = wantedLeaves(node.attrs, needed);
  const back = new Graph(currentGraph());
  const stacked: Tensor[] = [];
  const backSlices: Tensor[] = [];
  const sliceOf = (stack: Tensor, like: Tensor) => {
    stacked.push(stack);
    const leaf = back.addLeaf(like.shape, { kind: 'slice' }, like.dtype);
    backSlices.push(leaf);
    return leaf;
  };

  // A value of the forward body, as the backward body knows it.
  const again = new Map<Tensor, Tensor>();
  const take = (t: Tensor): Tensor => {
    const known = again.get(t);
    if (known) return known;
    if (t.leaf?.kind === 'capture') return back.lift(t.leaf.outer);
    const j = slices.indexOf(t);
    const leaf = sliceOf(j >= 0 ? node.inputs[carry.length + j] : stackMore(node, t), t);
    again.set(t, leaf);
    return leaf;
  };
  back.borrow = { from: body, take };

  const backCarry: Tensor[] = [];
  const init: Tensor[] = [];
  const addCarry = (like: Tensor, from: Tensor | null): Tensor => {
    init.push(from ?? zeros(like.shape));
    const leaf = back.addLeaf(like.shape, { kind: 'carry' });
    backCarry.push(leaf);
    return leaf;
  };
  const live = carry.flatMap((t, i) => (wanted.has(t) ? [i] : []));
  const incoming = live.map((i) => addCarry(carry[i], cotangents[i]));
  const summed = captures.filter((t) => wanted.has(t));
  const sums = summed.map((t) => addCarry(t, null));

  const sliceGrads: Tensor[] = [];
  const backNext = within(back, () => {
    let nodes: readonly Node[] = body.nodes;
    if (gradient === 'recompute') {
      if (body.nodes.some((old) => old.op === 'repeat')) {
        throw new UserError(
          "repeat: a loop around another one is differentiated with gradient: 'save'",
        );
      }
      nodes = body.nodes.map((old) => {
        const copy = emit(old.op, old.inputs.map(take), old.attrs)[0].node as Node;
        old.outputs.forEach((t, i) => {
          again.set(t, copy.outputs[i]);
        });
        return copy;
      });
    }
    const here = (t: Tensor) => (gradient === 'recompute' ? take(t) : t);
    const seeds = new Map<Tensor, Tensor>();
    const seed = (t: Tensor, g: Tensor) => {
      const known = seeds.get(here(t));
      seeds.set(here(t), known ? add(known, g) : g);
    };
    live.forEach((i, k) => {
      seed(next[i], incoming[k]);
    });
    given.forEach((t, j) => {
      const g = cotangents[carry.length + j];
      if (g) seed(t, sliceOf(g, t));
    });
    backpropagate(nodes, seeds, dependents(nodes, [...wanted].map(here)));
    for (const t of slices)
      if (wanted.has(t)) sliceGrads.push(seeds.get(here(t)) ?? zeros(t.shape));
    return [
      ...live.map((i) => seeds.get(here(carry[i])) ?? zeros(carry[i].shape)),
      ...summed.map((t, k) => {
        const g = seeds.get(here(t));
        return g ? add(sums[k], g) : sums[k];
      }),
    ].map((t) => back.lift(t));
  });

  const result = emitRepeat(
    { carry: init, stacked },
    {
      n,
      body: back,
      carry: backCarry,
      slices: backSlices,
      next: backNext,
      outputs: sliceGrads.map((t) => back.lift(t)),
      reverse: !reverse,
      gradient,
    },
  );
  const wantedSlices = slices.filter((t) => wanted.has(t));
  return [...carry, ...slices, ...captures].map((t, i) => {
    if (!needed[i]) return null;
    const c = live.indexOf(carry.indexOf(t));
    if (c >= 0) return result.carry[c];
    const s = wantedSlices.indexOf(t);
    if (s >= 0) return result.outputs[s];
    return result.carry[live.length + summed.indexOf(t)];
  });
}
