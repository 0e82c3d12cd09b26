/** Metrics against exponax 0.1.0 and apebench 0.1.1. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Backend, createBackend } from '../../src/backends/index.js';
import { type Tensor, trace } from '../../src/graph/index.js';
import * as ops from '../../src/graph/ops/index.js';
import {
  type Aggregate,
  type Normalization,
  parseMetric,
  spatialMetric,
} from '../../src/metrics/index.js';
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

/** What an entry of a case's lists asks: `single` metrics of its first sample, or `mean` ones. */
const questions: Record<'single' | 'mean', (entry: Case) => Question> = {
  single: ({ metric, kwargs, value, ref: given }) => {
    const [, prefix, kind] = /^([ns]?)(.*)$/.exec(metric)!;
    const normalization = PREFIXES[prefix!]!;
    return {
      numSamples: 1,
      evaluate: (pred, ref) => {
        const reference = given === null ? ops.scale(ref, 0) : ref;
        return spatialMetric(
          pred,
          reference,
          kind as Aggregate,
          normalization,
          kwargs.domain_extent,
        );
      },
      wanted: Number(value),
    };
  },
  mean: ({ config, value, of }) => ({
    numSamples: of.pred.shape[0],
    evaluate: parseMetric(config).evaluate,
    wanted: Number(value),
  }),
};

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
  for (const of of new Set(named.map(([, entry]) => entry.of))) {
    const about = named.filter(([, entry]) => entry.of === of);
    const asked = about.map(([, entry]) => questions[list](entry));
    for (const precision of ['f64', 'f32'] as const) {
      const answer = once(() => answers(backends[precision], of, asked));
      const tolerance = precision === 'f64' ? 1e-13 : 1e-6;
      for (const [i, [name]] of about.entries()) {
        test(`${name} in ${precision}`, async () => {
          const value = (await answer())[i]!;
          const { wanted } = asked[i]!;
          if (Number.isFinite(wanted)) {
            const close = Math.abs(value - wanted) <= tolerance * Math.abs(wanted);
            assert.ok(close, `${value} against ${wanted}`);
          } else {
            assert.equal(value, wanted);
          }
        });
      }
    }
  }
}
