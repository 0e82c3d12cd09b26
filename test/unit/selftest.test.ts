/** The cases of the selftest reach all that there is. */

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { ElementwiseMicro } from '../../assembly/kernels/arguments/elementwise.js';
import * as opcodes from '../../assembly/schedule/opcodes.js';
import type { Loop } from '../../src/backends/lowering/instructions.js';
import { Encoder } from '../../src/backends/wasm/encoder.js';
import { loadCore } from '../../src/core/index.js';
import { tasks } from '../../src/experiment/index.js';
import { initialConditions } from '../../src/initial-conditions/index.js';
import { activations, architectures } from '../../src/nets/index.js';
import { scenarios } from '../../src/scenarios/index.js';
import { HASHES } from '../../src/selftest/hashes.js';
import {
  reportLine,
  SELF_TEST_CASES,
  type SelfTestCase,
  selfTest,
} from '../../src/selftest/index.js';
import {
  methodologies,
  optimizers,
  parseTrainConfig,
  planEpochs,
  schedules,
  subStack,
} from '../../src/training/index.js';

const entries = SELF_TEST_CASES.map(({ entry }) => entry as unknown as Record<string, unknown>);
/** The fields of a config string of every case, in small letters; of those that have it. */
const fieldsOf = (key: string): string[][] =>
  entries.flatMap((entry) =>
    typeof entry[key] === 'string' ? [entry[key].toLowerCase().split(';')] : [],
  );
const used = (key: string): Set<string> => new Set(fieldsOf(key).flat());

test('every case has a name of its own, and a hash', () => {
  const names = SELF_TEST_CASES.map(({ name }) => name);
  assert.equal(new Set(names).size, names.length);
  assert.deepEqual(Object.keys(HASHES), names);
  assert.equal(new Set(Object.values(HASHES)).size, names.length);
  for (const hash of Object.values(HASHES)) assert.match(hash, /^[0-9a-f]{64}$/);
});

test('each network stands in each number of dimensions', () => {
  const found = entries.map(({ net, num_spatial_dims: dims = 1 }) => {
    const [name] = String(net).toLowerCase().split(';');
    return `${name} ${dims}D`;
  });
  for (const name of architectures.names())
    for (const dims of [1, 2, 3]) assert.ok(found.includes(`${name} ${dims}D`), `${name} ${dims}D`);
});

const NAMED: [key: string, names: readonly string[], otherwise?: string][] = [
  ['net', activations.names()],
  ['ic_config', initialConditions.names(), 'fourier'],
  ['train', methodologies.names()],
  ['optim_config', optimizers.names()],
  ['optim_config', schedules.names()],
  ['task', [...tasks.names(), 'sequential', 'parallel', 'sequential_with_bypass']],
];
for (const [key, names, otherwise] of NAMED) {
  test(`${names.join(', ')}: each stands in a ${key}`, () => {
    const found = used(key);
    // The blobs of Gray-Scott are those of its scenario.
    if (key === 'ic_config' && entries.some(({ scenario }) => scenario === 'phy_gs'))
      found.add('gray_scott_blobs');
    if (otherwise !== undefined) found.add(otherwise);
    assert.deepEqual(
      names.filter((name) => !found.has(name.toLowerCase())),
      [],
    );
  });
}

test('each equation stands in a case, in one of its forms', () => {
  const equation = (key: string) => scenarios.get(key).equation;
  const found = new Set(entries.map(({ scenario }) => equation(String(scenario))));
  const missing = scenarios.names().filter((key) => !found.has(equation(key)));
  assert.deepEqual([...new Set(missing.map(equation))], []);
});

test('grids are even, odd and prime', () => {
  const points = entries.map(({ num_points: n }) => Number(n));
  const isPrime = (n: number) =>
    n > 2 && Array.from({ length: n - 2 }, (_, i) => i + 2).every((d) => n % d !== 0);
  assert.ok(points.some((n) => n % 2 === 0));
  assert.ok(points.some((n) => n % 2 === 1 && !isPrime(n)));
  assert.ok(points.filter(isPrime).length >= 3);
});

/** Whether a case comes to an epoch's last minibatch, which is smaller than the others. */
function reachesRemainder({ entry }: SelfTestCase): boolean {
  const { num_train_samples, train_temporal_horizon, batch_size, optim_config, train } =
    entry as unknown as Record<string, string | number>;
  const { numRolloutSteps } = parseTrainConfig(String(train));
  const { count } = subStack(
    Number(num_train_samples),
    Number(train_temporal_horizon) + 1,
    numRolloutSteps,
  );
  const { remainder, batchesPerEpoch } = planEpochs(count, Number(batch_size));
  const [, updates] = String(optim_config).split(';');
  return remainder > 0 && batchesPerEpoch <= Number(updates);
}

test('both precisions and both layouts of random bits, all with remainders of minibatches', async () => {
  await loadCore();
  for (const precision of [undefined, 'f64'] as const) {
    for (const partitionable of [undefined, true] as const) {
      const found = SELF_TEST_CASES.filter(
        (one) => one.precision === precision && one.partitionable === partitionable,
      );
      assert.ok(found.some(reachesRemainder), `${precision} ${partitionable}`);
    }
  }
});

/** Counts the kernels, and the micro-ops of elementwise chains, of all that is compiled from now on. */
function kernelsOf(t: TestContext): { kernels: Set<number>; micros: Set<number> } {
  const [kernels, micros] = [new Set<number>(), new Set<number>()];
  const width = ElementwiseMicro.NUMBER + 2;
  const look = ({ body }: Pick<Loop, 'body'>): void => {
    for (const item of body) {
      if (item.kind === 'loop') look(item);
      else
        for (const { opcode, words } of item.body) {
          kernels.add(opcode);
          if (opcode !== opcodes.ELEMENTWISE) continue;
          const count = Number(words[2]);
          for (let i = 1; i <= count; i++) micros.add(Number(words[words.length - i * width]));
        }
    }
  };
  const add = Encoder.prototype.add;
  t.mock.method(Encoder.prototype, 'add', function (this: Encoder, loop: Loop) {
    look(loop);
    return add.call(this, loop);
  });
  return { kernels, micros };
}

const named = (isMeant: (name: string) => boolean): [string, number][] =>
  Object.entries(opcodes).filter(([name]) => isMeant(name));

/** What is no kernel: loops and regions are around them. */
const NO_KERNELS = /^(MICRO_|SHARE_|PROGRAM_VERSION$|ELEMENTWISE_BLOCK$|LOOP$|REGION$)/;

/** The gradient of a slice: networks of one's own may have it, no experiment has. */
const BEYOND = ['ZERO'];
/** Copies alone, which are merged with what reads them, and the largest of a batch, of losses of one's own. */
const MICROS_BEYOND = ['MICRO_COPY', 'MICRO_MAX'];

test('every kernel and micro-op runs, and the bits are those of all engines', async (t) => {
  const { kernels, micros } = kernelsOf(t);
  const results = await selfTest();
  assert.deepEqual(
    results.filter(({ agrees }) => !agrees),
    [],
  );
  const names = (all: [string, number][], found: Set<number>) =>
    all.flatMap(([name, code]) => (found.has(code) ? [] : [name]));
  const all = named((name) => !NO_KERNELS.test(name));
  assert.deepEqual(names(all, kernels), BEYOND);
  const allMicros = named((name) => name.startsWith('MICRO_'));
  assert.deepEqual(names(allMicros, micros), MICROS_BEYOND);
});

test('a line tells what came of it', () => {
  const one = { name: 'a', hash: '0', agrees: true };
  assert.match(reportLine([one], 'here'), /^apebench \S+: 1 of 1 cases agree to the bit on here$/);
  const both = [one, { ...one, name: 'b', agrees: false }];
  assert.match(reportLine(both, 'here'), /: 1 of 2 cases agree to the bit on here; not: b$/);
});
