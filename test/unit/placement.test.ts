/** Which experiment of a study starts when, and on how many threads. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Need } from '../../src/engines/need.js';
import {
  type Pending,
  place,
  plannedSeconds,
  type Resources,
  type Running,
  secondsLeft,
} from '../../src/engines/placement.js';

const SMALL: Need = { flopPerUpdate: 5e4, numUpdates: 10_000, bytes: 1e8, gpu: false };
const LARGE: Need = { flopPerUpdate: 6e8, numUpdates: 10_000, bytes: 1e8, gpu: false };
const TWO: Resources = { cores: 2, bytes: 8e9, most: 2 };

const waiting = (...needs: Need[]): Pending[] =>
  needs.map((need) => ({ need, seconds: plannedSeconds(need) }));

/** Starts all that may start together. */
function started(pending: Pending[], resources: Resources, running: Running[] = []): number[] {
  const threads: number[] = [];
  for (;;) {
    const start = place(pending, running, resources);
    if (start === undefined) return threads;
    const [one] = pending.splice(start.index, 1);
    running.push({ ...one!, ...start, seconds: plannedSeconds(one!.need, start.threads) });
    threads.push(start.threads);
  }
}

test('many experiments run on one thread each, as many as there are cores', () => {
  for (const need of [SMALL, LARGE]) {
    assert.deepEqual(started(waiting(...Array(8).fill(need)), TWO), [1, 1]);
    const sixteen = { ...TWO, cores: 16, most: 16, bytes: 1e12 };
    assert.deepEqual(started(waiting(...Array(900).fill(need)), sixteen), Array(16).fill(1));
  }
});

test('fewer large ones than cores have threads inside, small ones have not', () => {
  assert.deepEqual(started(waiting(LARGE), TWO), [2]);
  assert.deepEqual(started(waiting(SMALL), TWO), [1]);
  // Three of one length: each on all cores is done before two and then one.
  assert.deepEqual(started(waiting(LARGE, LARGE, LARGE), TWO), [2]);
  assert.deepEqual(started(waiting(SMALL, SMALL, SMALL), TWO), [1, 1]);
  const eight = { ...TWO, cores: 8, most: 8 };
  const threads = started(waiting(LARGE, LARGE), eight);
  assert.deepEqual(threads, [4, 4]);
});

test('the last one waits for a core that is free soon, and not for one that is not', () => {
  const running = (seconds: number): Running[] => [{ need: LARGE, threads: 1, seconds }];
  const [last] = waiting(LARGE);
  assert.deepEqual(started([last!], TWO, running(last!.seconds / 100)), []);
  assert.deepEqual(started([last!], TWO, running(last!.seconds)), [1]);
});

test('none starts that has no memory beside those that run; others go before it', () => {
  const big = { ...LARGE, bytes: 5e9 };
  assert.deepEqual(started(waiting(big, big, big, big), TWO), [2]);
  const running: Running[] = [];
  started(waiting(big, big, SMALL), { ...TWO, threads: 1 }, running);
  assert.deepEqual(
    running.map(({ need }) => need),
    [big, SMALL],
  );
  // One that no machine has room for is left to say so itself.
  assert.deepEqual(started(waiting({ ...big, bytes: 1e12 }, SMALL), TWO).length, 1);
});

test('on a GPU runs one at a time, beside others on the cores', () => {
  const gpu = { ...LARGE, gpu: true };
  const running: Running[] = [];
  started(waiting(gpu, gpu, SMALL, SMALL), { ...TWO, cores: 4, most: 4 }, running);
  assert.deepEqual(
    running.map(({ need }) => need),
    [gpu, SMALL, SMALL],
  );
});

test('limits that are given hold, and what is to run alone does', () => {
  assert.deepEqual(started(waiting(...Array(9).fill(LARGE)), { ...TWO, threads: 2 }), [2]);
  assert.deepEqual(started(waiting(...Array(9).fill(LARGE)), { ...TWO, threads: 64 }), [64]);
  assert.deepEqual(started(waiting(...Array(99).fill(SMALL)), { ...TWO, most: 1 }), [1]);
  const [one, other] = waiting(LARGE, LARGE);
  assert.equal(started([{ ...one!, alone: true }, other!], TWO).length, 1);
  assert.equal(started([{ ...one!, alone: true }], TWO, [{ ...other!, threads: 1 }]).length, 0);
});

test('the time left is that of going through it', () => {
  const [one] = waiting(SMALL);
  const of = (count: number) =>
    Math.round(secondsLeft(Array(count).fill(one), [], TWO) / one!.seconds);
  assert.deepEqual([of(0), of(1), of(2), of(3), of(1000)], [0, 1, 1, 2, 500]);
  const running = [{ need: SMALL, threads: 1, seconds: 1000 * one!.seconds }];
  assert.equal(secondsLeft(Array(100).fill(one), running, TWO) / one!.seconds, 1000);
});
