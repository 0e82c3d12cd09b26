/**
 * Every suite that needs a GPU on both stacks of WebGPU, the same cases on each: a shader that only
 * one compiler takes, or that leans on one driver's arithmetic, fails. Dawn with SwiftShader is the
 * quicker one (of programs this small most of the time goes into compiling) and has the larger cases.
 * A stack that is not here is skipped, aloud; with CI=true or APEBENCH_INSTALL=1 it is a failure.
 */

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { LARGER } from '../parity/gpu.js';
import { mustHaveEngines } from './engines.js';
import { adapterOf, DAWN, gpuSuites, runSuites, type Stack, WGPU } from './gpu-stacks.js';
import { stacksText, sum } from './stacks-text.js';
import type { Case } from './tap.js';

/** Cases of a stack at least, larger ones included, and without them. */
const LEAST = 1600;
const LEAST_SMALLER = 650;

const mustHave = mustHaveEngines();

const found = await Promise.all(
  [DAWN, WGPU].map(async (stack) => ({ stack, ...(await adapterOf(stack)) })),
);
const stacks = found.flatMap((one) => ('adapter' in one ? [one] : []));
const suites = gpuSuites();

/** By stack and suite. */
const cases = new Map<Stack, Map<string, readonly Case[]>>(
  stacks.map(({ stack }) => [stack, new Map()]),
);

for (const one of found) {
  if ('adapter' in one) continue;
  const title = `WebGPU on ${one.stack.name}`;
  if (mustHave) test(title, () => assert.fail(one.missing));
  else test(title, { skip: `${one.missing}: APEBENCH_INSTALL=1 npm test installs it` }, () => {});
}

// Side by side: one after the other they would take longer than all other tests that are left.
const started = stacks.map(({ stack, adapter }, i) => {
  const smaller = i > 0;
  return { stack, adapter, smaller, runs: runSuites(stack, suites, smaller) };
});

for (const { stack, adapter, smaller, runs } of started) {
  describe(`WebGPU on ${stack.name}, ${adapter}`, () => {
    for (const suite of suites) {
      test(suite, async (t) => {
        const run = await runs.get(suite)!;
        cases.get(stack)!.set(suite, run.cases);
        t.diagnostic(`${sum(run.cases, 'passed')} cases in ${run.seconds.toFixed(1)} s`);
        // Deno does not tell why it skips; without an adapter suites throw there (test/parity/gpu.ts).
        const isWell = ({ outcome, why = LARGER }: Case) =>
          outcome === 'passed' || (smaller && outcome === 'skipped' && why === LARGER);
        const wrong = run.cases.filter((one) => !isWell(one)).map(({ name }) => name);
        assert.deepEqual(wrong, [], run.said);
        assert.equal(run.fault, undefined, run.said);
        assert.ok(run.cases.length > 0, run.said);
      });
    }
  });
}

test('the same cases on every stack, and none is lost', () => {
  const [first, ...others] = stacks.map(({ stack }) => cases.get(stack)!);
  if (first === undefined) return;
  const passed = (of: typeof first) =>
    [...of.values()].reduce((total, list) => total + sum(list, 'passed'), 0);
  assert.ok(passed(first) >= LEAST, `only ${passed(first)} cases`);
  for (const other of others)
    assert.ok(passed(other) >= LEAST_SMALLER, `only ${passed(other)} cases`);
  const names = (of: typeof first) =>
    suites.map((suite) => [suite, ...(of.get(suite) ?? []).map(({ name }) => name)]);
  for (const other of others) assert.deepEqual(names(other), names(first));
});

after(() => console.log(stacksText(stacks, cases, suites)));
