/**
 * Every op on WebGPU with its tensors in as many buffers as may be, forward and with gradients,
 * against the reference interpreter: each kernel reads and stores each operand where it lies.
 */

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Backend } from '../../src/backends/index.js';
import { loadCore } from '../../src/core/index.js';
import { type OpName, opTable } from '../../src/graph/index.js';
import { opCases } from '../cases/op-cases.js';
import { compareOp } from './compare-ops.js';
import { adapterOrReason, forbidWasm } from './gpu.js';
import { tightBackend } from './gpu-limits.js';

/** Of the cases of an op, one in so many, all of them would take minutes; but no less than LEAST. */
const EVERY = 9;
const LEAST = 3;

const { adapter, skip } = await adapterOrReason();
forbidWasm();

describe(`ops in many buffers on WebGPU (${adapter})`, { skip }, () => {
  let backend: Backend;
  /** Buffers that a kernel of a program is given at most, of each program. */
  const widths: number[] = [];
  before(async () => {
    await loadCore();
    backend = await tightBackend(undefined, ({ bindings }) => {
      widths.push(Math.max(...bindings.map(({ length }) => length)));
    });
  });
  after(() => backend.dispose());

  for (const op of Object.keys(opTable) as OpName[]) {
    test(op, async () => {
      // As in webgpu-ops.
      const slack = op === 'elementwise' ? 16 : 1;
      const all = opCases[op];
      const every = Math.max(1, Math.min(EVERY, Math.floor(all.length / LEAST)));
      const cases = all.filter((_, i) => i % every === 0);
      widths.length = 0;
      assert.deepEqual(await compareOp(backend, op, slack, cases), []);
      assert.ok(Math.max(...widths) > 1, 'each case lies in one buffer');
    });
  }
});
