/**
 * Loops against the same program unrolled: values and gradients, saved or computed again, nested,
 * with stacked inputs and outputs, and where tensors are shared in unusual ways.
 */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sizeOf } from '../../src/arrays.js';
import { grad, type Tensor, trace } from '../../src/graph/index.js';
import * as ops from '../../src/graph/ops/index.js';
import { randomArray } from '../cases/op-case.js';
import { ReferenceRun } from '../reference/interpreter.js';

type Body = (carry: Tensor[], slices: Tensor[]) => { carry: Tensor[]; outputs?: Tensor[] };
type Loop = typeof ops.repeat;

/** What `repeat` means, as a list of ops. */
const unrolled: Loop = (n, { carry, stacked = [] }, body: Body) => {
  let carried = [...carry];
  const turns: Tensor[][] = [];
  for (let i = 0; i < n; i++) {
    const slices = stacked.map((t) => ops.reshape(ops.slice(t, 0, i, i + 1), t.shape.slice(1)));
    const result = body(carried, slices);
    carried = result.carry;
    turns.push(result.outputs ?? []);
  }
  const outputs = turns[0].map((_, j) =>
    ops.concat(
      turns.map((row) => ops.reshape(row[j], [1, ...row[j].shape])),
      0,
    ),
  );
  return { carry: carried, outputs };
};

const saving: Loop = (n, inputs, body) => ops.repeat(n, { ...inputs, gradient: 'save' }, body);
const recomputing: Loop = (n, inputs, body) =>
  ops.repeat(n, { ...inputs, gradient: 'recompute' }, body);

/** A loss of the inputs, made with some kind of loop. */
type Build = (inputs: Tensor[], loop: Loop) => Tensor[];

/** Values of a random projection of the outputs and of its gradients with respect to all inputs. */
function evaluateWith(loop: Loop, shapes: number[][], build: Build): Float64Array[] {
  const program = trace({ steps: 1 }, (t) => {
    const xs = shapes.map((shape, i) => t.input(`x${i}`, shape));
    const ys = build(xs, loop);
    const loss = ys
      .map((y, i) => {
        const weights = t.constant(randomArray(`weights ${i}`, y.size), y.shape);
        return ops.reshape(ops.sum(ops.mul(y, weights), [...y.shape.keys()]), [1]);
      })
      .reduce((a, b) => ops.add(a, b));
    ys.forEach((y, i) => {
      t.record(`y${i}`, y);
    });
    grad(loss, xs).forEach((g, i) => {
      t.record(`g${i}`, g);
    });
  });
  const run = new ReferenceRun(program);
  shapes.forEach((shape, i) => {
    run.write(`x${i}`, randomArray(`x${i}`, sizeOf(shape)));
  });
  run.run(1);
  return [...program.records.keys()].map((name) => run.readRecord(name, 0, 1));
}

/**
 * All values are of order 1 and sums are short, so a few hundred units in the last place are
 * generous.
 */
const BOUND = 500 * 2 ** -52;

function compare(loops: Loop[], shapes: number[][], build: Build): void {
  const expected = evaluateWith(unrolled, shapes, build);
  for (const loop of loops) {
    const got = evaluateWith(loop, shapes, build);
    expected.forEach((values, k) => {
      values.forEach((x, i) => {
        assert.ok(Math.abs(x - got[k][i]) <= BOUND, `array ${k}, ${i}: ${got[k][i]}, not ${x}`);
      });
    });
  }
}

const u = [1, 2, 3];
const both = [saving, recomputing];

test('a loop over captured tensors', () => {
  compare(
    both,
    [u, u, [1, 1, 1]],
    ([x, a, b], loop) =>
      loop(4, { carry: [x] }, ([v]) => ({ carry: [ops.tanh(ops.add(ops.mul(v, a), b))] })).carry,
  );
});

test('stacked outputs alone, the carry without use', () => {
  compare(
    both,
    [u, u],
    ([x, a], loop) =>
      loop(3, { carry: [x] }, ([v]) => {
        const next = ops.tanh(ops.mul(v, a));
        return { carry: [next], outputs: [ops.square(next), v] };
      }).outputs,
  );
});

test('stacked inputs', () => {
  compare(
    both,
    [u, [3, ...u], [3, 1, 1, 3]],
    ([x, s, r], loop) =>
      loop(3, { carry: [x], stacked: [s, r] }, ([v], [a, b]) => ({
        carry: [ops.add(ops.mul(v, a), ops.square(b))],
      })).carry,
  );
});

test('one stack as two stacked inputs', () => {
  compare(
    both,
    [u, [3, ...u]],
    ([x, s], loop) =>
      loop(3, { carry: [x], stacked: [s, s] }, ([v], [a, b]) => ({
        carry: [ops.add(ops.mul(v, a), ops.square(b))],
      })).carry,
  );
});

test('one tensor carried twice and captured', () => {
  compare(
    both,
    [u],
    ([x], loop) =>
      loop(3, { carry: [x, x] }, ([a, b]) => ({
        carry: [ops.mul(a, b), ops.add(b, ops.scale(ops.mul(x, a), 0.5))],
      })).carry,
  );
});

test('carries that change places or stay as they are', () => {
  compare(
    both,
    [u, u, u],
    ([x, y, z], loop) =>
      loop(5, { carry: [x, y, z] }, ([a, b, c]) => ({ carry: [b, ops.mul(a, c), c], outputs: [a] }))
        .carry,
  );
});

test('a carry that comes to depend on a source only after a turn', () => {
  compare(both, [u, u], ([x, a], loop) => {
    const zero = ops.broadcastTo(ops.fill(0, 3), u);
    const one = ops.broadcastTo(ops.fill(1, 3), u);
    const { carry, outputs } = loop(4, { carry: [zero, one] }, ([p, q]) => ({
      carry: [ops.add(p, ops.mul(q, x)), ops.mul(q, a)],
      outputs: [p],
    }));
    return [...carry, ...outputs];
  });
});

test('stopGradient inside a loop', () => {
  compare(
    both,
    [u, u],
    ([x, a], loop) =>
      loop(3, { carry: [x] }, ([v]) => ({
        carry: [ops.add(ops.mul(v, a), ops.stopGradient(ops.square(v)))],
      })).carry,
  );
});

test('the stack of one loop read by the next', () => {
  compare(both, [u, u], ([x, a], loop) => {
    const first = loop(3, { carry: [x] }, ([v]) => {
      const next = ops.mul(v, a);
      return { carry: [next], outputs: [next] };
    });
    return loop(3, { carry: [x], stacked: [first.outputs[0]] }, ([v], [s]) => ({
      carry: [ops.tanh(ops.add(v, s))],
      outputs: [ops.mul(v, s)],
    })).carry;
  });
});

test('a loop inside a loop', () => {
  compare([saving], [u, u, u], ([x, a, b], loop) => {
    const { carry, outputs } = loop(3, { carry: [x] }, ([v]) => {
      const scaled = ops.mul(v, b);
      const inner = loop(2, { carry: [scaled] }, ([w]) => {
        const next = ops.tanh(ops.add(ops.mul(w, a), ops.mul(v, w)));
        return { carry: [next], outputs: [ops.mul(next, b)] };
      });
      return { carry: inner.carry, outputs: inner.outputs };
    });
    return [...carry, ...outputs];
  });
});

test('three loops inside each other', () => {
  compare(
    [saving],
    [u, u],
    ([x, a], loop) =>
      loop(2, { carry: [x] }, ([p]) => ({
        carry: loop(2, { carry: [p] }, ([q]) => ({
          carry: loop(2, { carry: [q] }, ([r]) => ({
            carry: [ops.tanh(ops.add(ops.mul(r, a), ops.mul(p, q)))],
          })).carry,
        })).carry,
      })).carry,
  );
});

test('an inner loop with stacked inputs of the outer one', () => {
  compare(
    [saving],
    [u, [2, 3, ...u], u],
    ([x, s, a], loop) =>
      loop(2, { carry: [x], stacked: [s] }, ([v], [rows]) => ({
        carry: loop(3, { carry: [v], stacked: [rows] }, ([w], [row]) => ({
          carry: [ops.tanh(ops.add(ops.mul(w, a), row))],
        })).carry,
      })).carry,
  );
});

test('two gradients through one loop', () => {
  compare(both, [u, u], ([x, a], loop) => {
    const [y] = loop(3, { carry: [x] }, ([v]) => ({ carry: [ops.mul(v, a)] })).carry;
    return [...grad(ops.square(y), [a]), y];
  });
});

test('a loop around others says that it cannot compute them again', () => {
  assert.throws(
    () =>
      evaluateWith(
        recomputing,
        [u],
        ([x], loop) =>
          loop(2, { carry: [x] }, ([v]) => ({
            carry: loop(2, { carry: [v] }, ([w]) => ({ carry: [ops.square(w)] })).carry,
          })).carry,
      ),
    /differentiated with gradient: 'save'/,
  );
});

test('a carry whose shape changes is refused', () => {
  assert.throws(
    () =>
      trace({ steps: 1 }, (t) => {
        const x = t.input('x', [1, 4]);
        ops.repeat(2, { carry: [x] }, ([v]) => ({ carry: [ops.slice(v, 1, 0, 2)] }));
      }),
    /carry 0 changes from \[1,4\] to \[1,2\]/,
  );
});

test('a stacked input with another number of slices is refused', () => {
  assert.throws(
    () =>
      trace({ steps: 1 }, (t) => {
        const x = t.input('x', [1, 4]);
        const s = t.input('s', [3, 1, 4]);
        ops.repeat(2, { carry: [x], stacked: [s] }, ([v], [a]) => ({ carry: [ops.add(v, a)] }));
      }),
    /stacked input 0 \[3,1,4\] has not 2 slices/,
  );
});
