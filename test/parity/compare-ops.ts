/**
 * Cases of ops on a backend against the reference interpreter, forward and with gradients.
 *
 * Bounds: a sum of n products of size at most s, each rounded, is off by at most (n + 1) ε n s;
 * with signs that vary, as they do in random data, by about ε n s. The reference's own error in
 * float64 is of the same order. Transcendental micro-ops add a few units in the last place.
 */

import { sizeOf } from '../../src/arrays.js';
import type { Backend, Precision } from '../../src/backends/index.js';
import type { OpName } from '../../src/graph/index.js';
import { caseProgram, type OpCase, randomArray, valuesOf } from '../cases/op-case.js';
import { opCases } from '../cases/op-cases.js';
import { ReferenceRun } from '../reference/interpreter.js';

const EPS = { f32: 2 ** -23, f64: 2 ** -52 };

/** `summed`: how many of the case's values are added up in what is compared. */
function boundOf(which: OpCase, precision: Precision, terms: number, summed: number): number {
  return 2 * EPS[precision] * (terms + 2) * which.size * summed;
}

async function compareCase(
  backend: Backend,
  op: OpName,
  which: OpCase,
  gradient: boolean,
  slack: number,
): Promise<string[]> {
  const { program, outputs } = caseProgram(which, { gradient });
  const reference = new ReferenceRun(program);
  const executable = await backend.compile(program);
  const give = async (name: string, data: Float64Array, isIndex: boolean) => {
    reference.write(name, data);
    await executable.write(name, isIndex ? Int32Array.from(data) : data);
  };
  for (const [i, { values }] of which.inputs.entries()) {
    await give(`x${i}`, valuesOf(which, i), values === 'index');
  }
  if (gradient) {
    for (const [i, shape] of outputs.entries()) {
      await give(`p${i}`, randomArray(`${which.name} projection ${i}`, sizeOf(shape)), false);
    }
  }
  reference.run(1);
  await executable.run(1);
  const elements = outputs.reduce((n, shape) => n + sizeOf(shape), 0);
  const failures: string[] = [];
  for (const name of program.records.keys()) {
    const expected = reference.readRecord(name, 0, 1);
    const got = await executable.readRecord(name, 0, 1);
    // An elementwise value is no sum, though the gradient of what it broadcasts is one.
    const terms = op === 'elementwise' && name.startsWith('y') ? 1 : which.terms;
    const summed = name === 'loss' ? elements : 1;
    const bound = slack * boundOf(which, backend.precision, terms, summed);
    const at = expected.findIndex((x, i) => !(Math.abs(x - got[i]) <= bound));
    if (got.length !== expected.length) failures.push(`${which.name}: ${name} has another size`);
    if (at >= 0) {
      const worst = expected.reduce((m, x, i) => Math.max(m, Math.abs(x - got[i])), 0);
      failures.push(
        `${which.name}${gradient ? ' with gradient' : ''}: ${name}[${at}] is ${got[at]}, ` +
          `not ${expected[at]}; the largest difference is ${worst}, allowed are ${bound}`,
      );
    }
  }
  await executable.dispose();
  return failures;
}

/**
 * What does not agree, of cases of an op; nothing, if all is well. `slack` widens the bounds.
 */
export async function compareOp(
  backend: Backend,
  op: OpName,
  slack = 1,
  cases: readonly OpCase[] = opCases[op],
): Promise<string[]> {
  const failures: string[] = [];
  for (const which of cases) {
    failures.push(...(await compareCase(backend, op, which, false, slack)));
    if (!(which.gradient instanceof RegExp)) {
      failures.push(...(await compareCase(backend, op, which, true, slack)));
    }
  }
  return failures;
}
