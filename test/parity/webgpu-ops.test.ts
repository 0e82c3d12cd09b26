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
import { adapterOrReason, forbidWasm, larger } from './gpu.js';

/**
 * WGSL allows exp 3 + 2|x| units in the last place, tanh what follows from it, a division 2.5: on
 * arguments of a few units, a chain of them is off by up to this many times what correctly rounded
 * functions give.
 */
const ELEMENTWISE_SLACK = 16;

/** A division or a root is off by a few units in the last place; all else by hand is exact. */
const ULPS_BY_HAND = 4;

/** Of an op with more cases than these every third is for every stack, the others for the quicker. */
const MANY = 30;

const { adapter, skip } = await adapterOrReason();
forbidWasm();

describe(`ops on WebGPU (${adapter})`, { skip }, () => {
  let backend: Backend;
  before(async () => {
    backend = await createBackend({ backend: 'webgpu' });
  });
  after(() => backend.dispose());

  const slackOf = (op: OpName) => (op === 'elementwise' ? ELEMENTWISE_SLACK : 1);
  for (const op of Object.keys(opTable) as OpName[]) {
    const all = opCases[op];
    // Not always the same place: kinds of cases follow each other in turn.
    const isFirst = (i: number) => all.length <= MANY || i % 3 === Math.floor(i / 3) % 3;
    const [first, rest] = [true, false].map((wanted) =>
      all.filter((_, i) => isFirst(i) === wanted),
    );
    test(`${op}: ${first.length} cases`, async () => {
      assert.deepEqual(await compareOp(backend, op, slackOf(op), first), []);
    });
    if (rest.length === 0) continue;
    test(`${op}, the others: ${rest.length} cases`, { skip: larger }, async () => {
      assert.deepEqual(await compareOp(backend, op, slackOf(op), rest), []);
    });
  }

  testByHand(
    onBackend(() => backend),
    (op) => ULPS_BY_HAND * slackOf(op) * 2 ** -23,
  );
});
