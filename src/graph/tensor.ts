/**
 * Symbolic tensors and the graphs that hold them.
 *
 * A graph is a list of nodes in the order of their making, which is an order of evaluation. Nodes
 * are made only by ops (`emit`), while a trace is open. The body of a `repeat` is a graph of its
 * own, whose parent is the graph around it: a tensor of the parent that an op in the body uses
 * becomes a captured leaf of the body (`lift`).
 *
 * Ops are known by name, so that an op's gradient may be made of ops that are made of it
 * (`registerOps`, by ops/table.ts).
 */

import { sizeOf } from '../arrays.js';
import { textOf } from '../checks.js';
import { UserError } from '../errors.js';

/** The length along each axis. */
export type Shape = readonly number[];

/** 'real' is float32 or float64, chosen when the program is lowered; 'index' is int32. */
export type DType = 'real' | 'index';

/** Where a tensor that no op makes comes from. */
export type Leaf =
  | { kind: 'state'; name: string }
  | { kind: 'input'; name: string }
  | { kind: 'constant'; data: Float64Array }
  | { kind: 'perStep'; name: string }
  | { kind: 'carry' }
  | { kind: 'slice' }
  | { kind: 'capture'; outer: Tensor };

/**
 * A symbolic tensor: a leaf of its graph, or one output of one node. Its shape is logical and
 * static.
 */
export class Tensor {
  /** What makes it; null for a leaf. */
  node: Node | null = null;

  constructor(
    /** The graph that it belongs to. */
    readonly graph: Graph,
    /** The length along each axis. */
    readonly shape: Shape,
    /** Whether it holds real or complex numbers. */
    readonly dtype: DType,
    /** Where it comes from, if no node makes it. */
    readonly leaf: Leaf | null,
  ) {}

  /** Number of axes. */
  get rank(): number {
    return this.shape.length;
  }

  /** Number of values. */
  get size(): number {
    return sizeOf(this.shape);
  }
}

/** Nodes that differentiation makes anew instead of keeping what they make; see recompute.ts. */
export interface Segment {
  /** The segments of which it is one. */
  readonly series: { last: Segment | null };
  /** Those of the segment, in order. */
  readonly nodes: Node[];
}

/** One application of one op. */
export class Node {
  /** What it makes. */
  readonly outputs: Tensor[] = [];
  /** The segment that it belongs to, if any. */
  segment: Segment | null = null;

  constructor(
    /** The name of its op. */
    readonly op: string,
    /** What it reads. */
    public inputs: Tensor[],
    /** What else the op is told. */
    // biome-ignore lint/suspicious/noExplicitAny: every op has attributes of its own type
    public attrs: any,
  ) {}

  /** The only one of its outputs. */
  get output(): Tensor {
    return this.outputs[0];
  }
}

/**
 * What an op reads of an input for a part of an output.
 *
 * - 'point': for an element what stands at the same place (of a spectrum, on both planes), where an
 *   extent of 1 broadcasts.
 * - 'sample': for a sample the same sample, if the input has the output's seeds and samples.
 * - 'seed': for a sample all that belongs to its seed: a parameter, whose second axis is no batch
 *   even if it is as long as one.
 * - 'any': it may read anything.
 */
export type Reads = 'point' | 'sample' | 'seed' | 'any';

/** What lowering must know about an op. `A` is the type of its attributes. */
export interface OpFacts<A> {
  /** What it reads of input `input`. */
  reads(node: TypedNode<A>, input: number): Reads;
  /**
   * Whether output `output` may be made in the memory of input `input`, if both have one shape;
   * where it is missing, no output may. Kernels of every backend then read of that input nothing
   * that they have overwritten.
   */
  mayOverwrite?(output: number, input: number): boolean;
  /** The output is another name of the only input, in the same memory. */
  isAlias?: true;
}

/** One op. `A` is the type of its attributes. */
export interface Op<A> extends OpFacts<A> {
  /** Output shapes from inputs and attributes; throws where they do not fit. */
  shapes(inputs: readonly Tensor[], attrs: A): Shape[];
  /**
   * Cotangents of the inputs from those of the outputs (null: zero), made by calling ops.
   * `needed[i]` says whether input i wants one. An op that is only ever made by a gradient may still
   * have one.
   */
  gradient(
    node: TypedNode<A>,
    cotangents: readonly (Tensor | null)[],
    needed: readonly boolean[],
  ): (Tensor | null)[];
  /** Floating-point operations of one evaluation. */
  cost(node: TypedNode<A>): number;
  /** Numbers that one evaluation reads and writes, where it is not all of its inputs and outputs. */
  traffic?(node: TypedNode<A>): number;
}

/** A node whose op has attributes of type `A`. */
export interface TypedNode<A> extends Node {
  /** The attributes of its op. */
  attrs: A;
}

/** An error of the program's author: shapes that do not fit. */
export class ShapeError extends UserError {}

export function shapeError(op: string, inputs: readonly Tensor[], why: string): ShapeError {
  return new ShapeError(`${op}(${inputs.map((t) => `[${t.shape}]`).join(', ')}): ${why}`);
}

/** A list of nodes, the leaves they read and, for the body of a loop, what the loop carries. */
export class Graph {
  /** In the order in which they are evaluated. */
  nodes: Node[] = [];
  /** What its nodes read that none of them makes. */
  readonly leaves: Tensor[] = [];
  /** Of the body of a loop: its leaf for each tensor of outside that it reads. */
  readonly captures = new Map<Tensor, Tensor>();
  private readonly constants = new Map<Float64Array, Tensor>();
  private readonly numbers = new Map<number, Float64Array>();
  /**
   * Set on the body of a gradient loop: how it gets at values of the loop that it differentiates.
   */
  borrow: { from: Graph; take: (tensor: Tensor) => Tensor } | null = null;
  /** What the nodes belong to that are added now. */
  segment: Segment | null = null;

  constructor(
    /** The graph of which it is the body of a loop. */
    readonly parent: Graph | null,
  ) {}

  /** Adds a leaf, and gives its tensor. */
  addLeaf(shape: Shape, leaf: Leaf, dtype: DType = 'real'): Tensor {
    const tensor = new Tensor(this, shape, dtype, leaf);
    this.leaves.push(tensor);
    return tensor;
  }

  /**
   * A constant, once for each array however often it is asked for. Constants live in the outermost
   * graph.
   */
  constant(data: Float64Array, shape: Shape): Tensor {
    if (this.parent) return this.parent.constant(data, shape);
    if (data.length !== sizeOf(shape)) {
      throw new UserError(`constant: ${data.length} numbers for shape [${shape}]`);
    }
    const known = this.constants.get(data);
    if (known && sameShape(known.shape, shape)) return known;
    const tensor = this.addLeaf(shape, { kind: 'constant', data });
    this.constants.set(data, tensor);
    return tensor;
  }

  /** One number, of extent 1 on each of `rank` axes. */
  number(value: number, rank: number): Tensor {
    if (this.parent) return this.parent.number(value, rank);
    const data = this.numbers.get(value) ?? Float64Array.of(value);
    this.numbers.set(value, data);
    return this.constant(data, new Array(rank).fill(1));
  }

  /** The tensor by which this graph knows `tensor`, which may belong to a graph around it. */
  lift(tensor: Tensor): Tensor {
    if (tensor.graph === this) return tensor;
    if (tensor.graph === this.borrow?.from) return this.borrow.take(tensor);
    if (!this.parent) throw new UserError('a tensor is used outside the trace that made it');
    const outer = this.parent.lift(tensor);
    let inner = this.captures.get(outer);
    if (!inner) {
      inner = this.addLeaf(outer.shape, { kind: 'capture', outer }, outer.dtype);
      this.captures.set(outer, inner);
    }
    return inner;
  }
}

// biome-ignore lint/suspicious/noExplicitAny: attributes differ from op to op
let opTable: Readonly<Record<string, Op<any>>> = {};

/** Makes ops known by their names. */
// biome-ignore lint/suspicious/noExplicitAny: attributes differ from op to op
export function registerOps(table: Readonly<Record<string, Op<any>>>): void {
  opTable = table;
}

/** The op that a node applies. */
// biome-ignore lint/suspicious/noExplicitAny: attributes differ from op to op
export function opOf(node: Node): Op<any> {
  return opTable[node.op];
}

let open: Graph | null = null;

/** The graph that ops add to now. */
export function currentGraph(): Graph {
  if (open) return open;
  throw new UserError(
    'ops work inside of a traced function (the apply of a layer, a loss, the step of a stepper), ' +
      'on its tensors, and not on arrays',
  );
}

/** Throws a UserError outside of a trace, and for what is no tensor. */
export function checkTensors(op: string, inputs: readonly unknown[]): void {
  currentGraph();
  for (const input of inputs) {
    if (input instanceof Tensor) continue;
    throw new UserError(`${op} takes tensors of the traced function, not ${textOf(input)}`);
  }
}

/** Runs `build` with `graph` as the graph that ops add to. */
export function within<R>(graph: Graph, build: () => R): R {
  const before = open;
  open = graph;
  try {
    return build();
  } finally {
    open = before;
  }
}

/** Adds a node to the open graph and returns its outputs. */
export function emit<A>(op: string, inputs: readonly Tensor[], attrs: A): Tensor[] {
  checkTensors(op, inputs);
  const graph = currentGraph();
  const lifted = inputs.map((t) => graph.lift(t));
  const shapes = opTable[op].shapes(lifted, attrs);
  const node = new Node(op, lifted, attrs);
  for (const shape of shapes) {
    const out = new Tensor(graph, shape, 'real', null);
    out.node = node;
    node.outputs.push(out);
  }
  graph.nodes.push(node);
  node.segment = graph.segment;
  graph.segment?.nodes.push(node);
  return node.outputs;
}

/** Whether two shapes are equal. */
export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((extent, i) => extent === b[i]);
}
