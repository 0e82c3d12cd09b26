/**
 * Kernels that end in a chain of elementwise ops, on WebGPU against the reference: operands that
 * broadcast, several results, sums in several passes, inverse transforms that are evaluated inside
 * a convolution.
 */

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Backend, createBackend } from '../../src/backends/index.js';
import { chainOf } from '../../src/backends/webgpu/chain.js';
import { prepareForGpu } from '../../src/backends/webgpu/passes/index.js';
import { type Program, type Tensor, trace } from '../../src/graph/index.js';
import { convGeometry } from '../../src/graph/ops/conv-geometry.js';
import { convInputGrad } from '../../src/graph/ops/conv-input-grad.js';
import { micro } from '../../src/graph/ops/elementwise.js';
import { groupNormGrad } from '../../src/graph/ops/group-norm-grad.js';
import * as ops from '../../src/graph/ops/index.js';
import { randomArray } from '../cases/op-case.js';
import { ReferenceRun } from '../reference/interpreter.js';
import { adapterOrReason } from './gpu.js';

interface Case {
  name: string;
  /** Results from inputs of any shapes. */
  build(input: (...shape: number[]) => Tensor): Tensor[];
  /** Products that add up to an element, at most. */
  terms: number;
  /** What is left of the program: op and number of results, with the inverse transforms inside. */
  ops: string[];
}

const band = { modes: 5 };

const cases: Case[] = [
  {
    name: 'operands that broadcast over samples, channels or points',
    terms: 8,
    build: (input) => {
      const y = ops.conv(input(2, 3, 2, 9), input(2, 4, 2, 3), null);
      const shifted = ops.mul(ops.add(y, input(1, 1, 4, 1)), input(2, 3, 1, 9));
      return [ops.gelu(ops.add(shifted, input(2, 1, 4, 9)))];
    },
    ops: ['conv 1'],
  },
  {
    name: 'every result of a chain is kept that something reads',
    terms: 8,
    build: (input) => {
      const y = ops.conv(input(1, 3, 2, 9), input(1, 2, 2, 3), null);
      const z = ops.tanh(y);
      return [ops.sum(y, [3]), z, ops.square(z), ops.sub(z, y)];
    },
    ops: ['conv 4', 'sum 1'],
  },
  {
    name: 'a convolution plus its own input, and times another convolution',
    terms: 8,
    build: (input) => {
      const x = input(1, 3, 2, 9);
      const y = ops.conv(x, input(1, 2, 2, 3), null);
      return [ops.mul(ops.add(ops.conv(x, input(1, 2, 2, 1), null), x), y)];
    },
    ops: ['conv 1', 'conv 1'],
  },
  {
    name: 'two inverse transforms inside a convolution, one of them scaled',
    terms: 30,
    build: (input) => {
      const y = ops.conv(input(2, 3, 2, 12), input(2, 3, 2, 1), input(2, 3, 1));
      const first = ops.irfft(input(2, 3, 3, 2, 5), [12], band);
      const second = ops.scale(ops.irfft(input(2, 3, 3, 2, 7), [12]), 0.25);
      return [ops.tanh(ops.add(ops.add(y, first), second))];
    },
    ops: ['conv+2 1'],
  },
  {
    name: 'an inverse transform inside the adjoint of a convolution',
    terms: 30,
    build: (input) => {
      const g = convInputGrad(input(1, 3, 4, 13), input(1, 4, 2, 3), convGeometry([13], [3]));
      const y = ops.add(g, ops.irfft(input(1, 3, 2, 2, 5), [13], band));
      return [micro('geluGrad', input(1, 3, 2, 13), y)];
    },
    ops: ['convInputGrad+1 1'],
  },
  {
    name: 'an inverse transform that broadcasts over channels stays by itself',
    terms: 30,
    build: (input) => {
      const u = ops.irfft(input(1, 3, 1, 2, 5), [12], band);
      return [ops.add(u, ops.conv(input(1, 3, 2, 12), input(1, 3, 2, 3), null))];
    },
    ops: ['irfft 1', 'conv 1'],
  },
  {
    name: 'convolutions onto coarser and finer grids, and what is added to them there',
    terms: 18,
    build: (input) => {
      const x = input(2, 3, 2, 4, 6);
      const down = ops.conv(x, input(2, 3, 2, 3, 3), null, { stride: 2 });
      const up = ops.conv(x, input(2, 3, 2, 3, 3), null, { inputDilation: 2 });
      const added = ops.add(up, input(2, 1, 3, 8, 12));
      return [ops.gelu(ops.mul(down, input(1, 3, 1, 2, 3))), ops.tanh(added), added];
    },
    ops: ['conv 1', 'conv 2'],
  },
  {
    name: 'a group normalisation, its adjoint and what follows',
    terms: 80,
    build: (input) => {
      const [x, scale] = [input(2, 3, 4, 10), input(2, 4)];
      const y = ops.groupNorm(x, scale, input(2, 4), { groups: 2 });
      const dx = groupNormGrad(input(2, 3, 4, 10), x, scale, { groups: 2, eps: 1e-5 });
      return [ops.gelu(ops.mul(y, input(1, 3, 1, 10))), y, ops.add(dx, input(2, 1, 4, 1))];
    },
    ops: ['groupNorm 2', 'groupNormGrad 1'],
  },
  {
    name: 'a fully connected layer and what follows',
    terms: 80,
    build: (input) => {
      const y = ops.dense(input(2, 3, 70), input(2, 4, 70), input(2, 4));
      return [ops.sigmoid(ops.mul(y, input(1, 1, 4))), y];
    },
    ops: ['dense 2'],
  },
  {
    name: 'sums in two passes',
    terms: 3200,
    build: (input) => {
      const inner = ops.scale(ops.sum(input(2, 1, 3, 1100), [2, 3]), 0.5);
      const batch = ops.add(ops.sum(input(2, 170, 3), [1]), input(1, 1, 3));
      return [inner, batch];
    },
    ops: ['sum 1', 'sum 1'],
  },
];

function programOf({ build }: Case): Program {
  return trace({ steps: 1 }, (t) => {
    let count = 0;
    build((...shape) => t.input(`x${count++}`, shape)).forEach((y, i) => {
      t.record(`y${i}`, y);
    });
  });
}

function describeOps(program: Program): string[] {
  return prepareForGpu(program).graph.nodes.map((node) => {
    const inside = chainOf(node).extras.filter((extra) => extra !== 'tensor').length;
    return `${node.op}${inside > 0 ? `+${inside}` : ''} ${node.outputs.length}`;
  });
}

const { adapter, skip } = await adapterOrReason();

describe(`chains on WebGPU (${adapter})`, { skip }, () => {
  let gpu: Backend;
  before(async () => {
    gpu = await createBackend({ backend: 'webgpu' });
  });
  after(() => gpu.dispose());

  for (const which of cases) {
    test(which.name, async () => {
      const program = programOf(which);
      assert.deepEqual(describeOps(program), which.ops);
      const reference = new ReferenceRun(program);
      const executable = await gpu.compile(program);
      for (const [name, t] of program.inputs) {
        const data = randomArray(`${which.name} ${name}`, t.size);
        reference.write(name, data);
        await executable.write(name, data);
      }
      reference.run(1);
      await executable.run(1);
      // Products of numbers of at most 1, and a few ops whose results are no larger; functions are
      // off by some units in the last place.
      const bound = (which.terms + 16) * 2 ** -23;
      for (const name of program.records.keys()) {
        const expected = reference.readRecord(name, 0, 1);
        const got = await executable.readRecord(name, 0, 1);
        const at = expected.findIndex(
          (x, i) => !(Math.abs(x - got[i]) <= bound * Math.max(1, Math.abs(x))),
        );
        assert.equal(at, -1, `${name}[${at}] is ${got[at]}, not ${expected[at]}`);
      }
      await executable.dispose();
    });
  }
});
