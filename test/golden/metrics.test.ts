/** Metrics against exponax 0.1.0 and apebench 0.1.1. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createBackend } from '../../src/backends/index.js';
import { type Tensor, trace } from '../../src/graph/index.js';
import * as ops from '../../src/graph/ops/index.js';
import {
  type Aggregate,
  type Normalization,
  parseMetric,
  spatialMetric,
} from '../../src/metrics/index.js';
import { covered, isNotYet } from './goldens.js';
import { openSolverGroup } from './solver-goldens.js';

const PREFIXES: Record<string, Normalization> = { '': 'absolute', n: 'normalized', s: 'symmetric' };

interface Question {
  label: string;
  numSamples: number;
  evaluate(pred: Tensor, ref: Tensor): Tensor;
  wanted: number;
}

// biome-ignore lint/suspicious/noExplicitAny: the index holds two lists of different forms
function questionsOf(c: any, numSamples: number): Question[] {
  const within = (list: 'single' | 'mean'): Record<string, never>[] =>
    c[list].filter((entry: unknown) => !isNotYet(`solver/metrics/${list}`, entry));
  return [
    ...within('single').map(({ metric, kwargs, value, ref: given }) => {
      const [, prefix, kind] = /^([ns]?)(.*)$/.exec(metric)!;
      const { domain_extent: extent } = kwargs as { domain_extent?: number };
      const normalization = PREFIXES[prefix!]!;
      return {
        label: `${metric} ${JSON.stringify(kwargs)}`,
        numSamples: 1,
        evaluate: (pred: Tensor, ref: Tensor) => {
          const reference = given === null ? ops.scale(ref, 0) : ref;
          return spatialMetric(pred, reference, kind as Aggregate, normalization, extent);
        },
        wanted: Number(value),
      };
    }),
    ...within('mean').map(({ config, value }) => ({
      label: config as string,
      numSamples,
      evaluate: parseMetric(config).evaluate,
      wanted: Number(value),
    })),
  ];
}

const group = openSolverGroup('metrics');
// biome-ignore lint/suspicious/noExplicitAny: parsed JSON
const cases = covered<any>('solver/metrics', group.index.cases, group.whole);
const total = cases.reduce((sum, c) => sum + c.single.length + c.mean.length, 0);
const asked = cases.reduce((sum, c) => sum + questionsOf(c, 1).length, 0);
console.log(`solver/metrics: ${asked} of ${total} values in these cases`);

for (const [precision, tolerance] of [
  ['f64', 1e-13],
  ['f32', 1e-6],
] as const) {
  test(`metrics in ${precision}`, async () => {
    const backend = await createBackend({ backend: 'wasm', precision });
    try {
      for (const c of cases) {
        const [batch, ...state] = c.pred.shape as number[];
        const [pred, ref] = [group.array(c.pred), group.array(c.ref)];
        const size = pred.length / batch!;
        const questions = questionsOf(c, batch!);
        for (const numSamples of new Set(questions.map((question) => question.numSamples))) {
          const asked = questions.filter((question) => question.numSamples === numSamples);
          const shape = [1, numSamples, ...state];
          const program = trace({ steps: 1 }, (t) => {
            const [p, r] = [t.input('pred', shape), t.input('ref', shape)];
            asked.forEach(({ evaluate }, i) => {
              t.record(`metric ${i}`, evaluate(p, r));
            });
          });
          const run = await backend.compile(program);
          await run.write('pred', pred.subarray(0, numSamples * size));
          await run.write('ref', ref.subarray(0, numSamples * size));
          await run.run(1);
          for (const [i, { label, wanted }] of asked.entries()) {
            const [value] = await run.readRecord(`metric ${i}`, 0, 1);
            const message = `${c.case} ${label}: ${value} against ${wanted}`;
            if (Number.isFinite(wanted)) {
              assert.ok(Math.abs(value! - wanted) <= tolerance * Math.abs(wanted), message);
            } else {
              assert.equal(value, wanted, message);
            }
          }
          await run.dispose();
        }
      }
    } finally {
      await backend.dispose();
    }
  });
}
