/**
 * NaN and infinities on WebGPU: what is not a number in a run that diverged stays so, on every
 * driver.
 */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createBackend } from '../../src/backends/index.js';
import { trace } from '../../src/graph/index.js';
import { type MicroName, micro } from '../../src/graph/ops/elementwise.js';
import { makeScenario } from '../../src/scenarios/index.js';
import { adapterOrReason, forbidWasm } from './gpu.js';

const { adapter, skip } = await adapterOrReason();
forbidWasm();

const { NaN: nan, POSITIVE_INFINITY: inf } = Number;
const X = [inf, -inf, nan, 1e30, -1e30, 200, -200];

/**
 * As in test/unit/math.test.ts for the core; null: any number or none, as products of 0 and
 * infinity come out.
 */
const EXPECTED: [name: MicroName, values: (number | null)[]][] = [
  ['relu', [inf, 0, nan, 1e30, 0, 200, 0]],
  ['tanh', [1, -1, nan, 1, -1, 1, -1]],
  ['sigmoid', [1, 0, nan, 1, 0, 1, 0]],
  ['gelu', [inf, null, nan, 1e30, 0, 200, 0]],
  ['swish', [inf, null, nan, 1e30, 0, 200, 0]],
];
/** Times a gradient of 1, and the larger of the values and 1. */
const WITH_ONE: typeof EXPECTED = [
  ['geluGrad', [1, 0, nan, 1, 0, 1, 0]],
  ['swishGrad', [1, 0, nan, 1, 0, 1, 0]],
  ['max', [inf, 1, nan, 1e30, 1, 200, 1]],
];
/** 1 and the values, the other way round; and powers, for numbers that are not negative. */
const MAX_OF_ONE = 'max of 1';
const CUBE = 'cube';
const OTHERS: [name: string, values: (number | null)[]][] = [
  [MAX_OF_ONE, [inf, 1, nan, 1e30, 1, 200, 1]],
  [CUBE, [inf, null, nan, inf, null, 8e6, null]],
];

/** In rows that kernels go over in vectors of four numbers, and in others. */
const TIMES = [1, 4];

const programOf = (length: number) =>
  trace({ steps: 1 }, (t) => {
    const x = t.input('x', [1, 1, 1, length]);
    const one = t.input('one', [1, 1, 1, length]);
    for (const [name] of EXPECTED) t.record(name, micro(name, x));
    for (const [name] of WITH_ONE) t.record(name, micro(name, x, one));
    t.record(MAX_OF_ONE, micro('max', one, x));
    t.record(CUBE, micro('power', x, undefined, 3));
  });

describe(`special values on WebGPU (${adapter})`, { skip }, () => {
  for (const times of TIMES) {
    const x = Array.from({ length: times }, () => X).flat();
    test(`activations and their gradients in rows of ${x.length}`, async (context) => {
      const backend = await createBackend({ backend: 'webgpu' });
      context.after(() => backend.dispose());
      const executable = await backend.compile(programOf(x.length));
      await executable.write('x', Float64Array.from(x));
      await executable.write('one', new Float64Array(x.length).fill(1));
      await executable.run(1);
      for (const [name, values] of [...EXPECTED, ...WITH_ONE, ...OTHERS]) {
        const got = await executable.readRecord(name, 0, 1);
        assert.equal(got.length, x.length);
        for (const [i, number] of got.entries()) {
          const value = values[i % X.length];
          if (value === null) continue;
          // -0 is 0 here, and 1e30 is rounded to float32; a power is exp2(y · log2(x)) in it.
          const slack = name === CUBE && Number.isFinite(value) ? 1e-5 * value : 0;
          const isRight = Number.isNaN(value)
            ? Number.isNaN(number)
            : number === Math.fround(value) || Math.abs(number - value) <= slack;
          assert.ok(isRight, `${name}(${x[i]}) is ${number}, not ${value}`);
        }
      }
    });
  }

  for (const net of ['Conv;3;1;relu', 'MLP;4;1;sigmoid', 'MoRes;3;1;relu']) {
    test(`a run of ${net} that diverges says so`, async () => {
      const scenario = makeScenario('diff_adv', {
        num_points: 8,
        num_train_samples: 2,
        train_temporal_horizon: 3,
        num_test_samples: 1,
        test_temporal_horizon: 2,
        optim_config: 'adam;4;constant;1e38',
        record_loss_every: 1,
      });
      const { losses, info, metrics } = await scenario.runRaw({ net, backend: 'webgpu' });
      assert.ok(losses.data[0] > 0 && losses.data[0] < 1);
      assert.deepEqual(Array.from(losses.data.slice(2)), [nan, nan]);
      assert.deepEqual(info.diverged, [0]);
      assert.deepEqual(Array.from(metrics.get('mean_nRMSE')!.data), [nan, nan]);
    });
  }
});
