// A pass over a program: 1D spectra and fields of many samples lie with the samples side by side in vectors, `lanes` samples to a group.
// [E, B, C, …, M] becomes [E, ⌈B/lanes⌉, C, …, M·lanes], so that every op but the transforms does what it did, and the transforms
// take a vector of lines as it lies there. Fields that something else reads stay as they are: the transforms next to them make or
// take lines.

import type { Graph, Node, Program, Tensor } from '../../graph/index.js';
import type { ElementwiseAttrs } from '../../graph/ops/elementwise.js';
import type { IrfftAttrs } from '../../graph/ops/irfft.js';
import type { RepeatAttrs } from '../../graph/ops/repeat.js';
import type { RfftAttrs } from '../../graph/ops/rfft.js';

export interface LanesAttrs {
  points: number;
  cutoff: number | null;
  batch: number;
  lines: boolean;
}

/** The outermost tensor that a captured leaf stands for. */
function outermost(t: Tensor): Tensor {
  let at = t;
  while (at.leaf?.kind === 'capture') at = at.leaf.outer;
  return at;
}

const isConstant = (t: Tensor) => outermost(t).leaf?.kind === 'constant';

class Chooser {
  readonly chosen = new Set<Tensor>();
  private readonly results = new Set<Tensor>();

  constructor(
    program: Program,
    private readonly lanes: number,
  ) {
    for (const t of [...program.assigned.values(), ...program.records.values()])
      this.results.add(t);
    this.propose(program.graph);
    while (this.withdraw(program.graph)) {}
  }

  /** Whether a transform of this field is worth it. */
  private fits(shape: readonly number[], points: number): boolean {
    return shape[1] >= 2 * this.lanes && points % 4 === 0 && points >= 8;
  }

  private propose(graph: Graph): void {
    const { chosen } = this;
    for (const node of graph.nodes) {
      if (node.op === 'rfft') {
        const { dims, modes, doubled } = node.attrs as RfftAttrs;
        const { shape } = node.inputs[0];
        if (dims === 1 && modes === null && !doubled && this.fits(shape, shape[3]))
          chosen.add(node.output);
      } else if (node.op === 'irfft') {
        const { space, modes, halved } = node.attrs as IrfftAttrs;
        if (space.length === 1 && modes === null && !halved && chosen.has(node.inputs[0]))
          chosen.add(node.output);
      } else if (node.op === 'elementwise' || node.op === 'complexMul') {
        if (node.inputs.some((t) => chosen.has(t))) chosen.add(node.output);
      } else if (node.op === 'repeat') {
        const { carry, slices, captures, body } = node.attrs as RepeatAttrs;
        carry.forEach((leaf, i) => {
          if (chosen.has(node.inputs[i])) {
            chosen.add(leaf);
            chosen.add(node.outputs[i]);
          }
        });
        captures.forEach((leaf, i) => {
          if (chosen.has(node.inputs[carry.length + slices.length + i])) chosen.add(leaf);
        });
        this.propose(body);
      }
    }
  }

  private drop(t: Tensor): boolean {
    return this.chosen.delete(t);
  }

  /** Takes back what is not possible; whether anything was. */
  private withdraw(graph: Graph): boolean {
    const { chosen, results } = this;
    let changed = false;
    for (const t of results) if (chosen.has(t)) changed = this.drop(t) || changed;
    for (const node of graph.nodes) {
      const dropAll = () => {
        for (const t of [...node.inputs, ...node.outputs]) changed = this.drop(t) || changed;
      };
      if (node.op === 'rfft') {
        if (!chosen.has(node.output)) changed = this.drop(node.inputs[0]) || changed;
      } else if (node.op === 'irfft') {
        const { space, modes, halved } = node.attrs as IrfftAttrs;
        const able = space.length === 1 && modes === null && !halved;
        if (!able) dropAll();
        else if (!chosen.has(node.inputs[0])) changed = this.drop(node.output) || changed;
      } else if (node.op === 'elementwise' || node.op === 'complexMul') {
        const { shape } = node.output;
        const able =
          chosen.has(node.output) &&
          node.inputs.every((t) => {
            if (chosen.has(t)) return t.shape[1] === shape[1];
            return isConstant(t) && t.shape[0] === 1 && t.shape[1] === 1;
          });
        if (!able) dropAll();
      } else if (node.op === 'repeat') {
        const { carry, slices, captures, body, next, outputs } = node.attrs as RepeatAttrs;
        for (const t of outputs) results.add(t);
        node.inputs.forEach((t, i) => {
          if (i < carry.length) {
            const parts = [t, carry[i], next[i], node.outputs[i]];
            if (!parts.every((p) => chosen.has(p)))
              for (const p of parts) changed = this.drop(p) || changed;
          } else if (i < carry.length + slices.length) {
            changed = this.drop(t) || changed;
          } else {
            const leaf = captures[i - carry.length - slices.length];
            if (chosen.has(t) !== chosen.has(leaf)) {
              changed = this.drop(t) || changed;
              changed = this.drop(leaf) || changed;
            }
          }
        });
        changed = this.withdraw(body) || changed;
      } else {
        dropAll();
      }
    }
    return changed;
  }
}

/** Lays the samples of 1D spectra side by side, in a program that nobody else uses. */
export function sampleLanes(program: Program, lanes: number): void {
  const hasLines = (graph: Graph): boolean =>
    graph.nodes.some(
      (node) =>
        node.op === 'rfft' || (node.op === 'repeat' && hasLines((node.attrs as RepeatAttrs).body)),
    );
  if (!hasLines(program.graph)) return;
  const { chosen } = new Chooser(program, lanes);
  if (chosen.size === 0) return;
  const spread = new Map<Float64Array, Float64Array>();
  const spreadLeaves = new Map<Tensor, Tensor>();

  /** A constant with every number of its rows `lanes` times. */
  const lift = (graph: Graph, t: Tensor): Tensor => {
    const known = spreadLeaves.get(t);
    if (known) return known;
    const source = outermost(t);
    const { data } = source.leaf as { data: Float64Array };
    let wide = spread.get(data);
    if (!wide) {
      wide = new Float64Array(data.length * lanes);
      for (let i = 0; i < wide.length; i++) wide[i] = data[Math.floor(i / lanes)];
      spread.set(data, wide);
    }
    const shape = [...t.shape.slice(0, -1), (t.shape[t.rank - 1] as number) * lanes];
    const made = graph.constant(wide, shape);
    spreadLeaves.set(t, made);
    return made;
  };

  const rewrite = (graph: Graph): void => {
    for (const node of graph.nodes) rewriteNode(graph, node);
  };
  const rewriteNode = (graph: Graph, node: Node): void => {
    const before = node.inputs[0]?.shape;
    if (node.op === 'repeat') {
      rewrite((node.attrs as RepeatAttrs).body);
    } else if (node.op === 'rfft' && chosen.has(node.output)) {
      const { cutoff } = node.attrs as RfftAttrs;
      const [x] = node.inputs;
      const attrs: LanesAttrs = {
        points: before[3],
        cutoff,
        batch: before[1],
        lines: !chosen.has(x),
      };
      Object.assign(node, { op: 'rfftLanes', attrs });
    } else if (node.op === 'irfft' && chosen.has(node.inputs[0])) {
      const { cutoff, space } = node.attrs as IrfftAttrs;
      const attrs: LanesAttrs = {
        points: space[0],
        cutoff,
        batch: before[1],
        lines: !chosen.has(node.output),
      };
      Object.assign(node, { op: 'irfftLanes', attrs });
    } else if (chosen.has(node.output)) {
      node.inputs = node.inputs.map((t) =>
        chosen.has(t) || t.shape[t.rank - 1] === 1 ? t : lift(graph, t),
      );
      if (node.op === 'elementwise') {
        const attrs = node.attrs as ElementwiseAttrs;
        node.attrs = { ...attrs, shape: grouped(attrs.shape) };
      }
    }
  };
  const grouped = (shape: readonly number[]) =>
    shape.map((e, i) => (i === 1 ? Math.ceil(e / lanes) : i === shape.length - 1 ? e * lanes : e));
  rewrite(program.graph);
  for (const t of chosen) Object.assign(t, { shape: grouped(t.shape) });
}
