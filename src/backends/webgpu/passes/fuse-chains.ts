/**
 * Moves elementwise ops into the op whose result they read, which then does them before it stores
 * (chain.ts).
 */

import {
  type ConvAttrs,
  countUses,
  type ElementwiseAttrs,
  type Epilogue,
  type Graph,
  type Micro,
  type Node,
  sameShape,
  type Tensor,
} from '../../../graph/index.js';
import { rootOf } from '../../lowering/aliases.js';
import { type Chain, type Chained, chainOf, ownInputs } from '../chain.js';
import { takesChain } from '../kernels/index.js';

const MAX_EXTRAS = 4;
const MAX_MICROS = 24;
/** Operands that kernels have beside tensors: a table of addresses, and one of roots of unity. */
const TABLES = 2;

const micro = (name: Micro['name'], a: number, b = -1): Micro => ({ name, a, b, number: 0 });

/** The chains of what the common passes have put into a convolution. */
const EPILOGUES: Record<Exclude<Epilogue, 'none'>, Chain> = {
  relu: { extras: [], code: [micro('relu', 0)], stores: [1] },
  reluGrad: { extras: ['tensor'], code: [micro('reluGrad', 1, 0)], stores: [2] },
  add: { extras: ['tensor'], code: [micro('add', 0, 1)], stores: [2] },
};

/** Gives convolutions chains instead of epilogues. */
function takeEpilogues(graph: Graph): void {
  for (const node of graph.nodes) {
    const { epilogue = 'none' } = node.attrs as Partial<ConvAttrs>;
    if (epilogue === 'none') continue;
    node.attrs = { ...node.attrs, epilogue: 'none', chain: EPILOGUES[epilogue] };
  }
}

/** No op becomes one whose kernel has more than `most` operands. */
export function fuseChains(graph: Graph, results: readonly Tensor[], most: number): void {
  takeEpilogues(graph);
  const uses = countUses(graph, results);
  const position = new Map(graph.nodes.map((node, i) => [node, i]));
  /** Where a tensor is made; leaves are there from the beginning. */
  const madeAt = (t: Tensor) => {
    const { node } = rootOf(t);
    return node ? (position.get(node) ?? -1) : -1;
  };
  const absorbed = new Set<Node>();
  for (const node of graph.nodes) {
    if (node.op !== 'elementwise') continue;
    const makers = new Set(node.inputs.flatMap((t) => (t.node ? [t.node] : [])));
    const maker = [...makers].find((m) => {
      const at = position.get(m) as number;
      return (
        mayAbsorb(m, node) &&
        operandsOf(m, node, uses) <= most &&
        node.inputs.every((t) => t.node === m || madeAt(t) < at)
      );
    });
    if (!maker) continue;
    absorb(maker, node, uses);
    absorbed.add(node);
  }
  graph.nodes = graph.nodes.filter((node) => !absorbed.has(node));
}

function mayAbsorb(maker: Node, node: Node): boolean {
  if (!takesChain(maker.op)) return false;
  const { extras, code } = chainOf(maker);
  const { code: more } = node.attrs as ElementwiseAttrs;
  const added = node.inputs.filter((t) => t.node !== maker);
  return (
    sameShape(maker.output.shape, node.output.shape) &&
    extras.length + added.length <= MAX_EXTRAS &&
    code.length + more.length <= MAX_MICROS
  );
}

/** The operands that the kernel of `maker` would have if it took in `node`. */
function operandsOf(maker: Node, node: Node, uses: ReadonlyMap<Tensor, number>): number {
  const inputs = new Set([...maker.inputs, ...node.inputs.filter((t) => t.node !== maker)]);
  const reads = (t: Tensor) => node.inputs.filter((input) => input === t).length;
  const kept = maker.outputs.filter((t) => (uses.get(t) ?? 0) > reads(t));
  return inputs.size + kept.length + 1 + TABLES;
}

const renumbered = (code: readonly Micro[], map: (register: number) => number): Micro[] =>
  code.map((m) => ({ ...m, a: map(m.a), b: m.b < 0 ? m.b : map(m.b) }));

/** Puts `node`, which reads outputs of `maker`, at the end of maker's chain. */
function absorb(maker: Node, node: Node, uses: Map<Tensor, number>): void {
  const { extras, code, stores } = chainOf(maker);
  const own = ownInputs(maker);
  const isNew = (t: Tensor) => t.node !== maker && !maker.inputs.includes(t, own);
  const added = [...new Set(node.inputs)].filter(isNew);
  const inputs = [...maker.inputs, ...added];
  for (const t of node.inputs) {
    if (!added.includes(t)) uses.set(t, (uses.get(t) as number) - 1);
  }

  // New extra operands push the registers of the chain's micro-ops up; those of the node come
  // behind them.
  const before = 1 + extras.length;
  const ofChain = (r: number) => (r < before ? r : r + added.length);
  const first = before + added.length + code.length;
  const operands = node.inputs.map((t) => {
    const output = maker.outputs.indexOf(t);
    return output >= 0 ? ofChain(stores[output]) : 1 + inputs.indexOf(t, own) - own;
  });
  const ofNode = (r: number) => (r < operands.length ? operands[r] : first + r - operands.length);
  const { code: more } = node.attrs as ElementwiseAttrs;

  const stored = maker.outputs.map((t, k) => ({ t, register: ofChain(stores[k]) }));
  stored.push({ t: node.output, register: first + more.length - 1 });
  const wanted = stored.filter(({ t }) => (uses.get(t) ?? 0) > 0);
  maker.inputs = inputs;
  maker.outputs.splice(0, maker.outputs.length, ...wanted.map(({ t }) => t));
  node.output.node = maker;
  maker.attrs = {
    ...maker.attrs,
    chain: {
      extras: [...extras, ...added.map(() => 'tensor' as const)],
      code: [...renumbered(code, ofChain), ...renumbered(more, ofNode)],
      stores: wanted.map(({ register }) => register),
    },
  } satisfies Chained;
}
