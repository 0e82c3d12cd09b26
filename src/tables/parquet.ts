/**
 * Tables in Parquet, written by hyparquet-writer and read by hyparquet; this module is loaded when it
 * is needed. How columns are stored: `exchange.ts`.
 *
 * Source: https://github.com/apache/parquet-format.
 */

import {
  parquetMetadata,
  parquetScan,
  parquetSchema,
  type SchemaElement,
  type SchemaTree,
} from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { UserError } from '../errors.js';
import { type Column, checkNames } from './column.js';
import {
  areSingle,
  bigInts,
  type Kind,
  listKind,
  literals,
  OBJECTS,
  objectNames,
  reading,
  readObjectNames,
  storedColumn,
  unreadable,
} from './exchange.js';
import { checkFooter, checkParquetBounds } from './parquet-bounds.js';

/** How tables become Parquet. */
export interface ParquetOptions {
  /** Rows of a row group; readers that filter skip whole groups. */
  rowGroupSize?: number;
}

const REQUIRED = { repetition_type: 'REQUIRED' } as const;
const UTF8 = {
  type: 'BYTE_ARRAY',
  converted_type: 'UTF8',
  logical_type: { type: 'STRING' },
} as const;

/** A list of values that are all there. */
function listOf(name: string, type: 'INT32' | 'FLOAT' | 'DOUBLE'): SchemaElement[] {
  return [
    { name, ...REQUIRED, num_children: 1, converted_type: 'LIST', logical_type: { type: 'LIST' } },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    { name: 'element', type, ...REQUIRED },
  ];
}

type Stored = [elements: SchemaElement[], values: unknown[] | BigInt64Array | Column['values']];

/** What the schema says of a column, and its values for the writer. */
function stored(name: string, column: Column): Stored {
  switch (column.type) {
    case 'text':
      return [[{ name, ...UTF8, ...REQUIRED }], column.values];
    case 'int':
      return [[{ name, type: 'INT64', ...REQUIRED }], bigInts(name, column.values)];
    case 'float': {
      const type = column.values.BYTES_PER_ELEMENT === 4 ? 'FLOAT' : 'DOUBLE';
      return [[{ name, type, ...REQUIRED }], column.values];
    }
    case 'array': {
      const { values } = column;
      const data = listOf('data', areSingle(values) ? 'FLOAT' : 'DOUBLE');
      const elements = [
        { name, ...REQUIRED, num_children: 2 },
        ...data,
        ...listOf('shape', 'INT32'),
      ];
      return [elements, values.map(({ data, shape }) => ({ data: Array.from(data), shape }))];
    }
    case 'object':
      return [[{ name, ...UTF8, repetition_type: 'OPTIONAL' }], literals(column.values)];
    default:
      return column satisfies never;
  }
}

/** The bytes of a Parquet file. */
export async function writeParquet(
  columns: readonly (readonly [string, Column])[],
  { rowGroupSize }: ParquetOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const all = columns.map(([name, column]) => stored(name, column));
  const root: SchemaElement = { name: 'schema', num_children: columns.length };
  const buffer = parquetWriteBuffer({
    columnData: columns.map(([name, column], i) => ({
      name,
      data: all[i]![1] as unknown[],
      // The writer's dictionaries take -0 for 0.
      encoding: column.type === 'float' || column.type === 'array' ? 'PLAIN' : undefined,
      // Bounds tell nothing of NaN, and readers (pyarrow) skip a group of [NaN, 5] that ask for != 5.
      statistics: column.type !== 'float' || !column.values.some(Number.isNaN),
    })),
    schema: [root, ...all.flatMap(([elements]) => elements)],
    rowGroupSize,
    kvMetadata: [{ key: OBJECTS, value: objectNames(columns) }],
  });
  return new Uint8Array(buffer);
}

/** The kind of a column by its place in the schema. */
function kindOf(name: string, { element, children }: SchemaTree): Kind {
  const { type, converted_type: converted, logical_type: logical } = element;
  const [first] = children;
  if (first !== undefined) {
    const isArray = children.map((child) => child.element.name).join() === 'data,shape';
    if (converted === 'LIST' || isArray) return listKind(name, kindOf(name, first));
    if (element.repetition_type === 'REPEATED' && children.length === 1) return kindOf(name, first);
    throw unreadable(name, 'groups of values');
  }
  const meaning = converted ?? logical?.type;
  switch (type) {
    case 'BOOLEAN':
      return 'bool';
    case 'FLOAT':
      return 'float32';
    case 'DOUBLE':
      return 'float64';
    case 'BYTE_ARRAY':
      if (meaning === 'UTF8' || meaning === 'STRING' || meaning === 'ENUM') return 'text';
      break;
    case 'INT32':
    case 'INT64':
      if (logical?.type === 'NULL') return 'null';
      if (meaning === undefined || /^U?INT/.test(meaning)) return 'int';
      break;
    default:
  }
  throw unreadable(name, `values of the type ${meaning ?? type}`);
}

const COMPRESSIONS = ['UNCOMPRESSED', 'SNAPPY'];

/**
 * The columns of a Parquet file. Throws a `UserError` where it is torn or none, is compressed in
 * another way than by Snappy, or holds what a table does not.
 */
export async function readParquet(
  bytes: Uint8Array,
  wanted: (name: string) => boolean,
): Promise<[string, Column][]> {
  const file = {
    byteLength: bytes.length,
    // Not the method of Buffer, which gives a view of its pool.
    slice: (start: number, end?: number): ArrayBuffer =>
      new Uint8Array(Uint8Array.prototype.slice.call(bytes, start, end)).buffer,
  };
  return reading('Parquet', async () => {
    checkFooter(bytes);
    const metadata = parquetMetadata(file.slice(0), { geoparquet: false });
    const own = metadata.key_value_metadata?.find(({ key }) => key === OBJECTS)?.value;
    const objects = readObjectNames(own);
    const children = parquetSchema(metadata).children;
    checkNames(children.map(({ element }) => element.name));
    const kinds = children
      .filter(({ element }) => wanted(element.name))
      .map((tree): [string, Kind] => [tree.element.name, kindOf(tree.element.name, tree)]);
    for (const { meta_data: chunk } of metadata.row_groups.flatMap(({ columns }) => columns)) {
      if (chunk === undefined || COMPRESSIONS.includes(chunk.codec)) continue;
      throw new UserError(
        `a Parquet file that is compressed by ${chunk.codec}; allowed: ${COMPRESSIONS.join(', ')}`,
      );
    }
    const columns = kinds.map(([name]) => name);
    checkParquetBounds(bytes, metadata, (name) => columns.includes(name));
    const options = { file, metadata, columns, geoparquet: false, useOffsetIndex: false };
    const { ranges, readColumn } = await parquetScan(options);
    const read: [string, Column][] = [];
    for (const [name, kind] of kinds) {
      const values: unknown[] = [];
      for (const range of ranges) {
        for (const value of await readColumn({ column: name, ...range }))
          values.push(value ?? null);
      }
      if (values.length !== Number(metadata.num_rows)) {
        throw new Error(`column '${name}' has ${values.length} rows, not ${metadata.num_rows}`);
      }
      read.push([name, storedColumn(name, kind, values, objects.has(name))]);
    }
    return read;
  });
}
