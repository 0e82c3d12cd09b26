/**
 * Runs tensor programs in plain float64, as simply as can be: naive loops, naive Fourier sums,
 * everything kept. Tests measure backends and gradients against it.
 */

import { sizeOf } from '../../src/arrays.js';
import type { Program } from '../../src/graph/trace.js';
import { evaluate, type Values } from './evaluate.js';

/** The first entries along every axis: `shape` cut out of an array of shape `from`. */
function corner(data: Float64Array, from: readonly number[], shape: readonly number[]) {
  let rows = [data];
  let size = data.length;
  from.forEach((extent, axis) => {
    size /= extent;
    rows = rows.flatMap((row) =>
      Array.from({ length: shape[axis] }, (_, i) => row.subarray(i * size, (i + 1) * size)),
    );
  });
  return Float64Array.from(rows.flatMap((row) => [...row]));
}

/**
 * A program with its states, as a backend's executable: write, run, read. With a `remainder`, the
 * last of every `stepsPerEpoch` steps runs that program instead, on the first entries of each table
 * entry.
 */
export class ReferenceRun {
  private readonly arrays = new Map<string, Float64Array>();
  private readonly records = new Map<string, Float64Array[]>();
  private step = 0;

  constructor(
    private readonly program: Program,
    private readonly remainder: Program | null = null,
    private readonly stepsPerEpoch = 0,
  ) {
    for (const [name, t] of [...program.states, ...program.inputs]) {
      this.arrays.set(name, new Float64Array(t.size));
    }
    for (const [name, t] of program.tables) {
      this.arrays.set(name, new Float64Array(program.steps * t.size));
    }
    for (const name of program.records.keys()) this.records.set(name, []);
  }

  /** Sets a state, an input or a whole table. */
  write(name: string, data: ArrayLike<number>): void {
    const array = this.arrays.get(name);
    if (!array) throw new Error(`nothing is called '${name}'`);
    if (data.length !== array.length) {
      throw new Error(`'${name}' has ${array.length} elements, not ${data.length}`);
    }
    array.set(data);
  }

  run(steps: number): void {
    for (let i = 0; i < steps; i++) this.runStep();
  }

  /** A state, an input or a table. */
  read(name: string): Float64Array {
    const array = this.arrays.get(name);
    if (!array) throw new Error(`nothing is called '${name}'`);
    return array.slice();
  }

  /** What the steps from, …, to - 1 recorded, one after the other. */
  readRecord(name: string, from: number, to: number): Float64Array {
    const record = this.records.get(name);
    if (!record) throw new Error(`nothing is recorded as '${name}'`);
    return Float64Array.from(record.slice(from, to).flatMap((row) => [...row]));
  }

  private runStep(): void {
    const { remainder, stepsPerEpoch, step } = this;
    if (step >= this.program.steps) throw new Error(`only ${this.program.steps} steps`);
    const last = remainder && step % stepsPerEpoch === stepsPerEpoch - 1;
    const program = last ? remainder : this.program;
    const values: Values = new Map();
    for (const [name, t] of [...program.states, ...program.inputs]) {
      values.set(t, this.arrays.get(name)!);
    }
    for (const [name, t] of program.tables) {
      const { shape } = this.program.tables.get(name)!;
      const size = sizeOf(shape);
      const entry = this.arrays.get(name)!.subarray(step * size, (step + 1) * size);
      values.set(t, corner(entry, shape, t.shape));
    }
    evaluate(program.graph, values);
    for (const [name, t] of program.records) this.records.get(name)!.push(values.get(t)!.slice());
    const next = [...program.assigned].map(([name, t]) => [name, values.get(t)!.slice()] as const);
    for (const [name, value] of next) this.arrays.set(name, value);
    this.step++;
  }
}
