/**
 * What a run promises whatever its numbers are: the same bits again, alone and among other seeds,
 * with and without a stop; divergence is a result; callbacks and notices.
 */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RawResult, RunRawOptions } from '../../src/experiment/index.js';
import { makeScenario } from '../../src/scenarios/index.js';
import { MemorySink } from '../cases/memory-sink.js';

/** 3 samples of 7 states make 18 windows: minibatches of 5, 5, 5 and 3. */
const small = {
  num_points: 16,
  num_train_samples: 3,
  train_temporal_horizon: 6,
  num_test_samples: 2,
  test_temporal_horizon: 4,
  batch_size: 5,
  optim_config: 'adam;30;constant;3e-3',
  record_loss_every: 1,
};

function run(options: RunRawOptions = {}, attributes: object = {}): Promise<RawResult> {
  const scenario = makeScenario('diff_adv', { ...small, ...attributes });
  return scenario.runRaw({ net: 'Conv;4;2;relu', backend: 'wasm', ...options });
}

/** Everything that is numbers in the result of one seed. */
function bitsOf(result: RawResult, seed: number): Float64Array[] {
  const arrays = [result.losses, ...result.metrics.values(), result.sampleRollouts];
  return [...arrays, ...result.weights].map(({ data, shape }) => {
    const size = data.length / shape[0];
    return data.slice(seed * size, (seed + 1) * size);
  });
}

test('a run gives the same bits again', async () => {
  assert.deepEqual(bitsOf(await run(), 0), bitsOf(await run(), 0));
});

for (const net of ['Conv;4;2;relu', 'FNO;5;4;2;gelu', 'MLP;8;1;tanh']) {
  test(`a seed has the same bits alone and among three: ${net}`, async () => {
    const three = await run({ net, startSeed: 4, numSeeds: 3, train: 'sup;2' });
    assert.deepEqual(three.seeds, [4, 5, 6]);
    for (const [i, seed] of three.seeds.entries()) {
      const alone = await run({ net, startSeed: seed, train: 'sup;2' });
      assert.deepEqual(bitsOf(alone, 0), bitsOf(three, i), `seed ${seed}`);
    }
  });
}

test('a run that is stopped goes on to the same bits', async () => {
  const attributes = { callbacks: 'weight_norm;7' };
  const whole = await run({ numSeeds: 2 }, attributes);
  const checkpoint = new MemorySink();
  let parts = 0;
  let result: RawResult | null = null;
  while (result === null) {
    const stop = new AbortController();
    parts++;
    try {
      result = await run(
        {
          numSeeds: 2,
          checkpoint,
          signal: stop.signal,
          onProgress: () => {
            if (parts < 4) stop.abort();
          },
        },
        attributes,
      );
    } catch (error) {
      assert.equal((error as Error).name, 'StoppedError');
    }
  }
  assert.equal(parts, 4);
  for (const seed of [0, 1]) assert.deepEqual(bitsOf(result, seed), bitsOf(whole, seed));
  assert.deepEqual(result.aux, whole.aux);
});

test('training waits for who watches, who sees losses and parameters and changes no bit', async () => {
  const whole = await run({ numSeeds: 2 });
  let waiting = false;
  let last: readonly Float64Array[] = [];
  let early = 0;
  const watched = await run({
    numSeeds: 2,
    onProgress: async ({ update, recorded, readParams }) => {
      assert.equal(waiting, false);
      waiting = true;
      for (const [seed, losses] of recorded.entries()) {
        assert.deepEqual(
          losses.slice(0, update),
          whole.losses.data.slice(30 * seed, 30 * seed + update),
        );
        assert.ok(losses.slice(update).every(Number.isNaN));
      }
      if (update < 30) early++;
      last = await readParams();
      await new Promise((resolve) => setTimeout(resolve, 20));
      waiting = false;
    },
  });
  for (const seed of [0, 1]) assert.deepEqual(bitsOf(watched, seed), bitsOf(whole, seed));
  assert.ok(early > 0);
  assert.deepEqual(
    last,
    whole.weights.map(({ data }) => data),
  );
});

test('an exception of who watches ends a run with that exception, and a checkpoint goes on', async () => {
  const checkpoint = new MemorySink();
  const onProgress = () => {
    throw new RangeError('enough seen');
  };
  await assert.rejects(run({ onProgress }), { name: 'RangeError', message: 'enough seen' });
  const stop = new AbortController();
  const stopped = run({ checkpoint, signal: stop.signal, onProgress: () => stop.abort() });
  await assert.rejects(stopped, { name: 'StoppedError' });
  await assert.rejects(run({ checkpoint, onProgress }), { name: 'RangeError' });
  assert.deepEqual(bitsOf(await run({ checkpoint }), 0), bitsOf(await run(), 0));
});

test('a callback that throws ends a run with an error that names it, and nothing is lost', async () => {
  const called: number[] = [];
  let isBroken = true;
  const runOf = (checkpoint?: MemorySink) => {
    const scenario = makeScenario('diff_adv', small);
    scenario.getCallbackFn = async () => [
      {
        name: 'broken',
        every: 7,
        value: (_, numSeeds, { update }) => {
          if (update === 14 && isBroken) throw new RangeError('no value');
          called.push(update);
          return Array(numSeeds).fill(2 * update);
        },
      },
    ];
    return scenario.runRaw({ net: 'Conv;4;2;relu', backend: 'wasm', checkpoint });
  };
  const checkpoint = new MemorySink();
  await assert.rejects(runOf(checkpoint), (error: Error) => {
    assert.equal(error.name, 'UserError');
    assert.equal(error.message, "the callback 'broken' failed before update 14: no value");
    assert.equal((error.cause as Error).name, 'RangeError');
    return true;
  });
  assert.equal(checkpoint.kept?.update, 14);
  isBroken = false;
  const goneOn = await runOf(checkpoint);
  assert.deepEqual(called, [0, 7, 14, 21, 28]);
  const whole = await runOf();
  assert.deepEqual(bitsOf(goneOn, 0), bitsOf(whole, 0));
  assert.deepEqual(goneOn.aux, whole.aux);
});

test('a checkpoint of another configuration is ignored', async () => {
  const checkpoint = new MemorySink();
  const stop = new AbortController();
  const stopped = run({ checkpoint, signal: stop.signal, onProgress: () => stop.abort() });
  await assert.rejects(stopped, { name: 'StoppedError' });
  checkpoint.kept = { ...checkpoint.kept!, configuration: 'another', update: 29 };
  assert.deepEqual(bitsOf(await run({ checkpoint }), 0), bitsOf(await run(), 0));
});

test('training that diverges is a result', async () => {
  const result = await run({ numSeeds: 2 }, { optim_config: 'adam;10;constant;1e30' });
  assert.deepEqual(result.info.diverged, [0, 1]);
  assert.deepEqual(result.losses.shape.slice(0, 2), [2, 10]);
  for (const seed of [0, 1]) {
    const losses = result.losses.data.slice(10 * seed, 10 * seed + 10);
    assert.deepEqual([losses[0], losses[9]].map(Number.isFinite), [true, false]);
  }
});

test('a batch larger than the data is said once', async () => {
  const notices: string[] = [];
  const onNotice = (text: string) => notices.push(text);
  await run({ onNotice }, { batch_size: 100, optim_config: 'adam;3;constant;1e-3' });
  assert.equal(notices.length, 1);
  assert.match(notices[0], /batch size 100 is larger than the total number of samples 18/);
});

test('callbacks have a value before every k-th update, each with its own k', async () => {
  const attributes = {
    optim_config: 'adam;5;constant;1e-3',
    callbacks: 'metrics;2,weight_norm;3,sample_rollout;4,net;3',
  };
  const { aux } = await run({ numSeeds: 2 }, attributes);
  assert.equal(aux.length, 2);
  assert.equal(aux[0].length, 5);
  const called = (name: string) =>
    aux[1].flatMap((entry, update) =>
      (entry as Record<string, unknown>)[name] === null ? [] : [update],
    );
  assert.deepEqual(called('metrics'), [0, 2, 4]);
  assert.deepEqual(called('weight_norm'), [0, 3]);
  assert.deepEqual(called('net'), [0, 3]);
  assert.deepEqual(called('sample_rollout'), [0, 4]);
});

test('the call returns a table and steppers that step by themselves', async () => {
  const scenario = makeScenario('diff_adv', small);
  const { table, steppers } = await scenario.run({
    net: 'Conv;4;2;relu',
    numSeeds: 2,
    backend: 'wasm',
  });
  assert.equal(table.numRows, 2);
  assert.equal(steppers.length, 2);
  const initial = await scenario.getTestIcSet();
  const one = await steppers[1].step(initial);
  assert.deepEqual(one.shape, initial.shape);
  const rollout = await steppers[1].rollout(initial, 3);
  assert.deepEqual(rollout.shape, [2, 3, 1, 16]);
  assert.deepEqual(rollout.data.slice(0, 16), one.data.slice(0, 16));
});

test('bad input is refused before any work', async () => {
  await assert.rejects(run({ numSeeds: 0 }), { name: 'UserError' });
  await assert.rejects(run({ task: 'correct;serial' }), /must be one of sequential/);
  await assert.rejects(run({ train: 'sup;7' }), /longer than the training trajectories/);
  await assert.rejects(run({}, { callbacks: 'nets;3' }), /unknown callback 'nets'/);
});
