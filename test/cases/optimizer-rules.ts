/**
 * The rules of the optimisers written out in float64 as in Optax's documentation, number by number,
 * and what the library's make of the same gradients.
 */

import type { Backend } from '../../src/backends/index.js';
import { trace } from '../../src/graph/index.js';
import { adam, adamw, lion, type Optimizer, type Schedule, sgd } from '../../src/training/index.js';
import { randomArray } from './op-case.js';

/** From a parameter, its gradient and learning rate, and the state so far, to the update's. */
type Rule = (p: number, g: number, lr: number, state: State) => number;

interface State {
  /** Updates done before, and the averages, 0 at first. */
  count: number;
  m: number;
  v: number;
}

const adamRule =
  (b1: number, b2: number, eps: number, weightDecay: number): Rule =>
  (p, g, lr, state) => {
    state.m = b1 * state.m + (1 - b1) * g;
    state.v = b2 * state.v + (1 - b2) * g ** 2;
    const mean = state.m / (1 - b1 ** (state.count + 1));
    const root = Math.sqrt(state.v / (1 - b2 ** (state.count + 1)));
    return p - lr * (mean / (root + eps) + weightDecay * p);
  };

const lionRule =
  (b1: number, b2: number, weightDecay: number): Rule =>
  (p, g, lr, state) => {
    const direction = Math.sign((1 - b1) * g + b1 * state.m);
    state.m = b2 * state.m + (1 - b2) * g;
    return p - lr * (direction + weightDecay * p);
  };

const momentumRule =
  (momentum: number, nesterov: boolean): Rule =>
  (p, g, lr, state) => {
    state.m = g + momentum * state.m;
    return p - lr * (nesterov ? g + momentum * state.m : state.m);
  };

export const optimizerRules: Record<
  string,
  { make: (rate: number | Schedule) => Optimizer; rule: Rule }
> = {
  adam: { make: adam, rule: adamRule(0.9, 0.999, 1e-8, 0) },
  'adam with options': {
    make: (rate) => adam(rate, { b1: 0.5, b2: 0.75, eps: 1e-3 }),
    rule: adamRule(0.5, 0.75, 1e-3, 0),
  },
  adamw: { make: adamw, rule: adamRule(0.9, 0.999, 1e-8, 1e-4) },
  'adamw with options': {
    make: (rate) => adamw(rate, { b1: 0.8, weightDecay: 0.3 }),
    rule: adamRule(0.8, 0.999, 1e-8, 0.3),
  },
  lion: { make: lion, rule: lionRule(0.9, 0.99, 1e-3) },
  'lion with options': {
    make: (rate) => lion(rate, { b1: 0.5, b2: 0.8, weightDecay: 0.2 }),
    rule: lionRule(0.5, 0.8, 0.2),
  },
  sgd: { make: sgd, rule: (p, g, lr) => p - lr * g },
  'sgd with momentum': {
    make: (rate) => sgd(rate, { momentum: 0.9 }),
    rule: momentumRule(0.9, false),
  },
  "sgd with Nesterov's momentum": {
    make: (rate) => sgd(rate, { momentum: 0.7, nesterov: true }),
    rule: momentumRule(0.7, true),
  },
};

const STEPS = 9;
/** Of two parameters of different ranks, for two seeds. */
const SHAPES = { weight: [2, 3, 2, 2], bias: [2, 5] };
const sizes = Object.entries(SHAPES).map(
  ([name, shape]) => [name, shape.reduce((n, extent) => n * extent, 1)] as const,
);
const rate = (count: number): number => 0.05 / (count + 1);
/** float32, so that every precision starts from the same; some gradients are 0 all the time. */
const start = (name: string, size: number) => randomArray(name, size).map(Math.fround);
const gradientOf = (name: string, size: number) =>
  start(`${name} gradient`, STEPS * size).map((g, i) => (i % size === 1 ? 0 : g));

/** The parameters after each update, by the rule. */
export function byHand({ rule }: { rule: Rule }): Record<string, Float64Array> {
  return Object.fromEntries(
    sizes.map(([name, size]) => {
      const p = start(name, size);
      const gradients = gradientOf(name, size);
      const states = Array.from(p, () => ({ count: 0, m: 0, v: 0 }));
      const after = Float64Array.from(gradients, (g, i) => {
        const at = i % size;
        p[at] = rule(p[at]!, g, rate(states[at]!.count), states[at]!);
        states[at]!.count++;
        return p[at]!;
      });
      return [name, after];
    }),
  );
}

/** The same by the library's optimiser on a backend. */
export async function byLibrary(
  backend: Backend,
  { make }: { make: (rate: Schedule) => Optimizer },
): Promise<Record<string, Float64Array>> {
  const optimizer = make(rate);
  const program = trace({ steps: STEPS }, (t) => {
    const parameters = Object.entries(SHAPES).map(([name, shape]) => ({
      name,
      tensor: t.state(name, shape),
    }));
    const gradients = Object.entries(SHAPES).map(([name, shape]) => t.perStep(`d ${name}`, shape));
    optimizer.update(t, parameters, gradients);
  });
  const executable = await backend.compile(program);
  try {
    const tables = optimizer.tables(STEPS);
    for (const [name, table] of Object.entries(tables)) await executable.write(name, table);
    for (const [name, size] of sizes) {
      await executable.write(name, start(name, size));
      await executable.write(`d ${name}`, gradientOf(name, size));
    }
    const after: Record<string, number[]> = Object.fromEntries(sizes.map(([name]) => [name, []]));
    for (let step = 0; step < STEPS; step++) {
      await executable.run(1);
      for (const [name] of sizes) after[name]!.push(...(await executable.read(name)));
    }
    return Object.fromEntries(sizes.map(([name]) => [name, Float64Array.from(after[name]!)]));
  } finally {
    await executable.dispose();
  }
}
