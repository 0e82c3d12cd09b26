/** Programs on a backend against the reference interpreter, and the bits of their seeds. */

import { sizeOf } from '../../src/arrays.js';
import type { Backend, Precision } from '../../src/backends/index.js';
import type { Program, Tensor } from '../../src/graph/index.js';
import { randomArray } from '../cases/op-case.js';
import { randomProgram, STEPS } from '../cases/random-programs.js';
import { ReferenceRun } from '../reference/interpreter.js';

/**
 * Relative to the largest number: sums are short and a program has at most some hundred ops in a
 * row, so float64 keeps well over ten digits and float32 three.
 */
const BOUND: Record<Precision, number> = { f32: 1e-3, f64: 1e-10 };

/** What random program number i does otherwise than the reference; null, if nothing. */
export function compareProgram(backend: Backend, i: number): Promise<string | null> {
  return compareSteps(backend, `program ${i}`, randomProgram(`program ${i}`), STEPS);
}

/** The same of any program. */
export async function compareSteps(
  backend: Backend,
  title: string,
  program: Program,
  steps: number,
): Promise<string | null> {
  const reference = new ReferenceRun(program);
  const executable = await backend.compile(program);
  const size = (t: Tensor, steps = 1) => sizeOf(t.shape) * steps;
  const leaves = [
    ...[...program.states, ...program.inputs].map(([name, t]) => [name, size(t)] as const),
    ...[...program.tables].map(([name, t]) => [name, size(t, steps)] as const),
  ];
  for (const [name, length] of leaves) {
    const data = randomArray(`${name} ${title}`, length);
    reference.write(name, data);
    await executable.write(name, data);
  }
  reference.run(steps);
  await executable.run(steps);
  const differences: string[] = [];
  const check = (name: string, expected: Float64Array, got: Float64Array) => {
    const largest = expected.reduce((m, x) => Math.max(m, Math.abs(x)), 1);
    const bound = BOUND[backend.precision] * largest;
    const at = expected.findIndex((x, k) => !(Math.abs(x - got[k]) <= bound));
    if (at >= 0) differences.push(`${name}[${at}] is ${got[at]}, not ${expected[at]}`);
  };
  for (const name of program.records.keys()) {
    const expected = reference.readRecord(name, 0, steps);
    check(`record ${name}`, expected, await executable.readRecord(name, 0, steps));
  }
  for (const name of program.states.keys()) {
    check(`state ${name}`, reference.read(name), await executable.read(name));
  }
  await executable.dispose();
  return differences.length > 0 ? `${title}: ${differences.join('; ')}` : null;
}

const sizeFrom = (shape: readonly number[], axis: number) => sizeOf(shape.slice(axis));

/** What each of `count` seeds from `first` on leaves of a program, side by side with the others. */
export async function seedsOf(
  backend: Backend,
  title: string,
  program: Program,
  steps: number,
  first: number,
  count: number,
): Promise<number[][][]> {
  const executable = await backend.compile(program);
  for (const [name, { shape }] of program.states) {
    const own = Array.from({ length: count }, (_, e) => [
      ...randomArray(`${name} ${title} of seed ${first + e}`, sizeFrom(shape, 1)),
    ]);
    await executable.write(name, Float64Array.from(own.flat()));
  }
  for (const [name, { shape }] of program.inputs) {
    await executable.write(name, randomArray(`${name} ${title}`, sizeFrom(shape, 0)));
  }
  for (const [name, { shape }] of program.tables) {
    await executable.write(name, randomArray(`${name} ${title}`, steps * sizeFrom(shape, 0)));
  }
  await executable.run(steps);
  const seeds = Array.from({ length: count }, () => [] as number[][]);
  const share = (all: Float64Array) => {
    const length = all.length / count;
    seeds.forEach((parts, e) => {
      parts.push([...all.subarray(e * length, (e + 1) * length)]);
    });
  };
  for (const name of program.states.keys()) share(await executable.read(name));
  for (const name of program.records.keys()) {
    for (let k = 0; k < steps; k++) share(await executable.readRecord(name, k, k + 1));
  }
  await executable.dispose();
  return seeds;
}
