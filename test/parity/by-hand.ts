/** Runs the examples by hand of all ops, on the reference interpreter or on a backend. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sizeOf } from '../../src/arrays.js';
import type { Backend } from '../../src/backends/index.js';
import type { OpName, Program } from '../../src/graph/index.js';
import { byHand } from '../cases/by-hand.js';
import type { Example } from '../cases/example.js';
import { caseProgram, exactly, indices, opCase } from '../cases/op-case.js';
import { ReferenceRun } from '../reference/interpreter.js';

type Writes = [name: string, data: Float64Array | Int32Array][];

/** Runs a program of one step on these inputs; gives the numbers that it records, in turn. */
export type Run = (program: Program, writes: Writes, records: string[]) => Promise<number[]>;

export const onReference: Run = async (program, writes, records) => {
  const run = new ReferenceRun(program);
  for (const [name, data] of writes) run.write(name, data);
  run.run(1);
  return records.flatMap((name) => [...run.readRecord(name, 0, 1)]);
};

export function onBackend(backend: () => Backend): Run {
  return async (program, writes, records) => {
    const executable = await backend().compile(program);
    try {
      for (const [name, data] of writes) await executable.write(name, data);
      await executable.run(1);
      const numbers: number[] = [];
      for (const name of records) {
        for (const x of await executable.readRecord(name, 0, 1)) numbers.push(x);
      }
      return numbers;
    } finally {
      await executable.dispose();
    }
  };
}

function caseOf({ about, inputs, build }: Example) {
  const of = inputs.map(({ shape, values, isIndex }) =>
    isIndex ? indices(1, ...shape) : exactly(values, ...shape),
  );
  return opCase(about, of, build);
}

const writesOf = ({ inputs }: Example): Writes =>
  inputs.map(({ values, isIndex }, i) => [
    `x${i}`,
    isIndex ? Int32Array.from(values) : Float64Array.from(values),
  ]);

/** Whether numbers are as near as `tolerance`, relative to those that are larger than 1. */
function assertNear(ours: number[], byHand: number[], tolerance: number): void {
  const isNear =
    ours.length === byHand.length &&
    byHand.every((y, i) => Math.abs(ours[i] - y) <= tolerance * Math.max(1, Math.abs(y)));
  assert.ok(isNear, `${ours} instead of ${byHand}`);
}

/** Adds tests of every example: forward, and with gradients. */
export function testByHand(run: Run, toleranceOf: (op: OpName) => number): void {
  for (const [op, examples] of Object.entries(byHand) as [OpName, Example[]][]) {
    const tolerance = toleranceOf(op);
    for (const example of examples) {
      const { about, inputs, outputs, gradient } = example;
      const which = caseOf(example);

      test(`${op}, ${about}: forward`, async () => {
        const { program, outputs: shapes } = caseProgram(which);
        const records = shapes.map((_, i) => `y${i}`);
        assertNear(await run(program, writesOf(example), records), outputs, tolerance);
      });

      test(`${op}, ${about}: gradients`, async () => {
        if (gradient instanceof RegExp) {
          assert.throws(() => caseProgram(which, { gradient: true }), gradient);
          return;
        }
        const { program, outputs: shapes } = caseProgram(which, { gradient: true });
        const writes = writesOf(example);
        let at = 0;
        for (const [i, shape] of shapes.entries()) {
          const cotangent = gradient.cotangents.slice(at, at + sizeOf(shape));
          writes.push([`p${i}`, Float64Array.from(cotangent)]);
          at += cotangent.length;
        }
        const records = inputs.map((_, i) => `g${i}`);
        assertNear(await run(program, writes, records), gradient.gradients, tolerance);
      });
    }
  }
}
