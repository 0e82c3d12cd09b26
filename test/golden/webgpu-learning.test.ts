/**
 * The goldens' small networks, losses and traces, and the run that genuine JAX printed, on WebGPU.
 */

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Backend, createBackend } from '../../src/backends/index.js';
import { loadCore } from '../../src/core/index.js';
import { makeScenario } from '../../src/scenarios/index.js';
import { adapterOrReason, forbidWasm } from '../parity/gpu.js';
import { type ArchCase, archErrors, networkOf, roundingBound } from './arch-case.js';
import {
  type ConfigurationCase,
  configurationBound,
  configurationErrors,
  nameOf as configurationName,
} from './configuration-case.js';
import { namedCases, openGroup } from './goldens.js';
import {
  checkTrace,
  isSmooth,
  rounding,
  type TraceCase,
  nameOf as traceName,
} from './trace-case.js';

const { adapter, skip } = await adapterOrReason();
forbidWasm();

/** Cases of a group at most: a GPU in software takes seconds for each. */
const MOST = 12;
/** Parameters of a network at most. */
const SMALL = 5000;

const traces = openGroup('learning/05_traces');

/**
 * As many cases as may be, one of every few, and not always the same one: kinds of cases follow
 * each other in turn. Prints how many of how many those are.
 */
function some<T>(list: string, cases: readonly T[]): T[] {
  const every = Math.ceil(cases.length / MOST);
  const kept = cases.filter((_, i) => i % every === Math.floor(i / every) % every);
  console.log(`${list}: ${kept.length} of these ${cases.length} on ${adapter}`);
  return kept;
}

describe(`goldens on WebGPU (${adapter})`, { skip }, () => {
  let backend: Backend;
  before(async () => {
    await loadCore();
    backend = await createBackend({ backend: 'webgpu' });
  });
  after(() => backend.dispose());

  const arch = openGroup('learning/01_arch');
  const networks = namedCases<ArchCase>(
    'learning/01_arch',
    arch.index.cases,
    arch.whole,
    ({ name }) => name,
  ).filter(([, c]) => c.parameter_count <= SMALL);
  const kept = some('learning/01_arch', networks);
  const architecture = (c: ArchCase) => c.config.split(';')[0]!;
  const seen = new Set(kept.map(([, c]) => architecture(c)));
  for (const one of networks) {
    if (seen.has(architecture(one[1]))) continue;
    seen.add(architecture(one[1]));
    kept.push(one);
  }
  for (const [name, c] of kept) {
    test(`${name}: forward pass and gradients`, async () => {
      const bound = roundingBound(networkOf(c));
      for (const [what, error] of Object.entries(await archErrors(backend, c, arch))) {
        assert.ok(error <= bound, `${what}: ${error}`);
      }
    });
  }

  const losses = openGroup('learning/03_losses');
  const configurations = namedCases<ConfigurationCase>(
    'learning/03_losses',
    losses.index.cases,
    losses.whole,
    configurationName,
  );
  for (const [name, c] of some('learning/03_losses', configurations)) {
    test(name, async () => {
      const bound = configurationBound(losses.index.setups[c.setup], c.configuration);
      const { loss, grad } = await configurationErrors(backend, c, losses);
      assert.ok(loss <= bound, `loss: ${loss}`);
      assert.ok(grad <= bound, `gradient: ${grad}`);
    });
  }

  const runs = namedCases<TraceCase>(
    'learning/05_traces',
    traces.index.cases,
    traces.whole,
    traceName,
  );
  const smooth = runs.filter(([, c]) => isSmooth(c));
  for (const [name, c] of some('learning/05_traces', smooth)) {
    test(name, () => checkTrace(backend, c, traces, rounding(c, traces)));
  }

  test('learning/00_real_jax: the first loss of diff_adv', async () => {
    const { index } = openGroup('learning/00_real_jax');
    const { net, train, seed, real } = index.cases[0];
    const scenario = makeScenario('diff_adv', {
      optim_config: 'adam;1;constant;1e-3',
      num_test_samples: 1,
      test_temporal_horizon: 1,
    });
    const { losses } = await scenario.runRaw({ net, train, startSeed: seed, backend: 'webgpu' });
    const error = Math.abs(losses.data[0] / real['0'] - 1);
    assert.ok(error <= 2e-5, `${losses.data[0]} against ${real['0']}`);
  });
});
