// Moves elementwise ops into the op whose result they read, which then does them before it stores (chain.ts).

import { type Graph, type Node, sameShape, type Tensor } from '../../../graph/index.js';
import type { ConvAttrs, Epilogue } from '../../../graph/ops/conv.js';
import type { ElementwiseAttrs, Micro } from '../../../graph/ops/elementwise.js';
import { countUses } from '../../../graph/passes/drop-unused.js';
import { rootOf } from '../../lowering/aliases.js';
import { type Chain, type Chained, chainOf, ownInputs } from '../chain.js';

/** Ops whose kernels can end in a chain. */
const CHAINABLE = new Set(['conv', 'convInputGrad', 'dense', 'denseInputGrad', 'sum']);
const MAX_EXTRAS = 4;
const MAX_MICROS = 24;

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
    if (node.op !== 'conv' && node.op !== 'convInputGrad') continue;
    const attrs = node.attrs as ConvAttrs;
    if (attrs.epilogue === 'none') continue;
    node.attrs = { ...attrs, epilogue: 'none', chain: EPILOGUES[attrs.epilogue] };
  }
}

export function fuseChains(graph: Graph, results: readonly Tensor[]): void {
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
      return mayAbsorb(m, node) && node.inputs.every((t) => t.node === m || madeAt(t) < at);
    });
    if (!maker) continue;
    absorb(maker, node, uses);
    absorbed.add(node);
  }
  graph.nodes = graph.nodes.filter((node) => !absorbed.has(node));
}

function mayAbsorb(maker: Node, node: Node): boolean {
  if (!CHAINABLE.has(maker.op)) return false;
  const { extras, code } = chainOf(maker);
  const { code: more } = node.attrs as ElementwiseAttrs;
  const added = node.inputs.filter((t) => t.node !== maker);
  return (
    sameShape(maker.output.shape, node.output.shape) &&
    extras.length + added.length <= MAX_EXTRAS &&
    code.length + more.length <= MAX_MICROS
  );
}

/** Puts `node`, which reads outputs of `maker`, at the end of maker's chain. */
function absorb(maker: Node, node: Node, uses: Map<Tensor, number>): void {
  const chain = chainOf(maker);
  const { code } = node.attrs as ElementwiseAttrs;
  const own = ownInputs(maker);
  const isExtra = (t: Tensor) => maker.inputs.includes(t, own);
  const added = [...new Set(node.inputs)].filter((t) => t.node !== maker && !isExtra(t));
  const inputs = [...maker.inputs, ...added];
  const before = 1 + chain.extras.length;
  const shifted = (r: number) => (r < before ? r : r + added.length);
  const first = before + added.length + chain.code.length;
  const registers = node.inputs.map((t) => {
    const output = maker.outputs.indexOf(t);
    return output >= 0 ? shifted(chain.stores[output]) : 1 + inputs.indexOf(t, own) - own;
  });
  const ofNode = (r: number) => {
    if (r < 0) return r;
    return r < registers.length ? registers[r] : first + r - registers.length;
  };
  const renumbered = (list: readonly Micro[], map: (r: number) => number) =>
    list.map((m) => ({ ...m, a: map(m.a), b: map(m.b) }));
  const stored = maker.outputs.map((t, k) => ({ t, register: shifted(chain.stores[k]) }));
  stored.push({ t: node.output, register: first + code.length - 1 });
  for (const t of node.inputs) {
    if (!added.includes(t)) uses.set(t, (uses.get(t) as number) - 1);
  }
  const wanted = stored.filter(({ t }) => (uses.get(t) ?? 0) > 0);

  maker.inputs = inputs;
  maker.outputs.splice(0, maker.outputs.length, ...wanted.map(({ t }) => t));
  node.output.node = maker;
  maker.attrs = {
    ...maker.attrs,
    chain: {
      extras: [...chain.extras, ...added.map(() => 'tensor' as const)],
      code: [...renumbered(chain.code, shifted), ...renumbered(code, ofNode)],
      stores: wanted.map(({ register }) => register),
    },
  } satisfies Chained;
}
