/**
 * A table: named columns of equal length, in an order. What the original keeps in a pandas frame.
 *
 * Columns have a type of their own and are never converted behind one's back:
 *
 * | type    | values                          | in CSV                                            |
 * |---------|---------------------------------|---------------------------------------------------|
 * | text    | `string[]`                      | as it stands                                      |
 * | int     | `number[]`, whole               | `-12`                                             |
 * | float   | `Float32Array` or `Float64Array`| fewest digits that read back; NaN empty, inf, -inf|
 * | array   | `NdArray[]`                     | nested lists; NaN is `nan`                        |
 * | object  | `(PyValue)[]`                   | as Python's `str`; null empty                     |
 */

import type { Floats, NdArray } from '../arrays.js';
import {
  BYTES,
  COUNT,
  check,
  checkOptions,
  FLAG,
  FUNCTION,
  listOf,
  type Rule,
  TEXT,
  wholeFrom,
} from '../checks.js';
import { plain } from '../config/index.js';
import { clipped, UserError } from '../errors.js';
import {
  type Column,
  cellField,
  cellText,
  checkNames,
  checkSameNames,
  joinedColumn,
  type Row,
  takenColumn,
  unknownColumn,
  wrongType,
} from './column.js';
import { entriesOf } from './column-values.js';
import { type CsvOptions, csvPieces, type Field, LONGEST_STRING } from './csv.js';
import { isNdArray, nestedNumbers } from './nested-list.js';
import type { ParquetOptions } from './parquet.js';
import { TableReader } from './table-reader.js';

/** What is read of a table; one of another copy of the library is one, too. */
export const TABLE: Rule = {
  allowed: 'a Table',
  fits: (value) => typeof (value as Partial<Table> | null)?.typed === 'function',
};

/** A table of named columns; what makes a table of it leaves it as it is. */
export class Table {
  /** Number of rows. */
  readonly numRows: number;
  private readonly columns: ReadonlyMap<string, Column>;

  /**
   * Throws a `UserError` if two columns have one name, not all are equally long, or one holds what is
   * not of its type.
   */
  constructor(columns: Iterable<readonly [string, Column]>) {
    const entries = entriesOf(columns);
    this.columns = new Map(entries);
    this.numRows = entries[0]?.[1].values.length ?? 0;
    checkNames(entries.map(([name]) => name));
    for (const [name, column] of entries) {
      if (column.values.length !== this.numRows) {
        throw new UserError(
          `column '${clipped(name)}' has ${column.values.length} rows, not ${this.numRows}`,
        );
      }
    }
  }

  /** The names of its columns, from left to right. */
  get columnNames(): string[] {
    return [...this.columns.keys()];
  }

  /** Whether it has a column of this name. */
  has(name: string): boolean {
    return this.columns.has(name);
  }

  /** The column with its type. Throws a `UserError` that offers the nearest name. */
  typed(name: string): Column {
    check('the name of a column', name, TEXT);
    const column = this.columns.get(name);
    if (column === undefined) throw unknownColumn(name, this.columnNames);
    return column;
  }

  /** The values of a column. Throws a `UserError` that offers the nearest name. */
  column(name: string): Column['values'] {
    return this.typed(name).values;
  }

  /** The numbers of an int or float column. */
  numbers(name: string): ArrayLike<number> {
    const column = this.typed(name);
    if (column.type === 'int' || column.type === 'float') return column.values;
    throw wrongType(name, column, 'numbers');
  }

  /** The arrays of an array column. */
  arrays(name: string): readonly NdArray<Floats>[] {
    const column = this.typed(name);
    if (column.type === 'array') return column.values;
    throw wrongType(name, column, 'arrays');
  }

  /** The values of a column as CSV shows them. */
  texts(name: string): string[] {
    const column = this.typed(name);
    return Array.from({ length: this.numRows }, (_, row) => cellText(column, row));
  }

  /** The rows as objects, one key per column. */
  rows(): Row[] {
    return Array.from({ length: this.numRows }, (_, row) =>
      Object.fromEntries(
        [...this.columns].map(([name, column]) => {
          if (column.type === 'object') return [name, plain(column.values[row]!)];
          return [name, column.values[row]!];
        }),
      ),
    );
  }

  /** The table without the named columns. */
  without(...names: string[]): Table {
    const left = new Set(names);
    return new Table([...this.columns].filter(([name]) => !left.has(name)));
  }

  /** The table with these columns added at the end, or put in the place of those so named. */
  with(added: Iterable<readonly [string, Column]>): Table {
    const columns = new Map(this.columns);
    for (const [name, column] of entriesOf(added)) columns.set(name, column);
    return new Table(columns);
  }

  /** The rows with these numbers, in this order; a number may come more than once. */
  take(rows: readonly number[]): Table {
    // Without columns there is no number of rows.
    const isRow = wholeFrom(0, this.columns.size > 0 ? this.numRows - 1 : undefined);
    const allowed = `a list of numbers of rows, of which there are ${this.numRows}`;
    check('the rows to take', rows, { ...listOf(isRow), allowed });
    return new Table(
      [...this.columns].map(([name, column]) => [name, takenColumn(column, rows)] as const),
    );
  }

  /**
   * The table as CSV; with `index`, the row numbers stand first in a column without a name, without
   * `header` the rows alone. Throws a `UserError` where that is longer than a string can be.
   */
  toCsv(options: CsvOptions = {}): string {
    const pieces: string[] = [];
    let length = 0;
    for (const piece of this.csvPieces(options)) {
      pieces.push(piece);
      length += piece.length;
      if (length > LONGEST_STRING) {
        throw new UserError(
          'the table is longer than a string can be; csvPieces gives it in pieces',
        );
      }
    }
    return pieces.join('');
  }

  /** The same in pieces of text. */
  csvPieces(options: CsvOptions = {}): Generator<string> {
    checkOptions('CSV', options, { index: FLAG, header: FLAG });
    return csvPieces(this.records(options));
  }

  private *records({ index = false, header = true }: CsvOptions): Generator<Field[]> {
    const names = this.columnNames;
    const columns = [...this.columns.values()];
    if (header) yield index ? ['', ...names] : names;
    for (let row = 0; row < this.numRows; row++) {
      const record = columns.map((column) => cellField(column, row));
      yield index ? [String(row), ...record] : record;
    }
  }

  /**
   * Reads a table back from CSV. A column is int or float if all its fields are numbers (an empty
   * one is NaN, which makes it float), array if all are nested lists, else text. A first column
   * without a name (pandas' index) is left out. Numbers are float64: those that were float32 read
   * back to the same digits. Columns that are not `wanted` are left out, unread.
   *
   * Throws a `UserError` that names the row if it has too many fields or too few, or the column if
   * two are called alike.
   */
  static fromCsv(text: string, wanted: (name: string) => boolean = () => true): Table {
    check('a table in CSV', text, TEXT);
    check('wanted', wanted, FUNCTION);
    const reader = new TableReader(wanted);
    reader.push(text);
    return new Table(reader.end());
  }

  /**
   * The table as a Parquet file: every type of column comes back as it was, arrays of mixed precision
   * in float64, Python floats of an object with the digits that they print. Throws a `UserError` for
   * an int column that holds what is no whole number up to 2^53.
   */
  async toParquet(options: ParquetOptions = {}): Promise<Uint8Array<ArrayBuffer>> {
    checkOptions('Parquet', options, { rowGroupSize: COUNT });
    const { writeParquet } = await import('./parquet.js');
    return writeParquet([...this.columns], options);
  }

  /**
   * Reads a Parquet file, by whomever it was written. Numbers without a value are NaN (which makes
   * whole ones float64), texts without one and truth values make an object column, lists of lists an
   * array column. Columns that are not `wanted` are left out.
   *
   * Throws a `UserError` where it is torn or none, is compressed in another way than by Snappy, or
   * holds another type, which names the column.
   */
  static async fromParquet(
    bytes: Uint8Array,
    wanted: (name: string) => boolean = () => true,
  ): Promise<Table> {
    check('a Parquet file', bytes, BYTES);
    check('wanted', wanted, FUNCTION);
    const { readParquet } = await import('./parquet.js');
    return new Table(await readParquet(bytes, wanted));
  }

  /** The table as an Arrow file (Feather), as `toParquet` writes it. */
  async toArrow(): Promise<Uint8Array<ArrayBuffer>> {
    const { writeArrow } = await import('./arrow.js');
    return writeArrow([...this.columns]);
  }

  /** Reads an Arrow file or stream that is not compressed, as `fromParquet` reads Parquet. */
  static async fromArrow(
    bytes: Uint8Array,
    wanted: (name: string) => boolean = () => true,
  ): Promise<Table> {
    check('an Arrow file', bytes, BYTES);
    check('wanted', wanted, FUNCTION);
    const { readArrow } = await import('./arrow.js');
    return new Table(await readArrow(bytes, wanted));
  }

  /**
   * The rows of the tables one below the other. Where the types of a column differ (int in one,
   * float in another), the wider one is taken. Throws a `UserError` that names a column which not all
   * of them have.
   */
  static concat(tables: readonly Table[]): Table {
    check('the tables', tables, listOf(TABLE));
    const first = tables[0];
    if (first === undefined) return new Table([]);
    checkSameNames(tables.map((table) => table.columnNames));
    return new Table(
      first.columnNames.map((name) => [name, joinedColumn(tables.map((one) => one.typed(name)))]),
    );
  }

  /** The rows one by one, as `rows` has them. */
  *[Symbol.iterator](): Iterator<Row> {
    yield* this.rows();
  }

  /** The rows, for `JSON.stringify`: arrays as nested lists, what is not finite as null. */
  toJSON(): Record<string, unknown>[] {
    return this.rows().map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([name, cell]) => [
          name,
          isNdArray(cell) ? nestedNumbers(cell) : cell,
        ]),
      ),
    );
  }

  /** The rows in Node's console, which shortens them. */
  [Symbol.for('nodejs.util.inspect.custom')](
    _depth: number,
    options: object,
    inspect: (value: unknown, options: object) => string,
  ): string {
    return `Table ${inspect(this.rows(), options)}`;
  }

  /** As CSV. */
  toString(): string {
    return this.toCsv();
  }
}
