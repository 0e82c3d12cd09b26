/**
 * Every function and class that the package exports, every op inside of a traced function, and
 * every method of a scenario is called with nothing and with what few of them take: what is thrown
 * is a UserError.
 */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UserError } from '../../src/errors.js';
import { trace } from '../../src/graph/index.js';
import * as apebench from '../../src/index.js';
import type { Any } from '../cases/calls.js';

const VALUES: readonly unknown[] = [undefined, null, 3, 'x', {}];
/** What is handed over in turn: nothing, and each value in each place behind `first`. */
const strange = (...first: unknown[]): unknown[][] => [
  first,
  ...VALUES.flatMap((one) => [
    [...first, one],
    [...first, one, one],
  ]),
];

/** Functions that only the library calls, with what it has read of a config string. */
const CALLED_BY_LIBRARY = /^(architecture|callback|ic|loss|lrScheduler|methodology)Dict\./;

type Call = (...args: unknown[]) => unknown;

function* exported(value: unknown, path: string, seen: Set<unknown>): Generator<[string, Call]> {
  if (seen.has(value) || CALLED_BY_LIBRARY.test(path)) return;
  seen.add(value);
  if (typeof value === 'function') {
    const isClass = /^class\b/.test(Function.prototype.toString.call(value));
    yield [path, isClass ? (...args) => Reflect.construct(value, args) : (value as Call)];
  } else if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)) {
    for (const [name, part] of Object.entries(value)) {
      yield* exported(part, path === '' ? name : `${path}.${name}`, seen);
    }
  }
}

/** Throws where the call throws anything but a UserError. */
async function holds(name: string, call: Call, args: readonly unknown[]): Promise<void> {
  try {
    const result = (await call(...args)) as Partial<AsyncGenerator> | undefined;
    if (name.endsWith('Shards')) await result?.next?.();
  } catch (error) {
    const words = args.map((one) => (one instanceof Object ? '{…}' : String(one))).join(', ');
    assert.ok(error instanceof UserError, `${name}(${words}): ${(error as Error).stack}`);
  }
}

let count = 0;
for (const [name, call] of exported(apebench, '', new Set())) {
  count++;
  test(`${name} throws nothing but UserErrors`, async () => {
    for (const args of strange()) await holds(name, call, args);
  });
}

test('these are all that the package exports', () => assert.ok(count > 350, String(count)));

test('ops outside of a traced function say where they work', () => {
  for (const [name, op] of Object.entries<Any>(apebench.ops)) {
    const args = name === 'constant' ? [Float64Array.of(1), [1]] : [];
    assert.throws(() => op(...args), /work inside of a traced function/, name);
  }
});

for (const [name, op] of Object.entries<Any>(apebench.ops)) {
  test(`${name} inside of a traced function throws nothing but UserErrors`, async () => {
    const calls: Promise<void>[] = [];
    trace({ steps: 1 }, (t) => {
      const u = t.input('u', [1, 2, 1, 8]);
      const within =
        (...args: unknown[]) =>
        (): unknown =>
          op(...args);
      for (const first of [[], [u], [u, u], [[u]]]) {
        for (const args of strange(...first)) calls.push(holds(name, within(...args), args));
      }
    });
    await Promise.all(calls);
  });
}

test('a number in place of a tensor is named', () => {
  const call = () =>
    trace({ steps: 1 }, (t) => {
      apebench.ops.add(t.input('u', [1, 1, 1, 4]), 3 as Any);
    });
  assert.throws(call, { message: 'add takes tensors of the traced function, not 3' });
});

const scenario: Any = new apebench.scenarios.scenarioDict.diff_adv({
  ...{ num_points: 16, num_train_samples: 2, num_test_samples: 2, test_temporal_horizon: 2 },
  ...{ train_temporal_horizon: 2, optim_config: 'adam;1;constant;1e-4' },
});
const methods = Object.getOwnPropertyNames(apebench.BaseScenario.prototype).filter(
  (name) => !['constructor', 'declaration', 'run', 'runRaw'].includes(name),
);

for (const name of methods) {
  test(`scenario.${name} throws nothing but UserErrors`, async () => {
    const call: Call = (...args) => scenario[name](...args);
    for (const first of [[], ['Pure;3'], ['predict'], ['predict', 'Pure;3'], ['Pure;3', [0, 1]]]) {
      for (const args of strange(...first)) await holds(name, call, args);
    }
    await holds(name, call, [undefined, { threads: 'x' }]);
  });
}

const entry = { scenario: 'diff_adv', task: 'predict', net: 'Pure;3', train: 'one' };
test('what is no store is refused with what a store has', async () => {
  const message = /^study option store must be a store|^store must be a store, .*readPieces/;
  for (const run of [apebench.runStudy, apebench.runStudyConvenience] as Any[]) {
    await assert.rejects(run([entry], { store: {} }), { name: 'UserError', message });
  }
});
