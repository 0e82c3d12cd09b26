// Random programs on a backend against the reference interpreter.

import type { Backend, Precision } from '../../src/backends/index.js';
import { sizeOf, type Tensor } from '../../src/graph/index.js';
import { randomArray } from '../cases/op-case.js';
import { randomProgram, STEPS } from '../cases/random-programs.js';
import { ReferenceRun } from '../reference/interpreter.js';

/**
 * Relative to the largest number: sums are short and a program has at most some hundred ops in a row, so float64 keeps
 * well over ten digits and float32 three.
 */
const BOUND: Record<Precision, number> = { f32: 1e-3, f64: 1e-10 };

/** What program number i does otherwise than the reference; null, if nothing. */
export async function compareProgram(backend: Backend, i: number): Promise<string | null> {
  const program = randomProgram(`program ${i}`);
  const reference = new ReferenceRun(program);
  const executable = await backend.compile(program);
  const size = (t: Tensor, steps = 1) => sizeOf(t.shape) * steps;
  const leaves = [
    ...[...program.states, ...program.inputs].map(([name, t]) => [name, size(t)] as const),
    ...[...program.tables].map(([name, t]) => [name, size(t, STEPS)] as const),
  ];
  for (const [name, length] of leaves) {
    const data = randomArray(`${name} ${i}`, length);
    reference.write(name, data);
    await executable.write(name, data);
  }
  reference.run(STEPS);
  await executable.run(STEPS);
  const differences: string[] = [];
  const check = (name: string, expected: Float64Array, got: Float64Array) => {
    const largest = expected.reduce((m, x) => Math.max(m, Math.abs(x)), 1);
    const bound = BOUND[backend.precision] * largest;
    const at = expected.findIndex((x, k) => !(Math.abs(x - got[k]) <= bound));
    if (at >= 0) differences.push(`${name}[${at}] is ${got[at]}, not ${expected[at]}`);
  };
  for (const name of program.records.keys()) {
    const expected = reference.readRecord(name, 0, STEPS);
    check(`record ${name}`, expected, await executable.readRecord(name, 0, STEPS));
  }
  for (const name of program.states.keys()) {
    check(`state ${name}`, reference.read(name), await executable.read(name));
  }
  await executable.dispose();
  return differences.length > 0 ? `program ${i}: ${differences.join('; ')}` : null;
}
