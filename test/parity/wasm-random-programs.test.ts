/**
 * Random programs on the WASM backend: what the memory plan shares, writes in place, hoists or
 * copies must never show.
 */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Backend, createBackend } from '../../src/backends/index.js';
import { randomProgram, STEPS } from '../cases/random-programs.js';
import { compareProgram, seedsOf } from './compare-programs.js';

for (const precision of ['f32', 'f64'] as const) {
  test(`random programs, ${precision}`, async (context) => {
    const backend = await createBackend({ backend: 'wasm', precision });
    context.after(() => backend.dispose());
    for (let i = 0; i < 100; i++) assert.equal(await compareProgram(backend, i), null);
  });
}

test('a seed of a random program has the same bits alone and among others, on any threads', async (context) => {
  const PROGRAMS = 20;
  const backendWith = async (threads: number) => {
    const backend = await createBackend({ backend: 'wasm', threads });
    context.after(() => backend.dispose());
    return backend;
  };
  const seeds = (backend: Backend, i: number, first: number, count: number) => {
    const title = `program ${i}`;
    return seedsOf(backend, title, randomProgram(title, count), STEPS, first, count);
  };
  const one = await backendWith(1);
  const alone = [];
  for (let i = 0; i < PROGRAMS; i++) {
    const each = [];
    for (let e = 0; e < 10; e++) each.push(...(await seeds(one, i, e, 1)));
    alone.push(each);
  }
  for (const threads of [1, 2, 3, 5]) {
    const backend = threads === 1 ? one : await backendWith(threads);
    for (let i = 0; i < PROGRAMS; i++) {
      for (const count of [2, 4, 10]) {
        const among = await seeds(backend, i, 0, count);
        assert.deepEqual(among, alone[i].slice(0, count), `program ${i}, ${threads} threads`);
      }
    }
  }
});
