/**
 * Tables in Arrow's file format (also called IPC, and Feather of version 2), by Flechette; its stream
 * format is read, too. This module is loaded when it is needed. How columns are stored: `exchange.ts`.
 *
 * Source: https://arrow.apache.org/docs/format/Columnar.html.
 */

import {
  type Batch,
  columnFromValues,
  type DataType,
  field,
  float32,
  float64,
  int32,
  int64,
  list,
  Precision,
  struct,
  Table,
  Type,
  tableFromColumns,
  tableFromIPC,
  tableToIPC,
  utf8,
} from '@uwdata/flechette';
import { UserError } from '../errors.js';
import { checkArrowBounds } from './arrow-bounds.js';
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

/** The Arrow type of a column, and its values for the builder. */
function stored(name: string, column: Column): [DataType, Iterable<unknown>] {
  switch (column.type) {
    case 'text':
      return [utf8(), column.values];
    case 'int':
      return [int64(), bigInts(name, column.values)];
    case 'float':
      return [column.values.BYTES_PER_ELEMENT === 4 ? float32() : float64(), column.values];
    case 'array': {
      const numbers = areSingle(column.values) ? float32() : float64();
      const fields = [field('data', list(numbers)), field('shape', list(int32()))];
      return [struct(fields), column.values];
    }
    case 'object':
      return [utf8(), literals(column.values)];
    default:
      return column satisfies never;
  }
}

/** The bytes of an Arrow file. */
export async function writeArrow(
  columns: readonly (readonly [string, Column])[],
): Promise<Uint8Array<ArrayBuffer>> {
  const { schema, children } = tableFromColumns(
    columns.map(([name, column]) => {
      const [type, values] = stored(name, column);
      return [name, columnFromValues(values, type)];
    }),
  );
  const metadata = new Map([[OBJECTS, objectNames(columns)]]);
  const bytes = tableToIPC(new Table({ ...schema, metadata }, children), { format: 'file' })!;
  return new Uint8Array(bytes);
}

/** The kind of a column by its type. */
function kindOf(name: string, type: DataType): Kind {
  const of = (inner: DataType) => kindOf(name, inner);
  switch (type.typeId) {
    case Type.Null:
      return 'null';
    case Type.Bool:
      return 'bool';
    case Type.Utf8:
    case Type.LargeUtf8:
    case Type.Utf8View:
      return 'text';
    case Type.Int:
      return 'int';
    case Type.Float:
      return type.precision === Precision.DOUBLE ? 'float64' : 'float32';
    case Type.Dictionary:
      return of(type.dictionary);
    case Type.List:
    case Type.LargeList:
    case Type.FixedSizeList:
      return listKind(name, of(type.children[0]!.type));
    case Type.Struct:
      if (type.children.map((child) => child.name).join() === 'data,shape') {
        return listKind(name, of(type.children[0]!.type));
      }
      break;
    default:
  }
  const [named] = Object.entries(Type).find(([, id]) => id === type.typeId) ?? [
    String(type.typeId),
  ];
  throw unreadable(name, `values of the type ${named}`);
}

/**
 * The columns of an Arrow file or stream. Throws a `UserError` where it is torn, none or compressed,
 * or holds what a table does not.
 */
export async function readArrow(
  bytes: Uint8Array,
  wanted: (name: string) => boolean,
): Promise<[string, Column][]> {
  return reading('Arrow', () => {
    const isFile = isMagic(bytes.subarray(0, 6));
    if (isFile && !isMagic(bytes.subarray(-6))) throw new Error('it is cut off');
    checkArrowBounds(bytes, isFile);
    const { children, schema } = tableOf(bytes);
    // What is no stream has no message, and so no schema.
    if (schema.version === undefined) throw new Error('it has no schema');
    const { fields, metadata } = schema;
    const objects = readObjectNames(metadata?.get(OBJECTS));
    checkNames(fields.map(({ name }) => name));
    return fields.flatMap((field, i): [string, Column][] => {
      const { name } = field;
      if (!wanted(name)) return [];
      const kind = kindOf(name, field.type);
      if (!children[i]!.data.every((batch) => isSound(batch, 8 * bytes.length))) {
        throw new Error(`column '${name}' is shorter than it says`);
      }
      const values = Array.from<unknown>(children[i]!);
      return [[name, storedColumn(name, kind, values, objects.has(name))]];
    });
  });
}

const isMagic = (bytes: Uint8Array) => String.fromCharCode(...bytes) === 'ARROW1';

function tableOf(bytes: Uint8Array) {
  try {
    // A copy: views of its numbers need a place that their width divides.
    return tableFromIPC(new Uint8Array(bytes), { useBigInt: true });
  } catch (error) {
    const [, codec] = /compression codec "(\w+)"/.exec((error as Error).message) ?? [];
    if (codec === undefined) throw error;
    throw new UserError(
      `an Arrow file that is compressed by ${codec}; allowed: none (pandas writes such a one by ` +
        "to_feather(path, compression='uncompressed'))",
    );
  }
}

/** What Flechette leaves to others: whether there are as many values as a file says. */
function isSound(batch: Batch<unknown>, most: number): boolean {
  const { length, nullCount, validity, offsets, values, children } = batch;
  const { stride = 1 } = batch.type as { stride?: number };
  const isBits = batch.type.typeId === Type.Bool;
  if (length > most) return false;
  if (nullCount > 0 && validity !== undefined && 8 * validity.length < length) return false;
  if (offsets !== undefined) {
    let last = 0;
    for (let i = 0; i <= length; i++) {
      const offset = Number(offsets[i]);
      if (!(offset >= last)) return false;
      last = offset;
    }
    if (last > (children?.[0] ?? values)!.length) return false;
  } else if (children !== undefined) {
    if (children.some((child) => child.length < length * stride)) return false;
  } else if (values !== undefined) {
    if (values.length * (isBits ? 8 : 1) < length) return false;
  }
  return children?.every((child) => isSound(child, most)) ?? true;
}
