/**
 * Every op on the WebGPU backend, forward and with gradients: against the reference interpreter,
 * and against examples by hand.
 */

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Backend, createBackend } from '../../src/backends/index.js';
import { type OpName, opTable } from '../../src/graph/index.js';
import { opCases } from '../cases/op-cases.js';
import { onBackend, testByHand } from './by-hand.js';
import { compareOp } from './compare-ops.js';
import { adapterOrReason, forbidWasm } from './gpu.js';

/**
 * WGSL allows exp 3 + 2|x| units in the last place, tanh what follows from it, a division 2.5: on
 * arguments of a few units, a chain of them is off by up to this many times what correctly rounded
 * functions give.
 */
const ELEMENTWISE_SLACK = 16;

/** A division or a root is off by a few units in the last place; all else by hand is exact. */
const ULPS_BY_HAND = 4;

const { adapter, skip } = await adapterOrReason();
forbidWasm();

describe(`ops on WebGPU (${adapter})`, { skip }, () => {
  let backend: Backend;
  before(async () => {
    backend = await createBackend({ backend: 'webgpu' });
  });
  after(async () => {
    await backend.dispose();
    const cases = Object.values(opCases).reduce((sum, { length }) => sum + length, 0);
    console.log(`${cases} cases of ${Object.keys(opCases).length} ops on ${adapter}`);
  });

  const slackOf = (op: OpName) => (op === 'elementwise' ? ELEMENTWISE_SLACK : 1);
  for (const op of Object.keys(opTable) as OpName[]) {
    test(`${op}: ${opCases[op].length} cases`, async () => {
      assert.deepEqual(await compareOp(backend, op, slackOf(op)), []);
    });
  }

  testByHand(
    onBackend(() => backend),
    (op) => ULPS_BY_HAND * slackOf(op) * 2 ** -23,
  );
});
