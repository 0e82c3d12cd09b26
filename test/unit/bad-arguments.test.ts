/**
 * Every public function of arrays, grids, random numbers, solvers, networks and training is called
 * with good arguments, and then with each argument spoilt in each of the ways that its kind knows:
 * a UserError of one line must come, that says what was given and what is allowed.
 */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { NdArray } from '../../src/arrays.js';
import { UserError } from '../../src/errors.js';
import * as apebench from '../../src/index.js';
import type { Any, Case } from '../cases/calls.js';
import { learningCalls } from '../cases/learning-calls.js';
import { blobs, burgers, LOOSE, numbers, calls as others, state } from '../cases/public-calls.js';
import { tableCalls } from '../cases/table-calls.js';

const calls = { ...others, ...learningCalls, ...tableCalls };
const { draws, spectral, steppers } = apebench;

/** What is none of any kind that an argument may be of. */
const ALIEN = [null, 'text', { alien: 1 }, Symbol('alien')];
const isArray = (value: Any): value is NdArray => ArrayBuffer.isView(value?.data) && value.shape;
const isPlain = (value: unknown): value is Record<string, unknown> =>
  Object.prototype.toString.call(value) === '[object Object]' &&
  Object.getPrototypeOf(value) === Object.prototype;

/** A message of one line; a config string follows with a caret below it. */
const ONE_LINE = /^[^\n]*(must be|takes|allowed|not|differ)[^\n]*(\n[^\n]+\n +\^)?$/;

/** Options that null turns off. */
const NULLABLE = ['scalingCompensationMode', 'round', 'derivativeOrder', 'nonlinear'];

/** What an argument may be spoilt to, with what the message must say where that is known. */
function* spoilt(value: unknown): Generator<[value: unknown, says?: string]> {
  for (const alien of ALIEN) if (typeof alien !== typeof value || alien === null) yield [alien];
  if (typeof value === 'string') yield ['no such name', 'no such name'];
  if (typeof value === 'number')
    yield* [
      [Number.NaN, 'NaN'],
      [Infinity, 'Infinity'],
      ['3', `'3'`],
    ] as const;
  if (isArray(value)) {
    const { data, shape } = value;
    yield [{ data: data.slice(1), shape }, `not the ${data.length - 1} of data`];
    yield [{ data: [...data], shape }];
    yield [{ data }];
    yield [{ data, shape: shape.map((extent) => -extent) }];
    yield [{ data, shape: [...shape.slice(1), shape[0]! / 2, 2] }];
    yield [{ data: new Float64Array(0), shape: [0, ...shape.slice(1)] }];
  } else if (ArrayBuffer.isView(value)) {
    yield [numbers(1)];
  } else if (Array.isArray(value)) {
    for (const i of value.keys()) for (const [bad] of spoilt(value[i])) yield [value.with(i, bad)];
  } else if (isPlain(value)) {
    for (const name of Object.keys(value)) {
      for (const [bad] of spoilt(value[name])) {
        if (bad !== null || !NULLABLE.includes(name)) yield [{ ...value, [name]: bad }];
      }
    }
  }
}

const textOf = (value: unknown) => {
  const text = JSON.stringify(value, (_, part) => {
    if (ArrayBuffer.isView(part)) return `${part.constructor.name}(${part.byteLength})`;
    return typeof part === 'number' || typeof part === 'symbol' ? String(part) : part;
  });
  return text?.slice(0, 150);
};

async function errorOf(call: () => unknown): Promise<unknown> {
  try {
    await call();
    return undefined;
  } catch (error) {
    return error;
  }
}

for (const [module, functions] of Object.entries(calls)) {
  for (const [name, { call, args, takes }] of Object.entries(functions)) {
    test(`${module}.${name} takes what is good, and refuses the rest with a word`, async () => {
      assert.equal(await errorOf(() => call(...args)), undefined);
      for (const [position, value] of args.entries()) {
        for (const [bad, says = ''] of spoilt(value)) {
          if (takes?.(bad, position)) continue;
          const error = await errorOf(() => call(...[...args].with(position, bad)));
          const what = `argument ${position} as ${textOf(bad)}`;
          assert.ok(error !== undefined, `${what} is taken`);
          assert.ok(error instanceof UserError, `${what}: ${(error as Error)?.stack}`);
          assert.match(error.message, ONE_LINE, what);
          assert.ok(error.message.includes(says), `${what}: ${error.message}`);
        }
      }
    });
  }
}

test('a misspelt option is told the nearest one, and all that there are', async () => {
  let count = 0;
  for (const [name, { call, args }] of Object.values(calls).flatMap(Object.entries<Case>)) {
    for (const [position, value] of args.entries()) {
      if (!isPlain(value) || isArray(value) || LOOSE.includes(value)) continue;
      for (const option of Object.keys(value)) {
        const { [option]: kept, ...rest } = value;
        const misspelt = { ...rest, [`${option[0]}${option}`]: kept };
        const error = await errorOf(() => call(...[...args].with(position, misspelt)));
        assert.ok(error instanceof UserError, `${name}: ${option}`);
        assert.match(error.message, new RegExp(`did you mean '${option}'\\? allowed: .*${option}`));
        count++;
      }
    }
  }
  assert.ok(count > 300, `${count} options`);
});

test('no public function is left out', () => {
  // Numbers in, a number out; programs; what works inside of a run, on its backend; names.
  const others = [
    ['wholePower'],
    ['applyOperator', 'buildTrajectories', 'trajectoryProgram', 'trajectoryShards'],
    ['promised', 'threefryLayout', 'SEED_RANGE'],
    ['levelsFault', 'maxModes'],
    ['MSE', 'MAE', 'RMSE', 'nMSE', 'nMAE', 'nRMSE', 'batchLoss'],
  ].flat();
  const solvers = ['spectral', 'metrics', 'draws', 'steppers'] as const;
  const learning = ['arch', 'blocks', 'layers', 'losses', 'sampleData'] as const;
  for (const module of [...solvers, ...learning]) {
    const cases = calls[module]!;
    const there = Object.keys(apebench[module]).filter(
      (name) => name in cases || !others.includes(name),
    );
    assert.deepEqual(there.sort(), Object.keys(cases).sort());
  }
  const promised = Object.keys(apebench.random).filter((name) => !(name in calls.draws!));
  assert.deepEqual(promised, []);
});

test('what would take more memory than there is, is refused with the bytes', async () => {
  const large: (() => unknown)[] = [
    () => spectral.makeGrid({ dims: 3, domainExtent: 1, numPoints: 1e6 }),
    () => spectral.wavenumbers(3, 1e5),
    () => draws.uniform([0, 1], 1e12),
    () => apebench.buildIcSet(blobs, 1000, 1e9, [0, 1]),
    () => steppers.rollout(burgers, 1e12)(state),
  ];
  for (const call of large) {
    const error = await errorOf(call);
    assert.ok(error instanceof UserError, String(call));
    assert.match(error.message, /would take [\d,]{12,} bytes/);
  }
});
