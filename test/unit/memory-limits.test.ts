/** What needs more memory than WebAssembly has is refused with its bytes. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { coreMemory } from '../../src/backends/index.js';
import { MAX_BYTES, memoryNeeded } from '../../src/backends/wasm/executor.js';
import { FIXED_BYTES, mostBytes } from '../../src/backends/wasm/fit.js';
import { type LoweredProgram, lower } from '../../src/backends/wasm/lower.js';
import { loadCore } from '../../src/core/index.js';
import { UserError } from '../../src/errors.js';
import { makePlan } from '../../src/experiment/index.js';
import { bareStepper, updateProgram } from '../../src/experiment/plan.js';
import type { Program } from '../../src/graph/index.js';
import { makeScenario } from '../../src/scenarios/index.js';
import { randomProgram } from '../cases/random-programs.js';
import { solverPrograms } from '../cases/solver-programs.js';

test('the memory of a program holds the core and its spare pages too', () => {
  const program = {
    words: new Uint32Array(1),
    scratchBytes: 0,
    ownBytes: 0,
    arenaBytes: 0,
  } as LoweredProgram;
  const beyond = memoryNeeded(program, 2);
  assert.ok(beyond > 16 * 65536);
  assert.ok(memoryNeeded({ ...program, arenaBytes: MAX_BYTES - beyond }, 2) <= MAX_BYTES);
  assert.ok(memoryNeeded({ ...program, arenaBytes: MAX_BYTES - 16 * 65536 }, 2) > MAX_BYTES);
});

test('the core refuses what it cannot grow to', async () => {
  const { withScratch } = await loadCore();
  assert.throws(
    () => withScratch(2 * MAX_BYTES, () => 0),
    (error) => error instanceof UserError && /would take \d+ bytes/.test(error.message),
  );
  assert.equal(
    withScratch(8, (ptr) => typeof ptr),
    'number',
  );
});

/** Tables of transforms and the like, which do not grow with what is computed; in FIXED_BYTES. */
const PLANS = 2 ** 20;

test('what surely fits is never less than what a program takes', async () => {
  await loadCore();
  const programs: [name: string, program: Program][] = [
    ...Object.entries(solverPrograms).map(([name, { build }]): [string, Program] => [
      name,
      build(2),
    ]),
    ...Array.from({ length: 20 }, (_, i): [string, Program] => {
      const name = `fit ${i}`;
      return [name, randomProgram(name, 1 + (i % 3))];
    }),
  ];
  for (const dims of [1, 2, 3]) {
    for (const net of ['Conv;3;2;relu', 'Conv;26;1;gelu', 'MLP;5;1;tanh', 'FNO;3;4;2;gelu']) {
      const scenario = makeScenario('diff_burgers', {
        num_spatial_dims: dims,
        num_points: 7,
        batch_size: dims,
        num_train_samples: 2,
        train_temporal_horizon: 3,
        optim_config: 'adam;5;constant;1e-3',
      });
      const plan = await makePlan(scenario, { net, numSeeds: 2, backend: 'wasm' });
      programs.push([`${net} in ${dims}D`, updateProgram(plan, bareStepper(plan), dims)]);
    }
  }
  for (const [name, program] of programs) {
    for (const threads of [1, 64]) {
      for (const precision of ['f32', 'f64'] as const) {
        const { arenaBytes, scratchBytes, ownBytes } = lower(program, precision, null, 1, threads);
        const working = arenaBytes + threads * (scratchBytes + ownBytes);
        const most = mostBytes(program, precision, threads) - FIXED_BYTES;
        assert.ok(most + PLANS > working, `${name}, ${threads} threads: ${working}, not ${most}`);
        const fixed = coreMemory(program, precision, threads).bytes - working;
        assert.ok(fixed < FIXED_BYTES - PLANS, `${name}: ${fixed} bytes of instructions`);
      }
    }
  }
});
