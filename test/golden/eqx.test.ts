/**
 * Files of Equinox: those of fixtures/eqx, which make_eqx.py writes by the original's rules, and
 * damaged ones.
 */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type NdArray, sizeOf } from '../../src/arrays.js';
import { loadCore } from '../../src/core/index.js';
import { UserError } from '../../src/errors.js';
import { type LoadOptions, type Weights, writeEqx } from '../../src/experiment/index.js';
import { getNetwork } from '../../src/nets/index.js';
import { writeNpy } from '../../src/npy.js';
import { type BaseScenario, makeScenario } from '../../src/scenarios/index.js';
import type { NeuralStepper, RawWeight } from '../../src/training/index.js';

interface Fixture {
  file: string;
  task: string;
  net: string;
  num_seeds: number;
  dims: number;
  points: number;
  channels: number;
  /** The network's arrays in the order of the file. */
  paths: string[];
}

const folder = fileURLToPath(new URL('fixtures/eqx/', import.meta.url));
const fixtures: Fixture[] = JSON.parse(readFileSync(`${folder}index.json`, 'utf8'));

await loadCore();

const scenarioOf = ({ dims, points }: Pick<Fixture, 'dims' | 'points'>): BaseScenario =>
  makeScenario('diff_adv', { num_spatial_dims: dims, num_points: points });

const loadFor = async (
  f: Pick<Fixture, 'dims' | 'points'>,
  weights: Weights,
  options: LoadOptions,
) => scenarioOf(f).loadModel(weights, options);

const optionsOf = ({ task, net, num_seeds }: Fixture): LoadOptions => ({
  task,
  net,
  numSeeds: num_seeds,
});

const shapeOf = ({ dims, points, channels }: Fixture) => ({
  numSpatialDims: dims,
  numPoints: points,
  numChannels: channels,
});

/** What make_eqx.py puts into array number j of a file. */
const numbersOf = (j: number, size: number): Float64Array =>
  Float64Array.from({ length: size }, (_, k) => j + k / 4096);

function checkLoaded(stepper: NeuralStepper, f: Fixture): void {
  assert.equal(stepper.numSeeds, f.num_seeds);
  const { parameters } = stepper.network;
  assert.deepEqual(
    parameters.map(({ path }) => path),
    f.paths,
  );
  stepper.params.forEach((values, j) => {
    const size = f.num_seeds * sizeOf(parameters[j]!.shape);
    assert.deepEqual(values, numbersOf(j, size), f.paths[j]);
  });
}

for (const f of fixtures) {
  test(f.file, async () => {
    const options = optionsOf(f);
    const stepper = await loadFor(f, folder + f.file, options);
    checkLoaded(stepper, f);
    const bytes = readFileSync(folder + f.file);
    checkLoaded(await loadFor(f, bytes, { task: f.task, net: f.net }), f);
    if (f.task !== 'predict') {
      await assert.rejects(loadFor(f, bytes, { net: f.net }), {
        name: 'UserError',
        message: /the weights hold \d+ records more .*; they begin with a coarse solver, as a corr/,
      });
      assert.throws(() => writeEqx(stepper), { name: 'UserError', message: /corrects a coarse/ });
      return;
    }
    await assert.rejects(loadFor(f, bytes, { net: f.net, task: 'correct;sequential' }), {
      name: 'UserError',
      message: /do not begin with the coarse solver of a correction/,
    });
    // To the byte.
    assert.ok(bytes.equals(writeEqx(stepper)));
  });
}

test('all networks in all dimensions are among the files', () => {
  const kinds = new Set(fixtures.map(({ net, dims }) => `${net.split(';')[0]} ${dims}`));
  assert.equal(kinds.size, 27);
});

test('bytes at an odd place of their buffer, and those that threads share', async () => {
  for (const f of fixtures.filter(({ num_seeds }) => num_seeds === 2)) {
    const bytes = readFileSync(folder + f.file);
    for (const buffer of [ArrayBuffer, SharedArrayBuffer]) {
      const odd = new Uint8Array(new buffer(bytes.length + 8), 3, bytes.length);
      odd.set(bytes);
      checkLoaded(await loadFor(f, odd, optionsOf(f)), f);
    }
  }
});

// What follows are files of one small network, put together record by record.

const net = 'Conv;2;1;relu';
const grid = { dims: 1, points: 8 };
const { parameters } = getNetwork(net, shapeOf({ ...grid, channels: 1 } as Fixture));
const good = (): Uint8Array[] =>
  parameters.map(({ shape }, j) => record('<f4', shape, numbersOf(j, sizeOf(shape))));

/** A .npy record of any type; numbers as floats or whole numbers of its width, others as zeros. */
function record(descr: string, shape: readonly number[], values: ArrayLike<number>): Uint8Array {
  const [kind, width] = [descr[1]!, Number(descr.slice(2))];
  const plain = writeNpy({ shape: [...shape], data: new Float32Array(sizeOf(shape)) });
  const text = new TextDecoder('latin1').decode(
    plain.subarray(0, plain.length - 4 * sizeOf(shape)),
  );
  const bytes = new Uint8Array(text.length + sizeOf(shape) * width);
  const heading = text.replace("'<f4'", `'${descr}'`);
  // The heading keeps its length: what the type takes more, its padding has less.
  const spare = heading.length - text.length;
  const padded = spare > 0 ? heading.replace(`${' '.repeat(spare)}\n`, '\n') : heading;
  bytes.set(Buffer.from(padded, 'latin1'));
  const view = new DataView(bytes.buffer, text.length);
  Array.from(values).forEach((value, i) => {
    if (kind === 'f' && width === 4) view.setFloat32(4 * i, value, true);
    if (kind === 'f' && width === 8) view.setFloat64(8 * i, value, true);
    if (kind === 'i' && width === 8) view.setBigInt64(8 * i, BigInt(value), true);
    if (kind === 'f' && width === 2) view.setUint16(2 * i, halfBits(value), true);
  });
  return bytes;
}

/** The bits of a number in half precision, for 0 and for powers of two from 2^-14 to 1. */
const halfBits = (value: number): number => (value === 0 ? 0 : (15 + Math.log2(value)) << 10);

const load = async (records: readonly Uint8Array[], options: Partial<LoadOptions> = {}) =>
  loadFor(grid, new Uint8Array(Buffer.concat(records)), { net, ...options });

/** The lines of the refusal of a file. */
async function faults(records: readonly Uint8Array[], options?: Partial<LoadOptions>) {
  try {
    await load(records, options);
  } catch (error) {
    assert.ok(error instanceof UserError);
    return error.message.split('\n').map((line) => line.trim());
  }
  throw new Error('the file is taken');
}

/** The good file with a record put in before its second. */
const withExtra = (extra: Uint8Array): Uint8Array[] => good().toSpliced(1, 0, extra);

for (const [what, extra, shown] of [
  ['a Python float', record('<f8', [], [2.5]), 'is a single number'],
  ['a Python int', record('<i8', [], [2]), 'a single number of type <i8'],
  ['a Python bool', record('|b1', [], []), 'a single number of type |b1'],
  ['a Python complex', record('<c16', [], []), 'a single number of type <c16'],
  ['an array without axes', record('<f4', [], [1]), 'is a single number'],
  ['an array of one number', record('<f4', [1, 1], [1]), 'the shape 1 x 1'],
  ['a single number in half precision', record('<f2', [], [1]), 'is a single number'],
  ['bfloat16', record('|V2', [2, 1], []), '2 x 1 of type |V2'],
  ['an array of length 0', record('<f4', [0], []), 'the shape 0'],
] as const) {
  test(`${what} between the arrays is named`, async () => {
    const [head, first, second] = await faults(withExtra(extra));
    assert.equal(head, 'the weights are of another network:');
    assert.equal(first, 'the weights hold 1 record more than Conv;2;1;relu has');
    assert.ok(second!.startsWith("'layers.0.bias' ") && second!.includes(shown), second);
    // In its place, it is the only fault.
    const [, only, ...others] = await faults(good().with(1, extra));
    assert.ok(only!.startsWith("'layers.0.bias' ") && only!.includes(shown), only);
    assert.ok(others.every((line) => line.startsWith("'layers.0.bias' ")));
  });
}

test('what leaves no record, None and functions, is nowhere missed', async () => {
  // A convolution without a bias has None there, a network its activation.
  const f = fixtures.find((one) => one.net.startsWith('Pure') && one.task === 'predict')!;
  assert.deepEqual(f.paths, ['weight']);
  assert.equal((await load(good())).numSeeds, 1);
});

test('half and double precision, of either byte order, are read to the bit', async () => {
  const halves = [0.5, 0.25, 2 ** -14, 0, 1, 0.125];
  const { shape } = parameters[0]!;
  for (const type of ['<f2', '<f8']) {
    const stepper = await load(good().with(0, record(type, shape, halves)));
    assert.deepEqual([...stepper.params[0]!], halves);
  }
  const swapped = record('>f4', shape, []);
  const view = new DataView(swapped.buffer, swapped.length - 4 * halves.length);
  halves.forEach((value, i) => {
    view.setFloat32(4 * i, value, false);
  });
  assert.deepEqual([...(await load(good().with(0, swapped))).params[0]!], halves);
});

test('too few leaves, bytes left over, a record cut off', async () => {
  assert.deepEqual(await faults(good().slice(0, 3)), [
    'the weights are of another network:',
    "the weights lack 'layers.1.bias', which Conv;2;1;relu has",
  ]);
  assert.deepEqual(await faults([...good(), record('<f4', [], [1])]), [
    'the weights are of another network:',
    'the weights hold 1 record more than Conv;2;1;relu has',
  ]);
  const length = Buffer.concat(good()).length;
  for (const spare of [Uint8Array.of(7), new Uint8Array(40)]) {
    assert.deepEqual(await faults([...good(), spare]), [
      `not an .eqx file that can be read: record 5, at byte ${length}, cannot be read: it does not ` +
        'begin with \\x93NUMPY',
    ]);
  }
  const whole = Buffer.concat(good());
  for (const end of [20, 100, 130, length - 1]) {
    assert.match(
      (await faults([whole.subarray(0, end)]))[0]!,
      /^not an \.eqx .*: record \d, .* cut off$/,
    );
  }
});

test('the number of seeds is that of the file, and the one that was asked for', async () => {
  const many = parameters.map(({ shape }, j) =>
    record('<f4', [3, ...shape], numbersOf(j, 3 * sizeOf(shape))),
  );
  assert.equal((await load(many)).numSeeds, 3);
  assert.equal((await load(many, { numSeeds: 3 })).numSeeds, 3);
  assert.deepEqual(await faults(many, { numSeeds: 2 }), ['the weights are of 3 seeds, not of 2']);
  assert.deepEqual(await faults(good(), { numSeeds: 2 }), ['the weights are of 1 seed, not of 2']);
  const one = parameters.map(({ shape }, j) =>
    record('<f4', [1, ...shape], numbersOf(j, sizeOf(shape))),
  );
  assert.equal((await load(one, { numSeeds: 1 })).numSeeds, 1);
});

test('numbers of a network that are others, or none, are named', async () => {
  const f = fixtures.find(({ net, task }) => net.startsWith('UNet') && task === 'predict')!;
  const bytes = readFileSync(folder + f.file);
  const message = async (changed: Uint8Array, config = f.net) => {
    try {
      await loadFor(f, changed, { net: config });
    } catch (error) {
      return (error as Error).message;
    }
    throw new Error('the file is taken');
  };
  // The last records are the factor, the levels, the blocks and two multipliers, 136 bytes each.
  const at = (last: number) => bytes.length - 136 * last;
  const changed = Uint8Array.from(bytes);
  changed[at(4) + 128] = 5;
  assert.match(
    await message(changed),
    /network:\n {2}'num_levels' is 5 in the weights, 2 in UNet;2;2;relu$/,
  );
  const cut = bytes.subarray(0, at(2));
  assert.match(
    await message(cut),
    /:\n.*lack the number 'channel_multipliers\.0'\n.*multipliers\.1'$/,
  );
  const float = Buffer.concat([
    bytes.subarray(0, at(3)),
    record('<f8', [], [1]),
    bytes.subarray(at(2)),
  ]);
  assert.match(
    await message(float),
    /:\n {2}'num_blocks' is no whole number in the weights, but a single number of type <f8$/,
  );
});

test("a coarse solver of other states is named, and one is not taken for another's", async () => {
  const f = fixtures.find(
    ({ net, task }) => net.startsWith('Conv') && task === 'correct;sequential',
  )!;
  const bytes = readFileSync(folder + f.file);
  await assert.rejects(loadFor({ dims: 1, points: 16 }, bytes, optionsOf(f)), {
    name: 'UserError',
    message: /correction: 'coarse_stepper\.num_points' is 8 in the weights, 16 in these states$/,
  });
});

test('a file is named in each message', async () => {
  const f = fixtures[0]!;
  const file = folder + f.file;
  await assert.rejects(loadFor(f, file, { net: 'Conv;4;2;relu' }), (error: Error) => {
    assert.ok(error instanceof UserError);
    assert.ok(error.message.includes(f.file), error.message);
    return true;
  });
  await assert.rejects(loadFor(f, `${folder}index.json`, { net: f.net }), {
    name: 'UserError',
    message: /index\.json': neither a safetensors file nor an \.eqx file$/,
  });
  // Nor are these: too short for either, the beginning of one, and bytes of no kind.
  const whole = readFileSync(file);
  for (const bytes of [whole.subarray(0, 0), whole.subarray(0, 5), new Uint8Array(64).fill(7)]) {
    await assert.rejects(loadFor(f, bytes, { net: f.net }), {
      name: 'UserError',
      message: 'neither a safetensors file nor an .eqx file',
    });
  }
});

test('options that are none are refused', async () => {
  const weights: RawWeight[] = parameters.map(({ path, shape }) => {
    const zeros: NdArray = { shape, data: new Float64Array(sizeOf(shape)) };
    return { path, ...zeros };
  });
  assert.equal((await loadFor(grid, weights, { net })).numSeeds, 1);
  for (const [options, message] of [
    [{}, /^net must be a text, not undefined$/],
    [{ net, num_seeds: 2 }, /num_seeds.*numSeeds/],
    [{ net, numSeeds: 0 }, /^numSeeds must be a whole number from 1 on, not 0$/],
    [{ net, task: 3 }, /^task must be a text, not 3$/],
    ['predict', /must be an object/],
  ] as const) {
    await assert.rejects(loadFor(grid, weights, options as unknown as LoadOptions), {
      name: 'UserError',
      message,
    });
  }
});
