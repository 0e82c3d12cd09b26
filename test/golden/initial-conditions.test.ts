/** Initial conditions against exponax 0.1.0: JAX's draws, then f64. */

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { loadCore } from '../../src/core/index.js';
import { buildIcSet, parseIcConfig } from '../../src/initial-conditions/index.js';
import { PRNGKey } from '../../src/random/index.js';
import { type ArrayRef, namedCases, relativeError } from './goldens.js';
import { openSolverGroup } from './solver-goldens.js';

interface IcCase {
  ic_config: string;
  num_spatial_dims: number;
  num_points: number;
  num_channels: number;
  num_samples: number;
  seed: number;
  prng: 'original' | 'partitionable';
  array: ArrayRef;
}

before(() => loadCore());

const group = openSolverGroup('ic');
const nameOf = (c: IcCase) =>
  `${c.ic_config} ${c.num_spatial_dims}d N${c.num_points} C${c.num_channels} ` +
  `S${c.num_samples} seed ${c.seed} ${c.prng}`;

for (const [name, c] of namedCases<IcCase>('solver/ic', group.index.cases, group.whole, nameOf)) {
  test(name, async () => {
    const set = await buildIcSet(
      parseIcConfig(c.ic_config, c.num_spatial_dims, c.num_channels),
      c.num_points,
      c.num_samples,
      PRNGKey(c.seed),
      { partitionable: c.prng === 'partitionable' },
    );
    const error = relativeError(set, group.array(c.array));
    assert.ok(error <= 1e-9, `${error}`);
  });
}
