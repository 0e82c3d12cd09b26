/**
 * Gradients of every op against central finite differences in float64, and adjoints of linear ops
 * by <A x, y> = <x, A' y>. The loss is a random projection of the outputs.
 */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sizeOf } from '../../src/arrays.js';
import { opTable } from '../../src/graph/index.js';
import { caseProgram, type OpCase, randomArray, valuesOf } from '../cases/op-case.js';
import { opCases } from '../cases/op-cases.js';
import { ReferenceRun } from '../reference/interpreter.js';

const EPS = 2 ** -52;
/**
 * Relative step of the differences: near ε^(1/3), where truncation h² and rounding ε/h are about
 * equal.
 */
const STEP = 2 ** -17;

function evaluateCase(
  which: OpCase,
  { program, outputs }: ReturnType<typeof caseProgram>,
  xs: Float64Array[],
): ReferenceRun {
  const run = new ReferenceRun(program);
  xs.forEach((x, i) => {
    run.write(`x${i}`, x);
  });
  if (program.inputs.has('p0')) {
    outputs.forEach((shape, i) => {
      run.write(`p${i}`, randomArray(`${which.name} projection ${i}`, sizeOf(shape)));
    });
  }
  run.run(1);
  return run;
}

function dot(a: Float64Array, b: Float64Array, term = (x: number) => x): number {
  return a.reduce((sum, x, i) => sum + term(x * b[i]), 0);
}

function checkCase(which: OpCase): void {
  const full = caseProgram(which, { gradient: true });
  const forward = caseProgram(which);
  const xs = which.inputs.map((_, i) => valuesOf(which, i));
  const run = evaluateCase(which, full, xs);
  const [loss] = run.readRecord('loss', 0, 1);
  const weights = full.outputs.map((shape, i) =>
    randomArray(`${which.name} projection ${i}`, sizeOf(shape)),
  );
  const project = (of: ReferenceRun, term?: (x: number) => number) =>
    weights.reduce((sum, p, i) => sum + dot(p, of.readRecord(`y${i}`, 0, 1), term), 0);
  const magnitude = project(run, Math.abs);
  const costly = forward.program.graph.nodes.reduce(
    (sum, node) => sum + opTable[node.op as keyof typeof opTable].cost(node as never),
    0,
  );
  const samples = costly > 5000 ? 6 : 40;
  which.inputs.forEach(({ values, span }, i) => {
    if (values === 'index') return;
    const g = run.readRecord(`g${i}`, 0, 1);
    if (which.linear.includes(i)) {
      const gap = Math.abs(dot(g, xs[i]) - loss);
      const bound = 8 * EPS * which.terms * which.size * (1 + xs[i].length);
      assert.ok(gap <= bound, `input ${i}: adjoint off by ${gap}, bound ${bound}`);
    }
    for (let j = 0; j < xs[i].length; j += Math.ceil(xs[i].length / samples)) {
      const h = STEP * Math.max(span, Math.abs(xs[i][j]));
      const at = (x: number) => {
        const moved = xs.map((a, k) => (k === i ? a.with(j, x) : a));
        return project(evaluateCase(which, forward, moved));
      };
      const slope =
        which.gradient === 'stopped' ? 0 : (at(xs[i][j] + h) - at(xs[i][j] - h)) / (2 * h);
      const rounding = (4 * EPS * (magnitude + which.terms * which.size)) / h;
      const truncation = which.size * which.terms * 8 * h * h;
      const gap = Math.abs(slope - g[j]);
      assert.ok(
        gap <= rounding + truncation,
        `input ${i}, element ${j}: ${g[j]}, differences give ${slope}`,
      );
    }
  });
}

for (const op of Object.keys(opTable) as (keyof typeof opCases)[]) {
  test(`${op} has cases`, () => {
    assert.ok(opCases[op].length > 0);
  });

  for (const which of opCases[op]) {
    const { gradient } = which;
    test(`gradient of ${which.name}`, () => {
      if (gradient instanceof RegExp) {
        assert.throws(() => caseProgram(which, { gradient: true }), gradient);
      } else {
        checkCase(which);
      }
    });
  }
}
