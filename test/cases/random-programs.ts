/**
 * Random programs: states that are exchanged, passed on and recorded, loops in loops with stacks
 * and captures, spectra with operators and those of products, and gradients through all of it.
 * Every third one has many samples of a number of points that is a multiple of four, so that its
 * spectra may lie side by side.
 */

import { sizeOf } from '../../src/arrays.js';
import { grad, type Program, sameShape, type Tensor, trace } from '../../src/graph/index.js';
import * as ops from '../../src/graph/ops/index.js';
import { randomArray, uniform } from './op-case.js';

export const STEPS = 3;

/** The shapes of a program for `seeds` seeds. */
const shapesFor = (seeds: number, wide: boolean) => ({
  shape: wide ? [seeds, 9, 3, 8] : [seeds, 2, 3, 5],
  small: [seeds, 1, 3, 1],
  weights: [seeds, 3, 3, 3],
});

type Shapes = ReturnType<typeof shapesFor>;

/** Choices of one random program. */
class Choice {
  private readonly next: () => number;

  constructor(
    name: string,
    readonly shapes: Shapes,
  ) {
    this.next = uniform(name);
  }

  below(n: number): number {
    return Math.floor(this.next() * n);
  }

  of<T>(list: readonly T[]): T {
    return list[this.below(list.length)];
  }

  shaped(list: readonly Tensor[], shape: readonly number[]): Tensor {
    return this.of(list.filter((t) => sameShape(t.shape, shape)));
  }
}

/** The same numbers for the spectra of n points; those of a complex operator are at most 0.5. */
const operators = new Map<string, Float64Array>();

function operator(choice: Choice, planes: 1 | 2): Tensor {
  const width = (choice.shapes.shape[3] >> 1) + 1;
  const imaginary = planes === 2 && choice.below(2) === 0;
  const name = `operator ${choice.below(3)} of ${planes} ${imaginary} for ${width}`;
  const data =
    operators.get(name) ??
    randomArray(name, planes * width).map((v, i) => (imaginary && i < width ? 0 : 0.3 * v));
  operators.set(name, data);
  return ops.constant(data, [1, 1, 1, planes, width]);
}

/** A sum of spectra with operators, through one or two of which products go, as points. */
function randomSpectra(choice: Choice, fields: readonly Tensor[]): Tensor {
  const n = choice.shapes.shape[3];
  const [a, b, c] = fields;
  const products = [
    () => ops.mul(a, b),
    () => ops.sub(ops.mul(a, b), ops.square(c)),
    () => ops.scale(ops.square(b), 0.5),
    () => ops.add(ops.mul(c, ops.slice(a, 2, 1, 2)), ops.mul(a, b)),
  ];
  let sum = ops.mul(ops.rfft(a, 1), operator(choice, 1));
  for (let turn = choice.below(2); turn < 2; turn++) {
    const spectrum = ops.rfft(choice.of([...products, () => c])(), 1);
    const term = choice.below(3) ? ops.complexMul(spectrum, operator(choice, 2)) : spectrum;
    sum = choice.below(2) ? ops.add(sum, term) : ops.add(term, sum);
    if (choice.below(2)) {
      const between = ops.irfft(sum, [n]);
      const again = ops.rfft(ops.scale(ops.square(between), 1 / (n * n)), 1);
      sum = ops.add(sum, ops.complexMul(again, operator(choice, 2)));
    }
  }
  return ops.tanh(ops.scale(ops.irfft(sum, [n]), 1 / n));
}

/** Any convolution that keeps the shape, perhaps onto a coarser grid and back. */
function randomConv(choice: Choice, a: Tensor, w: Tensor): Tensor {
  const boundary = choice.of(['periodic', 'zeros', 'reflection', 'edge'] as const);
  const dilation = 1 + choice.below(2);
  if (choice.below(2)) return ops.conv(a, w, null, { boundary, dilation });
  const coarse = ops.conv(a, w, null, { boundary, dilation, stride: 2 });
  const fine = ops.conv(coarse, w, null, { boundary, inputDilation: 2 });
  return ops.slice(fine, 3, 0, choice.shapes.shape[3]);
}

/** A group normalisation, with scale and bias or without, perhaps with what follows it. */
function randomNorm(choice: Choice, a: Tensor, affine: readonly Tensor[]): Tensor {
  const { shape, small } = choice.shapes;
  const [scale, bias] = affine.map((t) => ops.reshape(t, [small[0], shape[2]]));
  const plain = choice.below(3) === 0;
  // What is nearly constant stays small.
  const options = { groups: choice.of([1, 3]), eps: 0.1 };
  const y = ops.groupNorm(a, plain ? null : scale, plain ? null : bias, options);
  return choice.below(2) ? ops.relu(y) : ops.tanh(ops.add(y, a));
}

/** A tensor, large or small, bounded, from those at hand. */
function randomOp(choice: Choice, pool: readonly Tensor[], depth: number): Tensor[] {
  const { shape, small, weights } = choice.shapes;
  const a = choice.shaped(pool, shape);
  const b = choice.shaped(pool, shape);
  const c = choice.shaped(pool, small);
  const bounded = (t: Tensor) => ops.tanh(t);
  switch (choice.below(depth > 0 ? 19 : 15)) {
    case 0:
      return [bounded(ops.add(a, b))];
    case 1:
      return [ops.mul(a, b)];
    case 2:
      return [ops.sub(ops.scale(a, 0.5), ops.scale(b, 0.25))];
    case 3:
      return [ops.mul(a, c)];
    case 4:
      return [bounded(ops.conv(a, choice.shaped(pool, weights), null))];
    case 5:
      return [ops.relu(ops.addScalar(ops.conv(a, choice.shaped(pool, weights), null), 0.3))];
    case 6:
      return [bounded(ops.sum(a, [1, 3]))];
    case 7:
      return [ops.reshape(ops.reshape(a, [shape[0], 1, shape[1] * 3, shape[3]]), shape)];
    case 8:
      return [ops.concat([ops.slice(a, 2, 0, 1), ops.slice(b, 2, 1, 3)], 2)];
    case 9:
      return [ops.scale(ops.irfft(ops.rfft(a, 1), [shape[3]]), 1 / shape[3])];
    case 10:
      return [ops.stopGradient(a), ops.broadcastTo(c, shape)];
    case 11:
      return [randomSpectra(choice, [a, b, choice.shaped(pool, shape)])];
    case 12:
      return [bounded(randomConv(choice, a, choice.shaped(pool, weights)))];
    case 13:
      return [ops.relu(ops.addScalar(randomConv(choice, a, choice.shaped(pool, weights)), 0.3))];
    case 14:
      return [randomNorm(choice, a, [c, choice.shaped(pool, small)])];
    default:
      return randomLoop(choice, pool, depth - 1);
  }
}

function extend(choice: Choice, pool: Tensor[], count: number, depth: number): void {
  for (let i = 0; i < count; i++) pool.push(...randomOp(choice, pool, depth));
}

function randomLoop(choice: Choice, pool: readonly Tensor[], depth: number): Tensor[] {
  const { shape, small } = choice.shapes;
  const turns = 1 + choice.below(3);
  const carry = Array.from({ length: 1 + choice.below(3) }, () =>
    choice.shaped(pool, choice.of([shape, small])),
  );
  const stacked = Array.from({ length: choice.below(3) }, () => {
    const rows = Array.from({ length: turns }, () => choice.shaped(pool, shape));
    return ops.concat(
      rows.map((t) => ops.reshape(t, [1, ...shape])),
      0,
    );
  });
  const { carry: last, outputs } = ops.repeat(turns, { carry, stacked }, (inner, slices) => {
    const local = [...pool, ...inner, ...slices, ...inner];
    extend(choice, local, 1 + choice.below(5), depth);
    return {
      carry: carry.map((t) => choice.shaped(local.slice(-8).concat(local), t.shape)),
      outputs: Array.from({ length: choice.below(3) }, () => choice.shaped(local, shape)),
    };
  });
  const flat = outputs.map((t) => {
    const i = choice.below(turns);
    return ops.reshape(ops.slice(t, 0, i, i + 1), shape);
  });
  return [...last, ...flat];
}

/**
 * Program `name`, the same for any number of seeds: with states for each, and with data and
 * coefficients for all.
 */
export function randomProgram(name: string, seeds = 1): Program {
  const wide = uniform(`shape of ${name}`)() < 1 / 3;
  const choice = new Choice(name, shapesFor(seeds, wide));
  const { shape, small, weights } = choice.shapes;
  const common = shapesFor(1, wide).shape;
  return trace({ steps: STEPS }, (t) => {
    const states = [0, 1, 2].map((i) => t.state(`s${i}`, shape));
    const sources = [...states, t.state('small', small), t.state('weights', weights)];
    const ofAll = [
      t.input('data', common),
      t.perStep('row', common),
      t.constant(randomArray('constant', sizeOf(common)), common),
    ];
    const pool = [...sources, ...ofAll.map((x) => ops.broadcastTo(x, shape))];
    extend(choice, pool, 3 + choice.below(8), 2);
    const loss = ops.sum(ops.square(choice.shaped(pool.slice(-6), shape) ?? pool[0]), [1, 2, 3]);
    const gradients = choice.below(2) ? grad(loss, sources) : [];
    pool.push(...gradients.map((g) => ops.scale(ops.tanh(g), 0.5)));
    for (const state of sources) {
      if (choice.below(4) > 0) t.assign(state, choice.shaped(pool, state.shape));
    }
    t.record('loss', loss);
    for (let i = 0; i < 3; i++) t.record(`r${i}`, choice.shaped(pool, choice.of([shape, small])));
  });
}
