/**
 * Deep networks: laying out their programs takes time linear in the depth, and what has no room is
 * refused before it is traced.
 */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FreeSpace } from '../../src/backends/lowering/free-space.js';
import { shareGroups } from '../../src/backends/lowering/groups.js';
import { Heap } from '../../src/backends/lowering/heap.js';
import type { Instruction } from '../../src/backends/lowering/instructions.js';
import { Block, placeTemporaries } from '../../src/backends/lowering/memory-plan.js';
import { lower } from '../../src/backends/wasm/lower.js';
import { lowerForGpu } from '../../src/backends/webgpu/lower.js';
import { loadCore } from '../../src/core/index.js';
import { PlaceError } from '../../src/errors.js';
import { makePlan } from '../../src/experiment/index.js';
import { bareStepper, updateProgram } from '../../src/experiment/plan.js';
import { initialise, layersOf } from '../../src/nets/index.js';
import { getNetwork } from '../../src/nets/registry.js';
import { PRNGKey } from '../../src/random/index.js';
import { makeScenario } from '../../src/scenarios/index.js';

/** Whole numbers below `most`, the same in every run. */
function draws(seed: number): (most: number) => number {
  let state = seed;
  return (most) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor((state / 2147483648) * most);
  };
}

test('a heap gives what was added in order', () => {
  const draw = draws(1);
  const heap = new Heap<number>((a, b) => a - b);
  const inside: number[] = [];
  for (let i = 0; i < 2000; i++) {
    if (inside.length > 0 && draw(5) < 2) {
      inside.sort((a, b) => a - b);
      assert.equal(heap.first, inside[0]);
      assert.equal(heap.take(), inside.shift());
    } else {
      const value = draw(100);
      heap.add(value);
      inside.push(value);
    }
  }
});

for (const bucket of [Number.POSITIVE_INFINITY, 16]) {
  test(`free space in buckets of ${bucket} is taken where it first fits, whatever was given back`, () => {
    checkFreeSpace(bucket);
  });
}

function checkFreeSpace(bucket: number): void {
  const draw = draws(2);
  const space = new FreeSpace(10, bucket);
  /** Where a piece may begin, from `at` on. */
  const inBucket = (at: number, size: number) =>
    (at % bucket) + size > bucket ? at - (at % bucket) + bucket : at;
  const taken: { at: number; size: number }[] = [];
  for (let i = 0; i < 3000; i++) {
    if (taken.length > 0 && draw(2) === 0) {
      const [{ at, size }] = taken.splice(draw(taken.length), 1) as [(typeof taken)[0]];
      space.free(at, size);
      continue;
    }
    const size = 1 + draw(9);
    let at = 10;
    for (const other of taken.sort((a, b) => a.at - b.at)) {
      at = inBucket(at, size);
      if (at + size <= other.at) break;
      at = Math.max(at, other.at + other.size);
    }
    at = inBucket(at, size);
    assert.equal(space.take(size), at);
    taken.push({ at, size });
  }
}

test('blocks that are alive at once, or in one region of several layouts, lie apart', () => {
  const draw = draws(3);
  const blocks = Array.from({ length: 400 }, () => {
    const block = new Block(64 * (1 + draw(4)), null, false);
    const first = draw(1000);
    const last = first + draw(60);
    block.touch(first);
    block.touch(last);
    if (draw(2) === 0) {
      block.divide(1, 4);
      block.widen(first - draw(20));
      block.widen(last + draw(20));
    }
    return block;
  });
  const end = placeTemporaries(blocks, new FreeSpace(128));
  for (const a of blocks) {
    assert.ok(a.offset >= 128 && a.offset + a.bytes <= end);
    for (const b of blocks) {
      if (a === b || a.offset + a.bytes <= b.offset || b.offset + b.bytes <= a.offset) continue;
      const inLine = a.layout !== null && a.layout === b.layout;
      assert.ok(inLine ? a.last < b.first || b.last < a.first : a.to < b.from || b.to < a.from);
    }
  }
});

test('instructions that share a block that one of them writes are of one thread', () => {
  const [a, b, c, data] = Array.from({ length: 4 }, () => new Block(4, null, false)) as [
    Block,
    Block,
    Block,
    Block,
  ];
  const pending = [[a, data], [b, data], [c, data], [a, b], [c]].map((blocks, i) => ({
    instruction: {
      words: blocks.map((block) => ({ block, byte: 0, slices: [] })),
      group: -1,
    } as unknown as Instruction,
    written: i === 4 ? [] : blocks.filter((block) => block !== data),
  }));
  shareGroups(pending, 2);
  const [one, two, other, both, reader] = pending.map(({ instruction }) => instruction.group);
  assert.deepEqual([one, two, both], [0, 0, 0]);
  assert.deepEqual([other, reader], [1, 1]);
});

const SMALL = {
  num_points: 11,
  num_train_samples: 4,
  num_test_samples: 2,
  test_temporal_horizon: 5,
};

async function millisecondsOf(net: string): Promise<number> {
  const started = performance.now();
  const scenario = makeScenario('diff_adv', SMALL);
  const shape = { numSpatialDims: 1, numPoints: 11, numChannels: 1 };
  const network = getNetwork(net, shape);
  initialise(network, PRNGKey(0));
  layersOf(network, network);
  const plan = await makePlan(scenario, { net, backend: 'wasm' });
  const program = updateProgram(plan, bareStepper(plan), scenario.batch_size);
  // With more threads than samples, instructions go to the threads in another way.
  for (const threads of [1, 64]) lower(program, 'f32', null, 1, threads);
  lowerForGpu(program, null, 1);
  return performance.now() - started;
}

for (const [shallow, deep] of [
  ['FNO;1;2;300;relu', 'FNO;1;2;3000;relu'],
  ['Res;2;300;relu', 'Res;2;3000;relu'],
] as const) {
  test(`per block, ${deep} costs at most twice what ${shallow} does`, async () => {
    await loadCore();
    await millisecondsOf(shallow);
    let ratio = Number.POSITIVE_INFINITY;
    for (let attempt = 0; attempt < 3 && ratio > 2; attempt++) {
      const before = await millisecondsOf(shallow);
      const after = await millisecondsOf(deep);
      ratio = Math.min(ratio, after / 10 / before);
    }
    assert.ok(ratio <= 2, `${ratio.toFixed(2)} times`);
  });
}

test('a region of more instructions than a call takes arguments is laid out', async () => {
  await loadCore();
  const scenario = makeScenario('diff_adv', SMALL);
  const plan = await makePlan(scenario, { net: 'Res;1;9999;relu', backend: 'wasm' });
  const program = updateProgram(plan, bareStepper(plan), scenario.batch_size);
  assert.ok(lower(program, 'f32').instructions.length > 100_000);
});

for (const [net, train, attributes, message] of [
  [
    'Conv;64;3000;relu',
    'one',
    { num_points: 1000 },
    /^this would take at least [\d,]+ bytes of memory; WebAssembly has at most 4,294,967,296 \(fewer/,
  ],
  [
    'FNO;1;2;3000;relu',
    'sup;400',
    { ...SMALL, train_temporal_horizon: 400 },
    /^a training step of 8,400,800 operations forwards would take more than the [\d,]+ bytes that JavaScript has here/,
  ],
] as const) {
  test(`${net} with ${train} is refused before it is traced`, async () => {
    await assert.rejects(
      makePlan(makeScenario('diff_adv', attributes), { net, train, backend: 'wasm' }),
      (error) => error instanceof PlaceError && message.test(error.message),
    );
  });
}
