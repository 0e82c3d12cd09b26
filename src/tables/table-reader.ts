/** Reads a table from CSV, piece by piece. */

import { clipped, UserError } from '../errors.js';
import { type Column, checkNames, type ReadField, typedColumn } from './column.js';
import { CsvReader } from './csv.js';
import { NestedListReader } from './nested-list.js';

/** A field that begins like a list and is longer than this is not kept as text. */
const LONG = 1 << 20;

/** Engines' strings end at some 2^29 characters. */
const LONGEST = 1 << 28;

/** A field as its parts come. */
class FieldReader {
  private text = '';
  private list: NestedListReader | null = null;

  push(part: string): void {
    if (this.list !== null) {
      this.list.push(part);
      return;
    }
    this.text += part;
    if (this.text.length > LONGEST) {
      throw new UserError(`a field of more than ${LONGEST} characters is no array`);
    }
    if (this.text.length <= LONG || this.text[0] !== '[') return;
    this.list = new NestedListReader();
    this.list.push(this.text);
    this.text = '';
  }

  take(): ReadField {
    const field = this.list?.end() ?? this.text;
    this.text = '';
    this.list = null;
    return field;
  }
}

/** The columns of a CSV text that comes in pieces. */
export class TableReader {
  private readonly csv = new CsvReader({
    part: (text) => this.take(text),
    endField: () => this.endField(),
    endRecord: () => this.endRecord(),
  });
  private readonly names: string[] = [];
  /** The fields of each column; null where a column is not wanted. */
  private readonly fields: (ReadField[] | null)[] = [];
  private readonly field = new FieldReader();
  /** The record that is being read: 0 is the heading. */
  private record = 0;
  private column = 0;

  /** Columns that are not `wanted` are left out, unread, and so is pandas' index. */
  constructor(private readonly wanted: (name: string) => boolean = () => true) {}

  /** Throws a `UserError` that names row and column where the text is no CSV. */
  push(text: string): void {
    this.placing(() => this.csv.push(text));
  }

  /** Ends the text. Throws a `UserError` if it is no table. */
  end(): [string, Column][] {
    this.placing(() => this.csv.end());
    if (this.record === 0) throw new UserError('an empty file is no table');
    return this.names.flatMap((name, i): [string, Column][] => {
      const fields = this.fields[i] ?? null;
      return fields === null ? [] : [[name, typedColumn(name, fields)]];
    });
  }

  /** Puts the row, and the column that is being read, before what is wrong there. */
  private placing(read: () => void): void {
    try {
      read();
    } catch (error) {
      const column = this.names[this.column];
      if (!(error instanceof UserError) || this.record === 0 || column === undefined) throw error;
      throw new UserError(`row ${this.record}, column '${clipped(column)}': ${error.message}`);
    }
  }

  private isKept(): boolean {
    return this.record === 0 || (this.fields[this.column] ?? null) !== null;
  }

  private take(text: string): void {
    if (this.isKept()) this.field.push(text);
  }

  private endField(): void {
    if (this.record === 0) {
      const name = String(this.field.take());
      const isIndex = name === '' && this.names.length === 0;
      this.names.push(name);
      this.fields.push(isIndex || !this.wanted(name) ? null : []);
    } else if (this.isKept()) {
      this.fields[this.column]!.push(this.field.take());
    }
    this.column++;
  }

  private endRecord(): void {
    if (this.record === 0) checkNames(this.names);
    const [fields, wanted] = [this.column, this.names.length];
    if (fields < wanted) throw new UserError(`the row ends after ${fields} of ${wanted} fields`);
    if (fields > wanted) {
      throw new UserError(`row ${this.record} has ${fields} fields, the heading has ${wanted}`);
    }
    this.column = 0;
    this.record++;
  }
}
