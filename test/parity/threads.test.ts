/**
 * Threads share the work, not the result: every number has the same bits with 1, 2, 3 and 5
 * threads, in the build with memory of its own and in that with shared memory. And nothing hangs
 * where a thread fails or ends.
 */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { type Backend, createBackend, type Executable } from '../../src/backends/index.js';
import { CONTROL_WORDS } from '../../src/backends/wasm/messages.js';
import { SeedsApart } from '../../src/backends/wasm/seeds-apart.js';
import { assetUrl, configure, loadCore } from '../../src/core/index.js';
import { grad, type Program, trace } from '../../src/graph/index.js';
import * as ops from '../../src/graph/ops/index.js';
import { getNetwork } from '../../src/nets/index.js';
import { Burgers } from '../../src/steppers/index.js';
import { adam } from '../../src/training/adam.js';
import { randomArray } from '../cases/op-case.js';

const STEPS = 4;

before(() => loadCore());

/**
 * A few training steps of a network, applied `turns` times, on random data, with everything that
 * they read.
 */
function training(
  config: string,
  dims: number,
  points: number,
  seeds: number,
  batch: number,
  turns = 1,
) {
  const network = getNetwork(config, { numSpatialDims: dims, numPoints: points, numChannels: 1 });
  const optimizer = adam(() => 1e-2);
  const space = Array<number>(dims).fill(points);
  const program = trace({ steps: STEPS }, (t) => {
    const params = network.parameters.map(({ path, shape }) => t.state(path, [seeds, ...shape]));
    const data = t.input('data', [batch + 3, 1, ...space]);
    const rows = t.perStepIndex('rows', [seeds, batch]);
    const before = ops.gather(data, rows, 0);
    const rollout = () =>
      ops.repeat(turns, { carry: [before] }, ([u]) => ({ carry: [network.apply(params, u)] }));
    const after = turns === 1 ? network.apply(params, before) : rollout().carry[0];
    const error = ops.sub(after, ops.gather(data, rows, 2));
    // A loss of each sample, then their mean, as the trainers take it.
    const axes = error.shape.map((_, i) => i).slice(2);
    const loss = ops.mean(ops.mean(ops.square(error), axes), [1]);
    const named = network.parameters.map(({ path }, i) => ({ name: path, tensor: params[i] }));
    optimizer.update(t, named, grad(loss, params));
    t.record('loss', loss);
  });
  const inputs = new Map<string, Float64Array | Int32Array>();
  const size = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);
  network.parameters.forEach(({ path, shape }) => {
    inputs.set(
      path,
      randomArray(path, seeds * size(shape)).map((v) => 0.3 * v),
    );
  });
  inputs.set('data', randomArray('data', (batch + 3) * size(space)));
  const rows = Int32Array.from({ length: STEPS * seeds * batch }, (_, i) => (i * 7) % (batch + 1));
  inputs.set('rows', rows);
  for (const [name, table] of Object.entries(optimizer.tables(STEPS))) inputs.set(name, table);
  return { program, inputs, outputs: network.parameters.map(({ path }) => path) };
}

/** A rollout of Burgers' equation. */
function rollout(dims: number, points: number, samples: number) {
  const stepper = new Burgers({ dims, domainExtent: 1, numPoints: points, dt: 1e-3 });
  const shape = [1, samples, dims, ...Array<number>(dims).fill(points)];
  const program = trace({ steps: STEPS }, (t) => {
    const u = t.state('u', shape);
    const { carry } = ops.repeat(2, { carry: [u] }, ([v]) => ({ carry: [stepper.step(v)] }));
    t.assign(u, carry[0]);
    t.record('loss', ops.mean(ops.square(u), [1, ...shape.map((_, i) => i).slice(2)]));
  });
  const inputs = new Map([
    [
      'u',
      randomArray(
        'u',
        shape.reduce((a, b) => a * b, 1),
      ),
    ],
  ]);
  return { program, inputs, outputs: ['u'] };
}

interface Case {
  program: Program;
  inputs: ReadonlyMap<string, Float64Array | Int32Array>;
  outputs: string[];
}

/** What a case computes, run `piece` steps at a time. */
async function bits(
  c: Case,
  threads: number,
  precision: 'f32' | 'f64',
  piece = STEPS,
): Promise<string> {
  const backend = await createBackend({ backend: 'wasm', threads, precision });
  assert.equal(backend.threads, threads);
  const result = await bitsOn(backend, c, piece);
  await backend.dispose();
  return result;
}

/** What a case computes on a backend. */
async function bitsOn(backend: Backend, c: Case, piece = STEPS): Promise<string> {
  const executable = await backend.compile(c.program);
  for (const [name, data] of c.inputs) await executable.write(name, data);
  while (executable.step < STEPS) {
    await executable.run(piece);
    // The next piece begins when threads may have been woken late.
    if (piece < STEPS) await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const result = await bitsOf(executable, c);
  await executable.dispose();
  return result;
}

/** Losses and weights, as text. */
async function bitsOf(executable: Executable, c: Case): Promise<string> {
  const parts = [await executable.readRecord('loss', 0, STEPS)];
  for (const name of c.outputs) parts.push(await executable.read(name));
  for (const part of parts) assert.ok(part.every(Number.isFinite));
  return parts.map((part) => Buffer.from(part.buffer).toString('base64')).join(' ');
}

const cases: [name: string, make: () => Case][] = [
  ['Conv in 1D', () => training('Conv;9;3;relu', 1, 40, 2, 11)],
  ['Conv in 1D, applied three times', () => training('Conv;9;1;gelu', 1, 40, 2, 11, 3)],
  ['Conv in 1D, one sample', () => training('Conv;9;3;gelu', 1, 40, 1, 1)],
  ['UNet in 1D', () => training('UNet;8;2;relu', 1, 40, 2, 11)],
  ['UNet in 1D, one sample', () => training('UNet;3;1;gelu', 1, 20, 1, 1)],
  ['Dil in 1D', () => training('Dil;2;9;1;relu', 1, 40, 2, 11)],
  ['Dil in 1D, more seeds than threads', () => training('Dil;1;8;1;relu', 1, 20, 10, 2)],
  ['FNO in 1D', () => training('FNO;6;8;2;gelu', 1, 32, 3, 7)],
  ['MLP in 1D', () => training('MLP;10;2;tanh', 1, 24, 1, 12)],
  ['Pure in 1D', () => training('Pure;3', 1, 33, 2, 21)],
  ['Conv in 2D', () => training('Conv;8;2;relu', 2, 12, 1, 3)],
  ['Conv in 2D, one sample of several blocks', () => training('Conv;8;1;relu', 2, 96, 1, 1)],
  ['UNet in 2D', () => training('UNet;3;1;relu', 2, 8, 1, 3)],
  ['FNO in 2D', () => training('FNO;3;4;2;gelu', 2, 10, 2, 2)],
  ['MLP in 2D', () => training('MLP;6;1;swish', 2, 6, 1, 4)],
  ['Pure in 2D', () => training('Pure;3', 2, 9, 1, 2)],
  ['Conv in 3D', () => training('Conv;4;1;relu', 3, 6, 1, 2)],
  ['Conv in 3D, more seeds than threads', () => training('Conv;8;1;relu', 3, 4, 10, 2)],
  ['Conv in 3D, one sample', () => training('Conv;8;1;relu', 3, 7, 1, 1)],
  ['FNO in 2D, more seeds than threads', () => training('FNO;3;4;1;gelu', 2, 10, 5, 2, 2)],
  ['FNO in 3D', () => training('FNO;2;3;1;gelu', 3, 6, 1, 2)],
  ['MLP in 3D', () => training('MLP;4;1;relu', 3, 4, 1, 2)],
  ['Pure in 3D', () => training('Pure;3', 3, 5, 2, 2)],
  ['Burgers in 1D', () => rollout(1, 48, 6)],
  ['Burgers in 1D, fifty samples', () => rollout(1, 32, 50)],
  ['Burgers in 2D, seven samples', () => rollout(2, 10, 7)],
  ['Burgers in 2D, one sample', () => rollout(2, 20, 1)],
  ['Burgers in 3D, one sample', () => rollout(3, 10, 1)],
];

for (const [name, make] of cases) {
  test(`the same bits with 1, 2, 3 and 5 threads: ${name}`, async () => {
    for (const precision of ['f32', 'f64'] as const) {
      const c = make();
      const alone = await bits(c, 1, precision);
      for (const threads of [2, 3, 5]) {
        assert.equal(await bits(c, threads, precision), alone, `${threads} threads`);
      }
    }
  });
}

for (const threads of [1, 2, 3]) {
  test(`the same bits in the memory that another program has left: ${threads} threads`, async () => {
    const all = [cases[1], cases[10], cases[7], cases[23]].map(([, make]) => make());
    const backend = await createBackend({ backend: 'wasm', threads });
    for (const c of [...all, ...all.reverse()]) {
      assert.equal(await bitsOn(backend, c), await bits(c, threads, 'f32'));
    }
    await backend.dispose();
  });
}

test('more threads than there may be are refused', async () => {
  for (const threads of [0, 1.5, 65, 999]) {
    await assert.rejects(createBackend({ backend: 'wasm', threads }), /whole number from 1 to 64/);
  }
});

test('a stop ends a run on several threads, which can then go on', async () => {
  const { program, inputs } = training('Conv;9;3;relu', 1, 40, 1, 11);
  const long = { ...program, steps: STEPS };
  const backend = await createBackend({ backend: 'wasm', threads: 3 });
  const executable = await backend.compile(long);
  for (const [name, data] of inputs) await executable.write(name, data);
  const controller = new AbortController();
  controller.abort(new Error('enough'));
  await assert.rejects(executable.run(STEPS, { signal: controller.signal }), /enough/);
  await executable.run(STEPS);
  assert.equal(executable.step, STEPS);
  await backend.dispose();
});

test('a stop of one run is none of another one on the same backend', async () => {
  const steps = 1000;
  const program = trace({ steps }, (t) => {
    const u = t.state('u', [1, 100_000]);
    t.assign(u, ops.tanh(u));
  });
  const backend = await createBackend({ backend: 'wasm', threads: 1 });
  const [going, waiting] = [await backend.compile(program), await backend.compile(program)];
  const controller = new AbortController();
  const whole = going.run(steps);
  const stopped = waiting.run(steps, { signal: controller.signal });
  // In the middle of the first one, which takes a tenth of a second or more.
  setTimeout(() => controller.abort(new Error('enough')), 30);
  await whole;
  const reached = going.step;
  await stopped.catch((error) => assert.match(error.message, /enough/));
  await backend.dispose();
  assert.equal(reached, steps);
});

for (const [name, make] of [
  ['Conv', () => training('Conv;9;3;relu', 1, 40, 7, 11)],
  ['FNO, applied twice', () => training('FNO;6;8;2;gelu', 1, 32, 4, 7, 2)],
] as [string, () => Case][]) {
  test(`where memory cannot be shared, seeds go to workers of their own: ${name}`, async () => {
    const c = make();
    const shared = await bits(c, 2, 'f32');
    const sharedMemory = Object.getOwnPropertyDescriptor(globalThis, 'SharedArrayBuffer')!;
    Reflect.deleteProperty(globalThis, 'SharedArrayBuffer');
    try {
      const backend = await createBackend({ backend: 'wasm', threads: 3 });
      const executable = await backend.compile(c.program);
      assert.ok(executable instanceof SeedsApart);
      for (const [input, data] of c.inputs) await executable.write(input, data);
      const controller = new AbortController();
      const stopped = executable.run(STEPS, { signal: controller.signal });
      controller.abort(new Error('enough'));
      await stopped.catch((error) => assert.match(error.message, /enough/));
      await executable.run(STEPS - executable.step);
      assert.equal(await bitsOf(executable, c), shared);
      await backend.dispose();
    } finally {
      Object.defineProperty(globalThis, 'SharedArrayBuffer', sharedMemory);
    }
  });
}

/**
 * Calls that are not the worker's own, such as Node and packages make: what replaces a function
 * must let them through.
 */
const CALLS_OF_OTHERS = `
  await WebAssembly.compile(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)).then(WebAssembly.instantiate);
  for (let i = 0; i < 3; i++) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 1);`;

/** A worker that is the real one with something added. */
function withWorker(addition: string, use: () => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'apebench-worker-'));
  const file = join(folder, 'worker.mjs');
  const real = `await import(${JSON.stringify(assetUrl('worker.js').href)});`;
  writeFileSync(file, `${addition}\n${CALLS_OF_OTHERS}\n${real}\n`);
  const assets = { 'worker.js': pathToFileURL(file) };
  const others = ['core.wasm', 'core-shared.wasm'] as const;
  configure({ assets: { ...assets, ...Object.fromEntries(others.map((a) => [a, assetUrl(a)])) } });
  return use().finally(() => {
    configure({});
    rmSync(folder, { recursive: true });
  });
}

/** Ends any worker as soon as it is sent a message with this key. */
const endsAt = (key: string) =>
  `import { parentPort } from 'node:worker_threads';
   const on = parentPort.on.bind(parentPort);
   parentPort.on = (name, listener) =>
     name === 'message'
       ? on(name, (m) => (${JSON.stringify(key)} in Object(m) ? process.exit(7) : listener(m)))
       : on(name, listener);`;

for (const [who, key] of [
  ['the leader', 'id'],
  ['a follower', 'mail'],
]) {
  test(`where ${who} ends by itself, what waits fails with one error`, async () => {
    const { program } = training('Pure;3', 1, 8, 1, 2);
    await withWorker(endsAt(key), async () => {
      const backend = await createBackend({ backend: 'wasm', threads: 3 });
      await assert.rejects(
        backend.compile(program).then((executable) => executable.run(STEPS)),
        /the worker ended by itself, with exit code 7/,
      );
      await assert.rejects(backend.compile(program), /ended by itself/);
      await backend.dispose();
    });
  });
}

test('where a follower ends in the middle of a run, the run fails with one error', async () => {
  const c = training('Conv;9;3;relu', 1, 40, 1, 11);
  // The announcements of the load and of the first step pass.
  const endsInRun = `
    const { wait } = Atomics;
    let waits = 0;
    const isOwn = ([words]) => words.length === ${CONTROL_WORDS};
    Atomics.wait = (...args) => (isOwn(args) && ++waits > 2 ? process.exit(7) : wait(...args));`;
  await withWorker(endsInRun, async () => {
    const backend = await createBackend({ backend: 'wasm', threads: 3 });
    const executable = await backend.compile(c.program);
    for (const [name, data] of c.inputs) await executable.write(name, data);
    const run = async () => {
      for (let k = 0; k < 50; k++) {
        await executable.seek(0);
        await executable.run(1);
      }
    };
    await assert.rejects(run(), /the worker ended by itself, with exit code 7/);
    await assert.rejects(executable.run(1), /ended by itself/);
    await backend.dispose();
  });
});

test('where a worker cannot load the program, what waits fails with its error', async () => {
  const { program } = training('Pure;3', 1, 8, 1, 2);
  const failing = `
    const { instantiate } = WebAssembly;
    const isOwn = ([, imports]) => imports?.env?.memory !== undefined;
    WebAssembly.instantiate = (...args) =>
      isOwn(args) ? Promise.reject(new Error('no room')) : instantiate(...args);`;
  await withWorker(failing, async () => {
    const backend = await createBackend({ backend: 'wasm', threads: 2 });
    await assert.rejects(
      backend.compile(program).then((executable) => executable.run(STEPS)),
      /no room/,
    );
    await backend.dispose();
  });
});

// The baseline compiler of Node 20 loses what is in registers where a thread waits.
test('a thread that is woken late for one meeting is not let go from the next', async () => {
  const file = fileURLToPath(new URL('many-rollouts.ts', import.meta.url));
  const words = ['--liftoff-only', '--import', 'tsx', file, '12'];
  const { stdout } = await promisify(execFile)(process.execPath, words, { timeout: 120_000 });
  const counts = JSON.parse(stdout) as number[];
  assert.ok(counts.length === 1 && counts[0] > 10, stdout);
});

test('a thread that is woken late acts on no announcement twice', { timeout: 60_000 }, async () => {
  const c = training('Conv;9;3;relu', 1, 40, 1, 11);
  const alone = await bits(c, 1, 'f32');
  const late = `
    const { notify } = Atomics;
    Atomics.notify = (...place) => {
      for (const ms of [1, 10]) setTimeout(() => notify(...place), ms);
      return notify(...place);
    };`;
  await withWorker(late, async () => {
    assert.equal(await bits(c, 3, 'f32', 1), alone);
  });
});
