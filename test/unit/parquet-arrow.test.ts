/**
 * Tables in Parquet and Arrow: they come back as they were, other readers find the same, and files of
 * other writers are read or refused. The fixtures are by pyarrow (`test/golden/tables.py`), which
 * also reads ours where it is there.
 */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import type { NdArray } from '../../src/arrays.js';
import { PyFloat, PyTuple, type PyValue } from '../../src/config/index.js';
import { UserError } from '../../src/errors.js';
import { type Column, Table } from '../../src/tables/index.js';
import { pythonWith } from '../cases/python.js';

const single = (shape: number[], ...data: number[]) => ({ data: Float32Array.from(data), shape });
const double = (shape: number[], ...data: number[]) => ({ data: Float64Array.from(data), shape });

const COLUMNS: [string, Column][] = [
  ['text', { type: 'text', values: ['b', '', 'é😀', 'x\u0000y', '"q"', 'nan', 'long '.repeat(9)] }],
  ['int', { type: 'int', values: [0, -1, 2 ** 31, 2 ** 53 - 1, 1 - 2 ** 53, 7, 7] }],
  [
    'single',
    { type: 'float', values: Float32Array.of(NaN, Infinity, -Infinity, -0, 0, 0.1, 1e-45) },
  ],
  ['double', { type: 'float', values: Float64Array.of(NaN, 5, 5, -0, 0, Infinity, 5e-324) }],
  ['finite', { type: 'float', values: Float64Array.of(-0, 0, 0, 5, 5, Infinity, -1) }],
  [
    'rollout',
    {
      type: 'array',
      values: Array.from({ length: 7 }, (_, i) => single([i, 1, 2], ...Array(2 * i).fill(i / 3))),
    },
  ],
  [
    'mixed',
    {
      type: 'array',
      values: [
        ...[double([], -0), double([0, 3]), double([2, 0]), double([2], 1, 2)],
        ...[double([1, 2], 0.1, NaN), double([1], Infinity), double([1, 1, 1], NaN)],
      ],
    },
  ],
  [
    'object',
    {
      type: 'object',
      values: [
        ...[null, true, 1, 's', 'None', new PyFloat(1)],
        new PyTuple([new PyFloat(Infinity), [1, 2], new Map<string, PyValue>([['k', null]])]),
      ],
    },
  ],
  ['', { type: 'text', values: [...'abcdefg'] }],
  ['__proto__', { type: 'int', values: [1, 2, 3, 4, 5, 6, 7] }],
  ['a.b', { type: 'int', values: [1, 2, 3, 4, 5, 6, 7] }],
  ['10', { type: 'int', values: [1, 2, 3, 4, 5, 6, 7] }],
];
const TABLE = new Table(COLUMNS);

const FORMATS = {
  Parquet: {
    write: (table: Table, rowGroupSize?: number) => table.toParquet({ rowGroupSize }),
    read: Table.fromParquet,
  },
  Arrow: { write: (table: Table) => table.toArrow(), read: Table.fromArrow },
};

function assertSame(again: Table, table: Table): void {
  assert.deepEqual(again.columnNames, table.columnNames);
  for (const name of table.columnNames)
    assert.deepEqual(again.typed(name), table.typed(name), name);
}

const TABLES = {
  'a table': TABLE,
  'a table of one row': TABLE.take([0]),
  'a table without rows': TABLE.take([]),
  'a table without columns': new Table([]),
};
for (const [format, { write, read }] of Object.entries(FORMATS)) {
  for (const [what, table] of Object.entries(TABLES)) {
    test(`${format}: ${what} comes back as it was`, async () => {
      for (const rowGroupSize of [undefined, 3]) {
        const bytes = await write(table, rowGroupSize);
        assert.equal(bytes.length, bytes.buffer.byteLength, 'its own bytes alone');
        assertSame(await read(bytes), table);
      }
    });
  }

  test(`${format}: 30,000 rows come back as they were`, async () => {
    const rows = 30_000;
    const table = new Table([
      ['int', { type: 'int', values: Array.from({ length: rows }, (_, i) => i * i * 1000) }],
      ['float', { type: 'float', values: Float64Array.from({ length: rows }, (_, i) => i / 7) }],
      ['text', { type: 'text', values: Array.from({ length: rows }, (_, i) => `row ${i % 100}`) }],
      ['array', { type: 'array', values: Array(rows).fill(double([1, 2], 1, 2)) }],
    ]);
    assertSame(await read(await write(table, 7_000)), table);
  });

  test(`${format}: arrays of mixed precision are float64, their numbers the same`, async () => {
    const values = [single([1], 0.1), double([1], 0.1)];
    const again = await read(await write(new Table([['a', { type: 'array', values }]])));
    assert.deepEqual(again.column('a'), [double([1], Math.fround(0.1)), double([1], 0.1)]);
  });

  test(`${format}: columns that are not wanted are left out`, async () => {
    const again = await read(await write(TABLE), (name) => name === 'int');
    assert.deepEqual(again.columnNames, ['int']);
  });

  test(`${format}: whole numbers that float64 does not have exactly are refused`, async () => {
    for (const wrong of [2 ** 53, -1e300]) {
      const table = new Table([['seed', { type: 'int', values: [1, wrong] }]]);
      await assert.rejects(() => write(table), {
        name: 'UserError',
        message: `column 'seed' of whole numbers holds ${wrong}`,
      });
    }
  });

  test(`${format}: bytes at an odd place, of Node's pool, of shared memory`, async () => {
    for (const rows of [1, 40]) {
      const table = TABLE.take(Array.from({ length: rows }, (_, i) => i % 7));
      const bytes = await write(table);
      const odd = new Uint8Array(bytes.length + 20).fill(7).subarray(3, 3 + bytes.length);
      odd.set(bytes);
      const pooled = Buffer.from(bytes);
      const shared = new Uint8Array(new SharedArrayBuffer(bytes.length + 1), 1);
      shared.set(bytes);
      for (const view of [odd, pooled, shared]) assertSame(await read(view), table);
    }
    const small = new Table([['a', { type: 'int', values: [1] }]]);
    const pooled = Buffer.from(await write(small));
    assert.ok(pooled.buffer.byteLength > pooled.length, 'it lies in the pool');
    assertSame(await read(pooled), small);
  });

  test(`${format}: a file that is cut off is refused, at every length`, async () => {
    const small = TABLE.take([0, 1]).without('', '__proto__', 'a.b', '10', 'mixed');
    const bytes = await write(small);
    for (let length = 0; length < bytes.length; length++) {
      await assert.rejects(() => read(bytes.slice(0, length)), {
        name: 'UserError',
        message: new RegExp(`^not a whole ${format} file: `),
      });
    }
  });

  test(`${format}: a file of which a byte is another is read or refused, at once`, async () => {
    const small = TABLE.take([0, 1]).without('', '__proto__', 'a.b', '10', 'mixed');
    const bytes = await write(small);
    for (let at = 0; at < bytes.length; at++) {
      for (const bits of [0x01, 0x10, 0x80, 0xff]) {
        const damaged = bytes.slice();
        damaged[at]! ^= bits;
        const start = performance.now();
        await read(damaged).catch((error) => assert.ok(error instanceof UserError, error.stack));
        const seconds = (performance.now() - start) / 1000;
        assert.ok(seconds < 1, `byte ${at} ^ ${bits}: ${seconds} seconds`);
      }
    }
  });

  test(`${format}: what are no bytes of one is refused`, async () => {
    await assert.rejects(() => read('a.parquet' as unknown as Uint8Array), /must be its bytes/);
    for (const text of ['', 'PAR1', 'ARROW1', 'a,b\n1,2\n'.repeat(50)]) {
      await assert.rejects(() => read(new TextEncoder().encode(text)), UserError);
    }
  });
}

test('Parquet: options that there are not, and groups of no rows, are refused', async () => {
  const message = /unknown Parquet option 'rowGroup'; did you mean 'rowGroupSize'\?/;
  await assert.rejects(() => TABLE.toParquet({ rowGroup: 3 } as object), message);
  await assert.rejects(() => TABLE.toParquet({ rowGroupSize: 0 }), /rowGroupSize must be/);
});

test('Parquet: the bounds of every row group are the true ones or absent', async () => {
  const bytes = await TABLE.toParquet({ rowGroupSize: 3 });
  const { row_groups: groups } = parquetMetadata(bytes.buffer);
  assert.equal(groups.length, 3);
  for (const [g, { columns }] of groups.entries()) {
    for (const { meta_data: chunk } of columns) {
      const name = chunk!.path_in_schema.join('.');
      if (!['int', 'single', 'double', 'finite'].includes(name)) continue;
      const { min_value: min, max_value: max } = chunk!.statistics ?? {};
      if (name === 'single' || name === 'double') {
        assert.deepEqual([min, max], [undefined, undefined], 'they would tell nothing of NaN');
        continue;
      }
      const own = [...(TABLE.numbers(name) as number[])].slice(3 * g, 3 * g + 3);
      // A bound of 0 may stand for both zeros: the lower is -0, the upper 0.
      const bounds = [Math.min(...own), Math.max(...own)].map((bound) => bound + 0);
      assert.deepEqual([Number(min) + 0, Number(max) + 0], bounds);
    }
  }
});

test('Parquet: a filter finds as many rows in the engine as after reading', async () => {
  const bytes = await TABLE.toParquet({ rowGroupSize: 3 });
  const file = {
    byteLength: bytes.length,
    slice: (a: number, b?: number) => bytes.buffer.slice(a, b),
  };
  const all = await parquetReadObjects({ file });
  const compared = {
    $eq: (a: number, b: number) => a === b,
    $ne: (a: number, b: number) => a !== b,
    $lt: (a: number, b: number) => a < b,
    $gt: (a: number, b: number) => a > b,
  };
  for (const name of ['text', 'int', 'single', 'double', 'finite', 'object']) {
    for (const value of new Set(all.map((row) => row[name]).filter((value) => value !== null))) {
      for (const [operator, compare] of Object.entries(compared)) {
        const found = await parquetReadObjects({ file, filter: { [name]: { [operator]: value } } });
        const after = all.filter((row) => {
          const isNull = row[name] === null && operator !== '$ne';
          return !isNull && compare(row[name], value);
        });
        assert.equal(found.length, after.length, `${name} ${operator} ${value}`);
      }
    }
  }
});

const fixtures = fileURLToPath(new URL('../golden/fixtures/tables/', import.meta.url));
const readFixture = (file: string): Promise<Table> => {
  const read = file.endsWith('.parquet') ? Table.fromParquet : Table.fromArrow;
  return read(readFileSync(path.join(fixtures, file)));
};

for (const file of ['whole.parquet', 'plain.parquet', 'whole.arrow', 'stream.arrow']) {
  test(`${file} of pyarrow is read`, async () => {
    const table = await readFixture(file);
    const list = (...rows: NdArray[]): Column => ({ type: 'array', values: rows });
    const expected: [string, Column][] = [
      ['category', { type: 'object', values: ['a', null, 'b'] }],
      ['text', { type: 'text', values: ['a', '', 'é😀'] }],
      ['int32', { type: 'float', values: Float64Array.of(1, NaN, 3) }],
      ['int64', { type: 'int', values: [1, -2, 2 ** 53 - 1] }],
      ['uint8', { type: 'int', values: [1, 2, 255] }],
      ['flag', { type: 'object', values: [true, null, false] }],
      ['list', list(double([2], 1, 2), double([2], 3, NaN), double([2], 4, 5))],
      ['nested', list(double([1, 2], 1, 2), double([1, 2], 3, 4), double([1, 2], 5, 6))],
      [
        'fixed',
        { type: 'array', values: [single([2], 1, 2), single([2], 3, 4), single([2], 5, 6)] },
      ],
      ['nothing', { type: 'object', values: [null, null, null] }],
      ['float', { type: 'float', values: Float64Array.of(1.5, NaN, NaN) }],
      ['large', { type: 'object', values: ['q', 'r', null] }],
    ];
    assertSame(table, new Table(expected));
  });
}

const REFUSED: Record<string, RegExp> = {
  'zstd.parquet': /^a Parquet file that is compressed by ZSTD; allowed: UNCOMPRESSED, SNAPPY$/,
  'lz4.arrow': /^an Arrow file that is compressed by LZ4_FRAME; allowed: none/,
  timestamp:
    /^column 't' holds values of the type (TIMESTAMP_MICROS|Timestamp); allowed: text, whole/,
  'large-int': /^column 'i' holds 9007199254740992, which a number of JavaScript does not have/,
  ragged: /^column 'a' holds lists that are not equally long$/,
  'no-array': /^column 'a' holds a cell that is no array$/,
  binary: /^column 'b' holds values of the type (BYTE_ARRAY|Binary); allowed: /,
};
for (const [name, message] of Object.entries(REFUSED)) {
  const files = name.includes('.') ? [name] : [`${name}.parquet`, `${name}.arrow`];
  for (const file of files) {
    test(`${file} of pyarrow is refused`, () =>
      assert.rejects(() => readFixture(file), { name: 'UserError', message }));
  }
}

const python = pythonWith('pyarrow');
const skip = python === undefined && 'pyarrow is not there (`pip install pyarrow`)';
test('pyarrow reads what was written, and filters it alike by statistics', { skip }, async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'apebench-tables-'));
  try {
    // JSON of Python has NaN and infinity, that of JavaScript has not.
    const table = TABLE.take([1, 2, 3, 4, 5, 6, 1, 3]).without(
      '',
      'mixed',
      'single',
      'double',
      'finite',
    );
    writeFileSync(path.join(folder, 'table.parquet'), await table.toParquet({ rowGroupSize: 3 }));
    writeFileSync(path.join(folder, 'table.arrow'), await table.toArrow());
    const script = fileURLToPath(new URL('../golden/tables.py', import.meta.url));
    const options = { encoding: 'utf8' } as const;
    const checked = spawnSync(python!, [script, 'check', folder], options);
    assert.equal(checked.status, 0, checked.stderr);
    const read = JSON.parse(checked.stdout);
    assert.deepEqual(read.text, table.column('text'));
    assert.deepEqual(read.int, table.column('int'));
    assert.deepEqual(read.rollout[0], { data: [1 / 3, 1 / 3].map(Math.fround), shape: [1, 1, 2] });
    writeFileSync(path.join(folder, 'table.parquet'), await TABLE.toParquet({ rowGroupSize: 3 }));
    writeFileSync(path.join(folder, 'table.arrow'), await TABLE.toArrow());
    const all = spawnSync(python!, [script, 'check', folder], options);
    assert.equal(all.status, 0, all.stderr);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
