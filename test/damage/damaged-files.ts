/**
 * What is read of damaged files: each is refused by a `UserError` of one short line, or what is read
 * of it is sound. A result whose table or weights were damaged is never taken as whole.
 */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { type Floats, type NdArray, type Numbers, sizeOf } from '../../src/arrays.js';
import { UserError } from '../../src/errors.js';
import { readNpyRecords } from '../../src/npy.js';
import { decodeCheckpoint, encodeCheckpoint } from '../../src/study/checkpoint-file.js';
import { CHECKSUM_LENGTH, checksum } from '../../src/study/checksum.js';
import { decodeDigests, encodeDigests } from '../../src/study/digests-file.js';
import {
  MemoryStore,
  readNpy,
  readSafetensors,
  runStudy,
  writeNpy,
  writeSafetensors,
} from '../../src/study/index.js';
import { meltFolder } from '../../src/study/melt-folder.js';
import { standingOf } from '../../src/study/record.js';
import { Table } from '../../src/tables/table.js';
import { Chance, damaged } from './damage.js';

/** A kind of file. */
interface Target {
  readonly whole: readonly Uint8Array[];
  /** Where the text of its heading stands, and the file with another one. */
  readonly heading?: {
    readonly of: (bytes: Uint8Array) => [start: number, end: number];
    readonly setLength: (bytes: Uint8Array, length: number) => void;
  };
  /** Reads it and checks what was read. */
  readonly read: (bytes: Uint8Array, original: Uint8Array) => unknown;
}

function checkArray({ shape, data }: NdArray<Numbers>): void {
  assert.equal(data.length, sizeOf(shape));
  assert.ok(shape.every((extent) => Number.isSafeInteger(extent) && extent >= 0));
}

/** The same numbers; a NaN may have other bits. */
function checkSame(again: NdArray<Numbers>, { shape, data }: NdArray<Numbers>): void {
  assert.equal(again.data.constructor, data.constructor);
  assert.deepEqual([again.shape, [...again.data]], [shape, [...data]]);
}

const viewOf = (bytes: Uint8Array) =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

const safetensors: Target = {
  whole: [
    writeSafetensors({
      tensors: new Map<string, NdArray<Floats>>([
        ['layers.0.weight', { shape: [2, 1, 3], data: Float32Array.of(1, -2, 0.5, NaN, 4, 5) }],
        ['layers.0.bias', { shape: [2], data: Float64Array.of(0.1, -0) }],
      ]),
      metadata: { config: '{"num_seeds": 1}', version: '0.1.0' },
    }),
    writeSafetensors({ tensors: new Map(), metadata: {} }),
  ],
  heading: {
    of: (bytes) => [8, 8 + viewOf(bytes).getUint32(0, true)],
    setLength: (bytes, length) => viewOf(bytes).setUint32(0, length, true),
  },
  read(bytes) {
    const { tensors, metadata } = readSafetensors(bytes);
    for (const tensor of tensors.values()) checkArray(tensor);
    for (const value of Object.values(metadata)) assert.equal(typeof value, 'string');
    const again = readSafetensors(writeSafetensors({ tensors, metadata }));
    assert.deepEqual([...again.tensors.keys()], [...tensors.keys()]);
    for (const [name, tensor] of tensors) checkSame(again.tensors.get(name)!, tensor);
  },
};

const npy: Target = {
  whole: [
    { shape: [2, 1, 3], data: Float32Array.of(1, -2, 0.5, NaN, 4, 5) },
    { shape: [4], data: Int32Array.of(1, 2, 3, -4) },
    { shape: [], data: Float64Array.of(0.1) },
  ].map(writeNpy),
  heading: {
    of: (bytes) => [10, 10 + viewOf(bytes).getUint16(8, true)],
    setLength: (bytes, length) => viewOf(bytes).setUint16(8, length, true),
  },
  read(bytes) {
    const array = readNpy(bytes);
    checkArray(array);
    checkSame(readNpy(writeNpy(array)), array);
  },
};

/** Arrays and a number behind each other, as in an .eqx file. */
const records: Target = {
  whole: [
    Buffer.concat(
      [
        { shape: [2, 1, 3], data: Float32Array.of(1, -2, 0.5, NaN, 4, 5) },
        { shape: [], data: Int32Array.of(2) },
        { shape: [2, 1], data: Float32Array.of(0.1, 0.2) },
      ].map(writeNpy),
    ),
  ],
  heading: npy.heading!,
  read(bytes) {
    for (const record of readNpyRecords(bytes)) {
      checkArray({ shape: record.shape, data: record.read() });
    }
  },
};

const checkpoint: Target = {
  whole: [
    encodeCheckpoint({
      configuration: '[{"net": "Conv"}]',
      run: { batchSize: '20' },
      update: 7,
      states: { 'layers.0.weight': Float64Array.of(0.1, -0) },
      losses: [Float64Array.of(1, 2)],
      divergedAt: [null],
      aux: [[0, [{ weight_norm: 1.5 }]]],
      seconds: 1.25,
    }),
  ],
  heading: safetensors.heading!,
  read: decodeCheckpoint,
};

/** Without its checksum, which is made anew: so what lies behind it is read. */
const digests: Target = {
  whole: [
    encodeDigests(
      {
        every: 3,
        digests: [0, 3, 6].map((update) => ({
          update,
          sha256: 'ab'.repeat(32),
          ...(update === 3 ? { states: { 'layers.0.weight': Float64Array.of(0.1, -0) } } : {}),
        })),
      },
      'f32',
    ).slice(0, -CHECKSUM_LENGTH),
  ],
  heading: safetensors.heading!,
  read: (bytes) => decodeDigests(Buffer.concat([bytes, Buffer.from(checksum(bytes))])),
};

const TABLE = new Table([
  ['net', { type: 'text', values: ['Conv;26;10;relu', 'Res;26;8;relu', 'Conv;26;10;relu'] }],
  ['seed', { type: 'int', values: [0, 1, 2] }],
  ['error', { type: 'float', values: Float64Array.of(0.1, NaN, 0.1) }],
  [
    'rollout',
    {
      type: 'array',
      values: [1, 2, 3].map((value) => ({ shape: [1, 2], data: Float32Array.of(value, 0) })),
    },
  ],
  ['gammas', { type: 'object', values: [null, true, 'a'] }],
]);
const fixtures = (...names: string[]) =>
  names.map((name) => {
    const url = new URL(`../golden/fixtures/tables/${name}`, import.meta.url);
    return new Uint8Array(readFileSync(url));
  });

async function tableTargets(): Promise<Target[]> {
  const formats = [
    {
      whole: [
        await TABLE.toParquet({ rowGroupSize: 2 }),
        ...fixtures('whole.parquet', 'plain.parquet'),
      ],
      from: Table.fromParquet,
    },
    { whole: [await TABLE.toArrow(), ...fixtures('stream.arrow')], from: Table.fromArrow },
  ];
  return formats.map(({ whole, from }) => ({
    whole,
    async read(bytes) {
      const table = await from(bytes);
      for (const name of table.columnNames) {
        assert.equal(table.column(name).length, table.numRows);
        assert.equal(table.texts(name).length, table.numRows);
      }
    },
  }));
}

/** The targets that are files of a result. */
async function resultTargets(): Promise<Target[]> {
  const results = new MemoryStore('results');
  const entry = {
    ...{ scenario: 'diff_adv', task: 'predict', net: 'Pure;3', train: 'one', num_seeds: 2 },
    ...{ num_points: 8, num_train_samples: 2, train_temporal_horizon: 2, num_test_samples: 1 },
    ...{
      test_temporal_horizon: 2,
      optim_config: 'adam;2;constant;1e-3',
      callbacks: 'weight_norm;1',
    },
  };
  const { names } = await runStudy([entry], { store: results, backend: 'wasm' });
  const name = names[0]!;
  const paths = [`raw/${name}.csv`, `network_weights/${name}.safetensors`, `raw/${name}.json`];
  const files = new Map<string, Uint8Array>();
  for (const path of paths) files.set(path, (await results.read(path))!);
  const [csv, weights, record] = paths as [string, string, string];
  const melt = { meltSampleRollouts: true };

  const storeWith = async (path: string, bytes: Uint8Array) => {
    const store = new MemoryStore('results');
    for (const [file, content] of files) await store.write(file, content);
    await store.write(path, bytes);
    return store;
  };
  const same = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0;

  return [
    {
      whole: [files.get(csv)!],
      read(bytes) {
        const table = Table.fromCsv(new TextDecoder().decode(bytes));
        for (const column of table.columnNames) {
          assert.equal(table.column(column).length, table.numRows);
        }
        const text = table.toCsv();
        if (table.columnNames.length > 0) assert.equal(Table.fromCsv(text).toCsv(), text);
      },
    },
    {
      whole: [files.get(csv)!],
      async read(bytes, original) {
        const store = await storeWith(csv, bytes);
        const { kind } = await standingOf(store, name);
        assert.equal(kind, same(bytes, original) ? 'whole' : 'damaged');
        const { metrics } = await meltFolder(store, melt);
        assert.equal(metrics?.numRows, kind === 'whole' ? 4 : undefined);
      },
    },
    {
      whole: [files.get(csv)!],
      async read(bytes) {
        const store = await storeWith('raw/other.csv', bytes);
        const told = new Set<string>();
        const blame = (other: string) => told.add(other);
        const melted = await meltFolder(store, melt, [], blame).catch((error) => {
          assert.match(error.message, /^results\/raw\/other\.csv: /);
          throw error;
        });
        assert.deepEqual([...told], ['other'], 'it is told that it is unverified or left out');
        assert.deepEqual(melted.metrics!.take([0, 1, 2, 3]).column('seed'), [0, 0, 1, 1]);
      },
    },
    {
      whole: [files.get(weights)!],
      heading: safetensors.heading!,
      async read(bytes, original) {
        const { kind } = await standingOf(await storeWith(weights, bytes), name);
        assert.equal(kind, same(bytes, original) ? 'whole' : 'damaged');
      },
    },
    {
      whole: [files.get(record)!],
      async read(bytes) {
        const store = await storeWith(record, bytes);
        const standing = await standingOf(store, name);
        if (standing.kind === 'whole') {
          assert.deepEqual(standing.record.files[csv], await store.digest(csv));
        }
        await meltFolder(store, melt);
      },
    },
  ];
}

/** A damaged file of a kind; where the heading's text is damaged, its length is often right. */
function damagedFile({ whole, heading }: Target, chance: Chance): [Uint8Array, Uint8Array] {
  const original = chance.of(whole);
  if (heading === undefined || chance.below(3) === 0) return [damaged(original, chance), original];
  const [start, end] = heading.of(original);
  const text = damaged(original.slice(start, end), chance);
  const bytes = new Uint8Array(start + text.length + original.length - end);
  bytes.set(original.subarray(0, start));
  bytes.set(text, start);
  bytes.set(original.subarray(end), start + text.length);
  heading.setLength(bytes, text.length);
  return [bytes, original];
}

/** Longer lines no message has. */
const LONGEST = 1000;

/** Files of some kilobytes take milliseconds, on a machine that does much else as well. */
const LONGEST_SECONDS = 3;

/**
 * Damages `count` files and reads them. Throws what a reader throws that is no `UserError`, and says
 * which one it was: `seed` and number give the same file again.
 */
export async function readDamaged(
  seed: string,
  count: number,
  first = 0,
): Promise<{ read: number; refused: number }> {
  const targets = [
    ...[safetensors, npy, records, checkpoint, digests],
    ...(await resultTargets()),
    ...(await tableTargets()),
  ];
  const outcome = { read: 0, refused: 0 };
  for (let i = first; i < first + count; i++) {
    const target = targets[i % targets.length]!;
    const [bytes, original] = damagedFile(target, new Chance(`${seed} ${i}`));
    const start = performance.now();
    try {
      await target.read(bytes, original);
      outcome.read++;
    } catch (error) {
      if (!(error instanceof UserError) || error.message.length > LONGEST) {
        const text = JSON.stringify(new TextDecoder('latin1').decode(bytes).slice(0, 2000));
        throw new Error(`file ${i} of seed '${seed}': ${error}\n${text}`, { cause: error });
      }
      outcome.refused++;
    }
    const seconds = (performance.now() - start) / 1000;
    assert.ok(seconds < LONGEST_SECONDS, `file ${i} of seed '${seed}' took ${seconds} seconds`);
  }
  return outcome;
}
