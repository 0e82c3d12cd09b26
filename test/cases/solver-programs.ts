/**
 * Programs of the shapes that solvers have: spectra of many samples, sums of them with operators,
 * transforms of products of fields, loops in which samples do not depend on each other, and others
 * in which they do.
 */

import { sizeOf } from '../../src/arrays.js';
import { grad, type Program, type Tensor, type Tracer, trace } from '../../src/graph/index.js';
import * as ops from '../../src/graph/ops/index.js';
import { RepeatedStepper } from '../../src/steppers/index.js';
import { randomArray } from './op-case.js';
import { ReactionDiffusion } from './own-equations.js';

export const SOLVER_STEPS = 2;

/** The same program for any number of seeds. */
export interface SolverProgram {
  build(seeds: number): Program;
  /** What of the lowering the program is there for (test/parity/wasm-solver-programs.test.ts). */
  reaches: readonly string[];
  /** What it must not reach. */
  avoids?: readonly string[];
}

const modesOf = (space: readonly number[]) => [...space.slice(0, -1), (space.at(-1)! >> 1) + 1];

/** A real operator in [0.2, 0.7] for spectra of these points. */
function realOperator(name: string, space: readonly number[]): Tensor {
  const modes = modesOf(space);
  const data = randomArray(name, sizeOf(modes)).map((v) => 0.45 + 0.25 * v);
  return ops.constant(data, [1, 1, 1, 1, ...modes]);
}

/** A complex operator of at most 0.4 times a number, or an imaginary one. */
function complexOperator(
  name: string,
  space: readonly number[],
  imaginary: boolean,
  scale = 1,
): Tensor {
  const modes = modesOf(space);
  const size = sizeOf(modes);
  const data = randomArray(name, 2 * size).map((v, i) =>
    imaginary && i < size ? 0 : 0.28 * scale * v,
  );
  return ops.constant(data, [1, 1, 1, 2, ...modes]);
}

/** A program over a state u of some samples, which it assigns and records. */
function solver(
  batch: number,
  channels: number,
  space: readonly number[],
  step: (u: Tensor) => Tensor,
): (seeds: number) => Program {
  return (seeds) =>
    trace({ steps: SOLVER_STEPS }, (t) => {
      const u = t.state('u', [seeds, batch, channels, ...space]);
      const next = step(u);
      t.assign(u, next);
      t.record('norm', ops.sum(ops.square(next), [2]));
    });
}

/** Records a stack turn by turn: what is recorded has the seeds on its first axis. */
function recordTurns(t: Tracer, stack: Tensor): void {
  const [turns, ...shape] = stack.shape;
  for (let i = 0; i < turns; i++) {
    t.record(`turn ${i}`, ops.reshape(ops.slice(stack, 0, i, i + 1), shape));
  }
}

/** Its spectrum, `turns` times through `step`, and back. */
function inSpectrum(
  u: Tensor,
  turns: number,
  step: (spectrum: Tensor, space: number[], n: number) => Tensor,
): Tensor {
  const space = u.shape.slice(3);
  const n = sizeOf(space);
  const { carry } = ops.repeat(turns, { carry: [ops.rfft(u, space.length)] }, ([s]) => ({
    carry: [step(s, space, n)],
  }));
  return ops.scale(ops.irfft(carry[0], space), 1 / n);
}

/** A step of ETDRK1: a real operator on the spectrum, and an imaginary one on that of a product. */
const convect = (cutoff: number | null) => (s: Tensor, space: number[], n: number) => {
  const v = ops.irfft(s, space, { cutoff });
  const product = ops.rfft(ops.scale(ops.square(v), 1 / (n * n)), space.length, { cutoff });
  return ops.add(
    ops.mul(s, realOperator('linear', space)),
    ops.complexMul(product, complexOperator('nonlinear', space, true)),
  );
};

const lanes = ['rfft in lanes', 'irfft in lanes', 'spectralSum', 'products', 'loop by samples'];

/** u, of which the channels are fields that are multiplied: Σ_j ∂_j (u_j u). */
function conservative(u: Tensor, turns: number): Tensor {
  return inSpectrum(u, turns, (s, space, n) => {
    const cutoff = Math.floor(space[0] / 3);
    const v = ops.irfft(s, space, { cutoff });
    const dims = space.length;
    const spectra = space.map((_, j) => {
      const one = ops.slice(v, 2, j, j + 1);
      const product = j === dims - 1 ? ops.square(one) : ops.mul(ops.slice(v, 2, j, dims), one);
      return ops.rfft(ops.scale(product, 1 / (n * n)), dims, { cutoff });
    });
    return spectra.reduce(
      (sum, own, j) => {
        const before = spectra.slice(0, j).map((t, i) => ops.slice(t, 2, j - i, j - i + 1));
        const whole = j === 0 ? own : ops.concat([...before, own], 2);
        return ops.add(sum, ops.complexMul(whole, complexOperator(`axis ${j}`, space, true)));
      },
      ops.mul(s, realOperator('linear', space)),
    );
  });
}

/** Products of a field and its slopes, put together in some way, whose spectrum is added. */
const ofProducts =
  (combine: (a: Tensor, b: Tensor, c: Tensor) => Tensor) =>
  (u: Tensor): Tensor =>
    inSpectrum(u, 2, (s, space, n) => {
      const field = (name: string) =>
        ops.irfft(ops.complexMul(s, complexOperator(name, space, true)), space);
      const sum = combine(ops.irfft(s, space), field('one'), field('other'));
      const operator = complexOperator('nonlinear', space, false, 1 / (n * n));
      return ops.add(
        ops.mul(s, realOperator('linear', space)),
        ops.complexMul(ops.rfft(sum, space.length), operator),
      );
    });

const combinations: Record<string, (a: Tensor, b: Tensor, c: Tensor) => Tensor> = {
  'a difference of products': (a, b, c) => ops.sub(ops.mul(a, b), ops.mul(b, c)),
  'a sum of four products': (a, b, c) =>
    ops.add(ops.add(ops.add(ops.mul(a, b), ops.square(c)), ops.mul(c, a)), ops.square(b)),
  'two products less two': (a, b, c) =>
    ops.sub(ops.add(ops.mul(a, b), ops.square(c)), ops.add(ops.mul(c, b), ops.square(a))),
  'scaled products': (a, b, c) =>
    ops.add(ops.scale(ops.mul(a, b), 0.5), ops.scale(ops.mul(c, a), -0.25)),
};

export const solverPrograms: Record<string, SolverProgram> = {};

for (const [batch, channels, points] of [
  [8, 1, 8],
  [9, 3, 12],
  [50, 2, 16],
]) {
  solverPrograms[`spectra of ${batch} samples, ${channels} channels, ${points} points`] = {
    build: solver(batch, channels, [points], (u) => inSpectrum(u, 3, convect(points / 4))),
    reaches: lanes,
  };
}
solverPrograms['spectra of 7 samples, of which float64 lays pairs side by side'] = {
  build: solver(7, 2, [8], (u) => inSpectrum(u, 3, convect(null))),
  reaches: ['spectralSum', 'products'],
};
solverPrograms['spectra of an odd number of points'] = {
  build: solver(9, 2, [9], (u) => inSpectrum(u, 3, convect(3))),
  reaches: ['spectralSum', 'products', 'loop by samples'],
  avoids: ['rfft in lanes'],
};
solverPrograms['spectra outside loops'] = {
  build: solver(9, 2, [8], (u) => {
    const s = convect(2)(ops.rfft(u, 1), [8], 8);
    return ops.scale(ops.irfft(convect(null)(s, [8], 8), [8]), 1 / 8);
  }),
  reaches: ['rfft in lanes', 'irfft in lanes', 'spectralSum', 'products'],
};
solverPrograms['an inverse transform to an odd number of points of as many modes'] = {
  build: solver(9, 1, [16], (u) => {
    const field = ops.scale(ops.irfft(ops.rfft(u, 1), [17]), 1 / 16);
    return ops.add(u, ops.scale(ops.slice(field, 3, 0, 16), 0.5));
  }),
  reaches: ['rfft'],
  avoids: ['rfft in lanes', 'irfft in lanes'],
};
solverPrograms['fields between transforms that something else reads'] = {
  build: solver(9, 2, [12], (u) => {
    const { carry, outputs } = ops.repeat(2, { carry: [ops.rfft(u, 1)] }, ([s]) => {
      const v = ops.irfft(s, [12]);
      const mean = ops.mean(v, [2, 3]);
      const product = ops.rfft(ops.scale(ops.square(v), 1 / 144), 1);
      return {
        carry: [
          ops.add(
            ops.mul(s, realOperator('linear', [12])),
            ops.complexMul(product, complexOperator('nonlinear', [12], false)),
          ),
        ],
        outputs: [mean, v],
      };
    });
    const means = ops.scale(ops.sum(outputs[0], [0]), 1 / 24);
    const fields = ops.scale(ops.sum(outputs[1], [0]), 1 / 24);
    const back = ops.scale(ops.irfft(carry[0], [12]), 1 / 12);
    return ops.add(
      ops.mul(back, ops.tanh(ops.reshape(means, [u.shape[0], 9, 1, 1]))),
      ops.scale(ops.reshape(fields, u.shape), 0.25),
    );
  }),
  reaches: ['rfft in lanes', 'irfft in lanes to lines', 'spectralSum'],
};
for (const [batch, space, reaches] of [
  [9, [16], ['rfft in lanes', 'irfft in lanes']],
  [1, [12, 12], []],
  [5, [6, 6, 6], ['loop by samples']],
] as const) {
  const options = { dims: space.length, numPoints: space[0], domainExtent: 1, dt: 0.05 };
  const points = `${batch} samples on ${space.join(' × ')} points`;
  solverPrograms[`channels with operators of their own, ${points}`] = {
    build: solver(batch, 2, space, (u) =>
      new RepeatedStepper(new ReactionDiffusion(options), 3).step(u),
    ),
    reaches,
  };
}
solverPrograms['spectra with gradients'] = {
  build: (seeds) =>
    trace({ steps: SOLVER_STEPS }, (t) => {
      const u = t.state('u', [seeds, 8, 2, 8]);
      const w = t.state('w', [seeds, 1, 2, 1]);
      const end = inSpectrum(ops.mul(u, w), 2, convect(null));
      const loss = ops.sum(ops.square(end), [1, 2, 3]);
      const [du, dw] = grad(loss, [u, w]);
      t.assign(u, ops.sub(end, ops.scale(ops.tanh(du), 0.1)));
      t.assign(w, ops.sub(w, ops.scale(ops.tanh(dw), 0.1)));
      t.record('loss', loss);
    }),
  reaches: ['spectralSum'],
};

for (const space of [
  [10, 10],
  [7, 9],
  [6, 8, 4],
  [5, 3, 7],
]) {
  const dims = space.length;
  solverPrograms[`products of slices on ${space.join(' × ')} points, one sample`] = {
    build: solver(1, dims, space, (u) => conservative(u, 2)),
    reaches: ['products', 'spectralSum', 'shared by planes'],
  };
  solverPrograms[`products of slices on ${space.join(' × ')} points, eleven samples`] = {
    build: solver(11, dims, space, (u) => conservative(u, 2)),
    reaches: ['products', 'spectralSum', 'loop by samples'],
  };
}
for (const [name, combine] of Object.entries(combinations)) {
  for (const [batch, space] of [
    [9, [12]],
    [3, [7]],
    [2, [6, 5]],
  ] as const) {
    solverPrograms[`${name}, ${batch} samples on ${space.join(' × ')} points`] = {
      build: solver(batch, 2, space, ofProducts(combine)),
      reaches: ['products', 'spectralSum'],
    };
  }
}
solverPrograms['a product that something else reads, too'] = {
  build: (seeds) =>
    trace({ steps: SOLVER_STEPS }, (t) => {
      const u = t.state('u', [seeds, 3, 2, 6, 5]);
      const product = ops.mul(u, ops.slice(u, 2, 0, 1));
      const spectrum = ops.rfft(product, 2);
      const operator = complexOperator('nonlinear', [6, 5], false);
      const back = ops.irfft(ops.complexMul(spectrum, operator), [6, 5]);
      t.assign(u, ops.add(ops.scale(back, 1 / 30), ops.scale(product, 0.5)));
      t.record('spectrum', ops.sum(ops.square(spectrum), [2]));
    }),
  reaches: ['products'],
};
solverPrograms['sums of all kinds of terms, over what they read'] = {
  build: (seeds) =>
    trace({ steps: SOLVER_STEPS }, (t) => {
      const u = t.state('u', [seeds, 3, 2, 8]);
      const s = ops.rfft(u, 1);
      const operator = (name: string, imaginary: boolean) => complexOperator(name, [8], imaginary);
      const a = ops.rfft(ops.tanh(u), 1);
      const one = ops.add(s, ops.complexMul(a, operator('a', true)));
      const b = ops.rfft(ops.relu(u), 1);
      const two = ops.add(ops.complexMul(b, operator('b', false)), one);
      const c = ops.rfft(ops.square(u), 1);
      const three = ops.add(
        ops.add(ops.mul(two, realOperator('c', [8])), ops.complexMul(c, operator('c', false))),
        ops.complexMul(two, operator('d', true)),
      );
      // The first spectrum is read once more: its place is not free before.
      const four = ops.add(three, ops.complexMul(s, operator('e', false)));
      t.assign(u, ops.scale(ops.irfft(four, [8]), 1 / 16));
      t.record('norm', ops.sum(ops.square(four), [2]));
    }),
  reaches: ['spectralSum'],
};

solverPrograms['a sum of which one term has its channels exchanged'] = {
  build: (seeds) =>
    trace({ steps: SOLVER_STEPS }, (t) => {
      const u = t.state('u', [seeds, 3, 3, 8]);
      const s = ops.rfft(ops.tanh(u), 1);
      const turned = ops.concat([ops.slice(s, 2, 1, 3), ops.slice(s, 2, 0, 1)], 2);
      const operator = complexOperator('other', [8], true);
      const sum = ops.add(turned, ops.complexMul(ops.rfft(u, 1), operator));
      t.assign(u, ops.scale(ops.irfft(sum, [8]), 1 / 16));
      t.record('norm', ops.sum(ops.square(u), [2]));
    }),
  reaches: ['spectralSum'],
};

const network = (u: Tensor, w: Tensor) => ops.tanh(ops.add(ops.conv(u, w, null), u));

solverPrograms['loops in loops, samples apart, with what they carry passed on and stacked'] = {
  build: (seeds) =>
    trace({ steps: SOLVER_STEPS }, (t) => {
      const shape = [seeds, 11, 2, 9];
      const [u, w] = [t.state('u', shape), t.state('w', [seeds, 2, 2, 3])];
      const { carry, outputs } = ops.repeat(3, { carry: [u, ops.tanh(u)] }, ([a, b]) => {
        const inner = ops.repeat(2, { carry: [b] }, ([v]) => ({
          carry: [network(v, w)],
          outputs: [ops.square(v)],
        }));
        const squares = ops.reshape(ops.slice(inner.outputs[0], 0, 1, 2), shape);
        return { carry: [inner.carry[0], a], outputs: [ops.sub(squares, a)] };
      });
      t.assign(u, ops.mul(carry[0], ops.addScalar(ops.scale(carry[1], 0.3), 0.5)));
      recordTurns(t, outputs[0]);
    }),
  reaches: [],
};
solverPrograms['loops in loops, with what is made before and behind the inner one'] = {
  build: (seeds) =>
    trace({ steps: SOLVER_STEPS }, (t) => {
      const [u, w] = [t.state('u', [seeds, 11, 2, 9]), t.state('w', [seeds, 2, 2, 3])];
      const wide = t.state('wide', [seeds, 3, 2, 3]);
      const narrow = t.state('narrow', [seeds, 2, 3, 3]);
      const [widest, end] = [t.state('widest', [seeds, 4, 2, 3]), t.state('end', [seeds, 2, 4, 3])];
      const { carry } = ops.repeat(3, { carry: [ops.relu(u)] }, ([a]) => {
        // Small enough that roundings do not grow.
        const small = (v: Tensor, w: Tensor) => ops.tanh(ops.scale(ops.conv(v, w, null), 0.2));
        const before = small(small(a, wide), narrow);
        const inner = ops.repeat(2, { carry: [before] }, ([v]) => ({ carry: [network(v, w)] }));
        return { carry: [small(small(inner.carry[0], widest), end)] };
      });
      t.assign(u, carry[0]);
      t.record('all', carry[0]);
    }),
  reaches: ['loop by samples'],
};
solverPrograms['loops in loops, samples apart, nothing copied'] = {
  build: (seeds) =>
    trace({ steps: SOLVER_STEPS }, (t) => {
      const [u, w] = [t.state('u', [seeds, 11, 2, 9]), t.state('w', [seeds, 2, 2, 3])];
      const { carry } = ops.repeat(3, { carry: [ops.relu(u)] }, ([a]) => {
        const inner = ops.repeat(2, { carry: [network(a, w)] }, ([v]) => ({
          carry: [network(v, w)],
          outputs: [ops.square(ops.conv(v, w, null))],
        }));
        const squares = ops.sum(inner.outputs[0], [0]);
        return { carry: [ops.tanh(ops.add(inner.carry[0], ops.reshape(squares, u.shape)))] };
      });
      t.assign(u, ops.sub(carry[0], ops.scale(u, 0.5)));
    }),
  reaches: [],
};
solverPrograms['a loop that stacks what its samples make'] = {
  build: (seeds) =>
    trace({ steps: SOLVER_STEPS }, (t) => {
      const [u, w] = [t.state('u', [seeds, 11, 2, 9]), t.state('w', [seeds, 2, 2, 3])];
      const { carry, outputs } = ops.repeat(4, { carry: [ops.relu(u)] }, ([a]) => {
        const change = ops.conv(a, w, null);
        return { carry: [ops.tanh(ops.add(change, a))], outputs: [ops.square(change)] };
      });
      t.assign(u, carry[0]);
      recordTurns(t, outputs[0]);
    }),
  reaches: ['loop by samples'],
};
solverPrograms['a loop in which samples read the mean of all'] = {
  build: (seeds) =>
    trace({ steps: SOLVER_STEPS }, (t) => {
      const [u, w] = [t.state('u', [seeds, 11, 2, 9]), t.state('w', [seeds, 2, 2, 3])];
      const { carry } = ops.repeat(4, { carry: [ops.relu(u)] }, ([a]) => ({
        carry: [ops.sub(network(a, w), ops.mean(a, [1]))],
      }));
      t.assign(u, carry[0]);
      t.record('end', carry[0]);
    }),
  reaches: [],
  avoids: ['loop by samples'],
};
solverPrograms['a loop in which samples read the sample before them'] = {
  build: (seeds) =>
    trace({ steps: SOLVER_STEPS }, (t) => {
      const u = t.state('u', [seeds, 11, 2, 9]);
      const { carry } = ops.repeat(4, { carry: [ops.relu(u)] }, ([a]) => {
        const turned = ops.concat([ops.slice(a, 1, 10, 11), ops.slice(a, 1, 0, 10)], 1);
        return { carry: [ops.tanh(ops.add(a, ops.scale(turned, 0.5)))] };
      });
      t.assign(u, carry[0]);
      t.record('end', carry[0]);
    }),
  reaches: [],
  avoids: ['loop by samples'],
};
solverPrograms['a loop in which samples read weights that it makes, as many as there are samples'] =
  {
    build: (seeds) =>
      trace({ steps: SOLVER_STEPS }, (t) => {
        const [u, w] = [t.state('u', [seeds, 11, 11, 9]), t.state('w', [seeds, 11, 11, 3])];
        const mix = t.state('mix', [seeds, 11, 11, 1]);
        const { carry } = ops.repeat(
          4,
          { carry: [ops.relu(u), ops.conv(w, mix, null)] },
          ([a, v]) => {
            const made = ops.tanh(ops.conv(v, mix, null));
            return { carry: [ops.tanh(ops.conv(a, made, null)), made] };
          },
        );
        t.assign(u, carry[0]);
        t.record('end', carry[0]);
      }),
    reaches: [],
    avoids: ['loop by samples'],
  };
solverPrograms['loops backwards, for gradients'] = {
  build: (seeds) =>
    trace({ steps: SOLVER_STEPS }, (t) => {
      const [u, w] = [t.state('u', [seeds, 11, 2, 9]), t.state('w', [seeds, 2, 2, 3])];
      const { carry } = ops.repeat(3, { carry: [ops.relu(u)] }, ([a]) => ({
        carry: [network(a, w)],
      }));
      const loss = ops.sum(ops.square(carry[0]), [1, 2, 3]);
      const [du, dw] = grad(loss, [u, w]);
      t.assign(u, ops.tanh(du));
      t.assign(w, ops.sub(w, ops.scale(ops.tanh(dw), 0.1)));
      t.record('loss', loss);
    }),
  reaches: [],
};
