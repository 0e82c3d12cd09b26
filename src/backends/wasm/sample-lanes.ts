/**
 * A pass over a program: 1D spectra and fields of many samples lie with the samples side by side in
 * vectors, `lanes` samples to a group. [E, B, C, …, M] becomes [E, ⌈B/lanes⌉, C, …, M·lanes], so
 * that elementwise ops and products with operators do what they did, and transforms take a vector
 * of lines as it lies there. A tensor that anything else reads stays as it is; a transform next to
 * it takes or makes lines.
 *
 * Changes nodes and shapes in place; the program is a copy.
 */

import type {
  ElementwiseAttrs,
  Graph,
  IrfftAttrs,
  Node,
  Program,
  RepeatAttrs,
  RfftAttrs,
  Tensor,
} from '../../graph/index.js';
import { constantOf } from '../lowering/aliases.js';
import { factsOf } from '../lowering/op-facts.js';

/** Of a transform of samples side by side. */
export interface SampleLanes {
  /** Points of a line. */
  points: number;
  batch: number;
  /** Whether the field lies in lines, one sample after the other. */
  lines: boolean;
}

export interface WithLanes {
  lanes?: SampleLanes;
}

const worksByPoint = (node: Node): boolean =>
  node.inputs.every((_, i) => factsOf(node).reads(node, i) === 'point');

const isPlainForward = ({ op, attrs }: Node): boolean => {
  const { dims, modes, doubled } = attrs as RfftAttrs;
  return op === 'rfft' && dims === 1 && modes === null && !doubled;
};

const isPlainInverse = ({ op, attrs }: Node): boolean => {
  const { space, modes, halved } = attrs as IrfftAttrs;
  return op === 'irfft' && space.length === 1 && space[0] % 2 === 0 && modes === null && !halved;
};

/**
 * Which tensors lie in lanes: first all that may, then fewer, until none hangs on one that does
 * not.
 */
class Choice {
  private readonly chosen = new Set<Tensor>();
  private readonly results: Set<Tensor>;

  constructor(
    program: Program,
    private readonly lanes: number,
  ) {
    this.results = new Set([...program.assigned.values(), ...program.records.values()]);
    this.propose(program.graph);
    for (let before = -1; before !== this.chosen.size; ) {
      before = this.chosen.size;
      this.narrow(program.graph);
    }
  }

  has(t: Tensor): boolean {
    return this.chosen.has(t);
  }

  all(): Iterable<Tensor> {
    return this.chosen;
  }

  /** Whether a transform gains: with fewer samples the lanes of the last group stand empty. */
  private pays({ shape }: Tensor): boolean {
    const points = shape[3];
    return shape[1] >= 2 * this.lanes && points % 4 === 0 && points >= 8;
  }

  private propose(graph: Graph): void {
    const { chosen } = this;
    for (const node of graph.nodes) {
      const isNext = node.inputs.some((t) => chosen.has(t));
      if (node.op === 'repeat') {
        this.proposeLoop(node);
      } else if (isPlainForward(node) ? this.pays(node.inputs[0]) : isNext) {
        if (isPlainForward(node) || isPlainInverse(node) || worksByPoint(node)) {
          chosen.add(node.output);
        }
      }
    }
  }

  private proposeLoop({ inputs, outputs, attrs }: Node): void {
    const { carry, slices, captures, body } = attrs as RepeatAttrs;
    const { chosen } = this;
    carry.forEach((leaf, i) => {
      if (chosen.has(inputs[i])) chosen.add(leaf).add(outputs[i]);
    });
    captures.forEach((leaf, i) => {
      if (chosen.has(inputs[carry.length + slices.length + i])) chosen.add(leaf);
    });
    this.propose(body);
  }

  /** Leaves tensors as they are. */
  private drop(tensors: Iterable<Tensor>): void {
    for (const t of tensors) this.chosen.delete(t);
  }

  private narrow(graph: Graph): void {
    this.drop(this.results);
    for (const node of graph.nodes) {
      if (node.op === 'repeat') this.narrowLoop(node);
      else if (isPlainForward(node)) {
        if (!this.has(node.output)) this.drop(node.inputs);
      } else if (isPlainInverse(node)) {
        if (!this.has(node.inputs[0])) this.drop(node.outputs);
      } else if (!worksByPoint(node) || !this.isWhole(node)) {
        this.drop([...node.inputs, ...node.outputs]);
      }
    }
  }

  /** Whether all of an elementwise node lies in lanes but for constants that all samples share. */
  private isWhole({ inputs, output }: Node): boolean {
    const fits = (t: Tensor) =>
      this.has(t)
        ? t.shape[1] === output.shape[1]
        : constantOf(t) !== null && t.shape[0] === 1 && t.shape[1] === 1;
    return this.has(output) && inputs.every(fits);
  }

  private narrowLoop({ inputs, outputs, attrs }: Node): void {
    const { carry, slices, captures, body, next, outputs: stacked } = attrs as RepeatAttrs;
    for (const t of stacked) this.results.add(t);
    carry.forEach((leaf, i) => {
      const same = [inputs[i], leaf, next[i], outputs[i]];
      if (!same.every((t) => this.has(t))) this.drop(same);
    });
    slices.forEach((_, i) => {
      this.drop([inputs[carry.length + i]]);
    });
    captures.forEach((leaf, i) => {
      const same = [inputs[carry.length + slices.length + i], leaf];
      if (!same.every((t) => this.has(t))) this.drop(same);
    });
    this.narrow(body);
  }
}

/** Writes a program in terms of the chosen layout. */
class Rewriting {
  private readonly spread = new Map<Float64Array, Float64Array>();

  constructor(
    private readonly choice: Choice,
    private readonly lanes: number,
  ) {}

  /** The shape of a tensor in lanes. */
  grouped(shape: readonly number[]): number[] {
    const { lanes } = this;
    const last = shape.length - 1;
    return shape.map((extent, axis) =>
      axis === 1 ? Math.ceil(extent / lanes) : axis === last ? extent * lanes : extent,
    );
  }

  graph(graph: Graph): void {
    for (const node of graph.nodes) {
      if (node.op === 'repeat') this.graph((node.attrs as RepeatAttrs).body);
      else if (node.op === 'rfft') this.transform(node, node.inputs[0], node.output);
      else if (node.op === 'irfft') this.transform(node, node.output, node.inputs[0]);
      else if (this.choice.has(node.output)) this.byElement(graph, node);
    }
  }

  private transform(node: Node, field: Tensor, spectrum: Tensor): void {
    if (!this.choice.has(spectrum)) return;
    const [, batch, , points] = field.shape;
    const lanes: SampleLanes = { points, batch, lines: !this.choice.has(field) };
    node.attrs = { ...node.attrs, lanes } satisfies WithLanes;
  }

  private byElement(graph: Graph, node: Node): void {
    node.inputs = node.inputs.map((t) => {
      const isNumber = t.shape[t.rank - 1] === 1;
      return this.choice.has(t) || isNumber ? t : this.spreadConstant(graph, t);
    });
    if (node.op !== 'elementwise') return;
    const attrs = node.attrs as ElementwiseAttrs;
    node.attrs = { ...attrs, shape: this.grouped(attrs.shape) };
  }

  /** A constant with every number `lanes` times. */
  private spreadConstant(graph: Graph, t: Tensor): Tensor {
    const data = constantOf(t) as Float64Array;
    const known = this.spread.get(data);
    const wide = known ?? new Float64Array(data.length * this.lanes);
    if (!known) {
      wide.forEach((_, i) => {
        wide[i] = data[Math.floor(i / this.lanes)];
      });
      this.spread.set(data, wide);
    }
    return graph.constant(wide, [...t.shape.slice(0, -1), t.shape[t.rank - 1] * this.lanes]);
  }
}

/** Lays the samples of 1D spectra side by side. */
export function sampleLanes(program: Program, lanes: number): void {
  const choice = new Choice(program, lanes);
  const rewriting = new Rewriting(choice, lanes);
  rewriting.graph(program.graph);
  for (const t of choice.all()) Object.assign(t, { shape: rewriting.grouped(t.shape) });
}
