/**
 * From a function on symbolic tensors to a program: the graph of one step, and the tensors through
 * which the outside world and the next step see it.
 */

import './ops/table.js';
import { optimise } from './passes/index.js';
import { Graph, type Shape, sameShape, type Tensor, within } from './tensor.js';

/** One step of a computation, to be run `steps` times. Plain data but for the graph's links. */
export interface Program {
  /** How many times at most the step is run; the extent of the tables and records. */
  steps: number;
  /** What the step computes. */
  graph: Graph;
  /** Tensors that outlive a step. */
  states: Map<string, Tensor>;
  /** Read-only tensors, written before the run. */
  inputs: Map<string, Tensor>;
  /** Tables [steps, …] of which each step sees its own entry. */
  tables: Map<string, Tensor>;
  /** What each state is at the end of the step. States that are not here stay as they are. */
  assigned: Map<string, Tensor>;
  /** What is kept of each step, as [steps, …]. */
  records: Map<string, Tensor>;
}

/** Declares the leaves of a program and what becomes of its results. */
export class Tracer {
  /** What was declared so far. */
  readonly program: Program;

  constructor(graph: Graph, steps: number) {
    this.program = {
      steps,
      graph,
      states: new Map(),
      inputs: new Map(),
      tables: new Map(),
      assigned: new Map(),
      records: new Map(),
    };
  }

  private declare(table: Map<string, Tensor>, name: string, tensor: Tensor): Tensor {
    const { states, inputs, tables } = this.program;
    if (states.has(name) || inputs.has(name) || tables.has(name)) {
      throw new Error(`the name '${name}' is declared twice`);
    }
    table.set(name, tensor);
    return tensor;
  }

  /** A tensor that outlives the step. */
  state(name: string, shape: Shape): Tensor {
    const leaf = this.program.graph.addLeaf([...shape], { kind: 'state', name });
    return this.declare(this.program.states, name, leaf);
  }

  /** A read-only tensor that is written before the run. */
  input(name: string, shape: Shape): Tensor {
    const leaf = this.program.graph.addLeaf([...shape], { kind: 'input', name });
    return this.declare(this.program.inputs, name, leaf);
  }

  /** This step's entry of a table [steps, …shape] of real numbers. */
  perStep(name: string, shape: Shape): Tensor {
    const leaf = this.program.graph.addLeaf([...shape], { kind: 'perStep', name });
    return this.declare(this.program.tables, name, leaf);
  }

  /** This step's entry of a table [steps, …shape] of indices. */
  perStepIndex(name: string, shape: Shape): Tensor {
    const leaf = this.program.graph.addLeaf([...shape], { kind: 'perStep', name }, 'index');
    return this.declare(this.program.tables, name, leaf);
  }

  /** A constant, float64 here and rounded once when the program is lowered. */
  constant(data: Float64Array, shape: Shape): Tensor {
    return this.program.graph.constant(data, [...shape]);
  }

  /** The value of a state after this step. */
  assign(state: Tensor, value: Tensor): void {
    const { leaf } = state;
    if (leaf?.kind !== 'state') throw new Error('assign: not a state tensor');
    if (!sameShape(state.shape, value.shape)) {
      throw new Error(`assign '${leaf.name}': [${value.shape}] to a state of [${state.shape}]`);
    }
    if (this.program.assigned.has(leaf.name)) throw new Error(`'${leaf.name}' is assigned twice`);
    this.program.assigned.set(leaf.name, value);
  }

  /** Keeps `value` of every step, as [steps, …shape]. */
  record(name: string, value: Tensor): void {
    if (this.program.records.has(name)) throw new Error(`'${name}' is recorded twice`);
    this.program.records.set(name, value);
  }
}

/** Runs `build` on symbolic tensors and returns the optimised program of one step, of which there are `steps`. */
export function trace(options: { steps: number }, build: (t: Tracer) => void): Program {
  const graph = new Graph(null);
  const tracer = new Tracer(graph, options.steps);
  const { program } = tracer;
  within(graph, () => build(tracer));
  optimise(graph, [...program.assigned.values(), ...program.records.values()]);
  return program;
}
