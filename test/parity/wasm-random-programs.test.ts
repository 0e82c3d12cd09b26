// Random programs on the WASM backend: what the memory plan shares, writes in place, hoists or copies must never show.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Backend, createBackend } from '../../src/backends/index.js';
import { randomArray } from '../cases/op-case.js';
import { randomProgram, STEPS } from '../cases/random-programs.js';
import { compareProgram } from './compare-programs.js';

for (const precision of ['f32', 'f64'] as const) {
  test(`random programs, ${precision}`, async (context) => {
    const backend = await createBackend({ backend: 'wasm', precision });
    context.after(() => backend.dispose());
    for (let i = 0; i < 100; i++) assert.equal(await compareProgram(backend, i), null);
  });
}

const sizeFrom = (shape: readonly number[], axis: number) =>
  shape.slice(axis).reduce((a, b) => a * b, 1);

/** What each of seeds first … first + count - 1 leaves of program number i, side by side with the others. */
async function seedsOf(backend: Backend, i: number, first: number, count: number) {
  const program = randomProgram(`program ${i}`, count);
  const executable = await backend.compile(program);
  for (const [name, { shape }] of program.states) {
    const own = Array.from({ length: count }, (_, e) => [
      ...randomArray(`${name} ${i} of seed ${first + e}`, sizeFrom(shape, 1)),
    ]);
    await executable.write(name, Float64Array.from(own.flat()));
  }
  for (const [name, { shape }] of program.inputs) {
    await executable.write(name, randomArray(`${name} ${i}`, sizeFrom(shape, 0)));
  }
  for (const [name, { shape }] of program.tables) {
    await executable.write(name, randomArray(`${name} ${i}`, STEPS * sizeFrom(shape, 0)));
  }
  await executable.run(STEPS);
  const seeds = Array.from({ length: count }, () => [] as number[][]);
  const share = (all: Float64Array) => {
    const length = all.length / count;
    seeds.forEach((parts, e) => {
      parts.push([...all.subarray(e * length, (e + 1) * length)]);
    });
  };
  for (const name of program.states.keys()) share(await executable.read(name));
  for (const name of program.records.keys()) {
    for (let k = 0; k < STEPS; k++) share(await executable.readRecord(name, k, k + 1));
  }
  await executable.dispose();
  return seeds;
}

test('a seed of a random program has the same bits alone and among others, on any threads', async (context) => {
  const PROGRAMS = 20;
  const backendWith = async (threads: number) => {
    const backend = await createBackend({ backend: 'wasm', threads });
    context.after(() => backend.dispose());
    return backend;
  };
  const one = await backendWith(1);
  const alone = [];
  for (let i = 0; i < PROGRAMS; i++) {
    const seeds = [];
    for (let e = 0; e < 10; e++) seeds.push(...(await seedsOf(one, i, e, 1)));
    alone.push(seeds);
  }
  for (const threads of [1, 2, 5]) {
    const backend = threads === 1 ? one : await backendWith(threads);
    for (let i = 0; i < PROGRAMS; i++) {
      for (const count of [2, 4, 10]) {
        const among = await seedsOf(backend, i, 0, count);
        assert.deepEqual(among, alone[i].slice(0, count), `program ${i}, ${threads} threads`);
      }
    }
  }
});
