/** Initial conditions against exponax 0.1.0: JAX's draws, then f64. */

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { loadCore } from '../../src/core/index.js';
import { buildIcSet, parseIcConfig } from '../../src/initial-conditions/index.js';
import { PRNGKey } from '../../src/random/index.js';
import { covered, relativeError } from './goldens.js';
import { openSolverGroup } from './solver-goldens.js';

before(() => loadCore());

test('initial conditions', async () => {
  const group = openSolverGroup('ic');
  for (const c of covered<Record<string, never>>('solver/ic', group.index.cases, group.whole)) {
    const set = await buildIcSet(
      parseIcConfig(c.ic_config, c.num_spatial_dims, c.num_channels),
      c.num_points,
      c.num_samples,
      PRNGKey(c.seed),
      { partitionable: c.prng === 'partitionable' },
    );
    const error = relativeError(set, group.array(c.array));
    assert.ok(error <= 1e-9, `${c.ic_config} ${c.num_spatial_dims}d N${c.num_points}: ${error}`);
  }
});
