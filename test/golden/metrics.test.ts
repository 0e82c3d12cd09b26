/**
 * Metrics against exponax 0.1.0 and apebench 0.1.1: the graph functions on WASM, the functions of
 * arrays, and the metrics of a scenario on a rollout.
 */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type NdArray, partAt } from '../../src/arrays.js';
import { type Backend, createBackend } from '../../src/backends/index.js';
import { UserError } from '../../src/errors.js';
import { type Tensor, trace } from '../../src/graph/index.js';
import * as ops from '../../src/graph/ops/index.js';
import {
  type Aggregate,
  correlation,
  fourierMetric,
  h1Metric,
  type Normalization,
  ofArrays,
  parseMetric,
  spatialMetric,
} from '../../src/metrics/index.js';
import { makeScenario } from '../../src/scenarios/index.js';
import { namedCases, once, words } from './goldens.js';
import { openSolverGroup } from './solver-goldens.js';

const PREFIXES: Record<string, Normalization> = { '': 'absolute', n: 'normalized', s: 'symmetric' };

interface Question {
  numSamples: number;
  evaluate(pred: Tensor, ref: Tensor): Tensor;
  wanted: number;
}

// biome-ignore lint/suspicious/noExplicitAny: parsed JSON
type Case = any;

/** The original's spelling in camelCase: `fourier_nMAE`, `inner_exponent`. */
const camelCase = (name: string) =>
  name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());

const optionsOf = (kwargs: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(kwargs).map(([name, value]) => [camelCase(name), value]));

/** A graph function by exponax' name; null for the norms that there are of arrays only. */
function graphFunction(metric: string, kwargs: Case): Question['evaluate'] | null {
  if (metric === 'spatial_norm') return null;
  if (metric === 'correlation') return correlation;
  const [, family, prefix, kind] = /^(fourier_|H1_|)([ns]?)(.*)$/.exec(metric)!;
  const [aggregate, normalization] = [kind as Aggregate, PREFIXES[prefix!]!];
  const options = optionsOf(kwargs);
  if (family === '') {
    const { domain_extent: extent } = kwargs;
    return (pred, ref) => spatialMetric(pred, ref, aggregate, normalization, extent);
  }
  const function_ = family === 'H1_' ? h1Metric : fourierMetric;
  return (pred, ref) => function_(pred, ref, aggregate, normalization, options);
}

/** What an entry of a case's lists asks: `single` metrics of its first sample, or `mean` ones. */
const questions: Record<'single' | 'mean', (entry: Case) => Question | null> = {
  single: ({ metric, kwargs, value, ref: given }) => {
    const evaluate = graphFunction(metric, kwargs);
    return (
      evaluate && {
        numSamples: 1,
        evaluate: (pred, ref) => evaluate(pred, given === null ? ops.scale(ref, 0) : ref),
        wanted: Number(value),
      }
    );
  },
  mean: ({ config, value, of, exception }) =>
    exception === undefined
      ? {
          numSamples: of.pred.shape[0],
          evaluate: (pred, ref) => parseMetric(config).evaluate(pred, ref),
          wanted: Number(value),
        }
      : null,
};

/** What the function of arrays gives. */
async function onArrays({ metric, kwargs, config, of, ref: given }: Case): Promise<number> {
  const pred: NdArray = { data: group.array(of.pred), shape: of.pred.shape };
  const ref: NdArray = { data: group.array(of.ref), shape: of.ref.shape };
  const functions = ofArrays as unknown as Record<string, ofArrays.ArrayMetric<unknown>>;
  if (metric !== undefined) {
    const reference = given === null ? null : partAt(ref, 0);
    return functions[camelCase(metric)]!(partAt(pred, 0), reference, optionsOf(kwargs));
  }
  const [name, low, high, derivativeOrder] = config.replace('mean_', '').split(';');
  const options = low && { low: +low, high: +high, derivativeOrder: +derivativeOrder };
  return ofArrays.meanMetric(functions[camelCase(name)]!, pred, ref, options);
}

const group = openSolverGroup('metrics');

/** The answers of a backend to questions about one case, from one program. */
async function answers(backend: Backend, c: Case, asked: readonly Question[]): Promise<number[]> {
  const [batch, ...state] = c.pred.shape as number[];
  const [pred, ref] = [group.array(c.pred), group.array(c.ref)];
  const { numSamples } = asked[0]!;
  const shape = [1, numSamples, ...state];
  const program = trace({ steps: 1 }, (t) => {
    const [p, r] = [t.input('pred', shape), t.input('ref', shape)];
    asked.forEach(({ evaluate }, i) => {
      t.record(`metric ${i}`, evaluate(p, r));
    });
  });
  const run = await backend.compile(program);
  try {
    const size = pred.length / batch!;
    await run.write('pred', pred.subarray(0, numSamples * size));
    await run.write('ref', ref.subarray(0, numSamples * size));
    await run.run(1);
    const values: number[] = [];
    for (const i of asked.keys()) values.push((await run.readRecord(`metric ${i}`, 0, 1))[0]!);
    return values;
  } finally {
    await run.dispose();
  }
}

const backends = {} as Record<'f64' | 'f32', Backend>;
before(async () => {
  for (const precision of ['f64', 'f32'] as const) {
    backends[precision] = await createBackend({ backend: 'wasm', precision });
  }
});
after(async () => {
  for (const backend of Object.values(backends)) await backend.dispose();
});

function agree(value: number, wanted: number, tolerance: number): void {
  if (Number.isFinite(wanted)) {
    const close = Math.abs(value - wanted) <= tolerance * Math.abs(wanted);
    assert.ok(close, `${value} against ${wanted}`);
  } else {
    assert.equal(value, wanted);
  }
}

const tolerances = { f64: 1e-12, f32: 1e-6 } as const;

for (const list of ['single', 'mean'] as const) {
  const entries = group.index.cases.flatMap((c: Case) =>
    (c[list] ?? []).map((entry: Case) => ({ ...entry, case: c.case, of: c })),
  );
  const named = namedCases<Case>(`solver/metrics/${list}`, entries, group.whole, (entry) =>
    words(
      entry.case,
      entry.metric ?? entry.config,
      entry.kwargs,
      entry.ref === null ? 'no reference' : undefined,
    ),
  );
  for (const [name, entry] of named) {
    if (entry.exception !== undefined) {
      test(`${name} is refused`, () => assert.throws(() => parseMetric(entry.config), UserError));
    } else {
      test(`${name} of arrays`, async () =>
        agree(await onArrays(entry), Number(entry.value), tolerances.f64));
    }
  }
  for (const of of new Set(named.map(([, entry]) => entry.of))) {
    const about = named.flatMap(([name, entry]) => {
      const question = entry.of === of ? questions[list](entry) : null;
      return question === null ? [] : [{ name, question }];
    });
    for (const precision of ['f64', 'f32'] as const) {
      const asked = about.map(({ question }) => question);
      const answer = once(() => answers(backends[precision], of, asked));
      for (const [i, { name, question }] of about.entries()) {
        test(`${name} in ${precision}`, async () =>
          agree((await answer())[i]!, question.wanted, tolerances[precision]));
      }
    }
  }
}

const rollouts = group.index.cases.flatMap((c: Case) =>
  [
    { seeds: 'one seed', rollout: c.neural_rollout, wanted: c.result_single },
    { seeds: 'several seeds', rollout: c.neural_rollout_multi, wanted: c.result_multi },
  ].flatMap((entry) => (entry.rollout === undefined ? [] : [{ ...entry, of: c }])),
);
const ofRollouts = namedCases<Case>('solver/metrics/rollouts', rollouts, group.whole, (entry) =>
  words(entry.of.case, entry.seeds),
);
for (const [name, { rollout, wanted, of }] of ofRollouts) {
  for (const precision of ['f64', 'f32'] as const) {
    test(`${name} in ${precision}`, async () => {
      const [tested, reference] = [rollout, of.test_data].map(
        (ref): NdArray => ({ data: group.array(ref), shape: ref.shape }),
      );
      const scenario = makeScenario('diff_adv', { report_metrics: of.report_metrics });
      const metrics = await scenario.performTestsOnRollout(tested!, reference, {
        backend: backends[precision],
      });
      assert.deepEqual([...metrics.keys()], Object.keys(wanted));
      for (const [config, rows] of Object.entries<number[][]>(wanted)) {
        const { data, shape } = metrics.get(config)!;
        assert.deepEqual(shape, [rows.length, rows[0]!.length]);
        for (const [i, value] of rows.flat().entries())
          agree(data[i]!, value, tolerances[precision]);
      }
    });
  }
}
