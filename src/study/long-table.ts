/**
 * A long table over many experiments, which goes to CSV part by part: of an experiment that was
 * melted before, the bytes that were written then.
 */

import { type Column, Table, TableReader } from '../tables/index.js';

export type Columns = readonly (readonly [name: string, type: Column['type']])[];

/** What one experiment adds: its rows, or the CSV of them. */
export interface Part {
  readonly name: string;
  readonly rows: Table | Uint8Array;
}

/** Where the part of an experiment stands in the file. */
export type Range = readonly [from: number, length: number];

function columnsOf(table: Table): Columns {
  return table.columnNames.map((name) => [name, table.typed(name).type]);
}

const isSame = (a: Columns, b: Columns): boolean => JSON.stringify(a) === JSON.stringify(b);

export class LongTable {
  private constructor(
    private readonly parts: readonly Part[],
    /** Where all parts have the same: then each stands in the file as it would alone. */
    readonly columns: Columns | undefined,
    private readonly whole?: Table,
  ) {}

  /** Of rows alone, those of experiments none of which was melted before; undefined without any. */
  static ofRows(parts: readonly Part[]): LongTable | undefined {
    if (parts.length === 0) return undefined;
    const tables = parts.map(({ rows }) => rows as Table);
    const filled = tables.flatMap((rows) => (rows.numRows > 0 ? [columnsOf(rows)] : []));
    const uniform = filled.length > 0 && filled.every((columns) => isSame(columns, filled[0]!));
    return new LongTable(parts, uniform ? filled[0] : undefined, Table.concat(tables));
  }

  /** Undefined where there are none, or rows have not the columns of what was written before. */
  static goingOn(parts: readonly Part[], columns: Columns): LongTable | undefined {
    const fits = ({ rows }: Part) =>
      rows instanceof Uint8Array || rows.numRows === 0 || isSame(columnsOf(rows), columns);
    return parts.length > 0 && parts.every(fits) ? new LongTable(parts, columns) : undefined;
  }

  /** The CSV; `onPart` is told where each part stands. */
  *content(onPart: (name: string, range: Range) => void = () => {}): Generator<Uint8Array> {
    const encoder = new TextEncoder();
    if (this.columns === undefined) {
      for (const piece of this.whole!.csvPieces()) yield encoder.encode(piece);
      return;
    }
    const heading = encoder.encode(this.heading(this.columns));
    yield heading;
    let at = heading.length;
    for (const { name, rows } of this.parts) {
      const from = at;
      const pieces = rows instanceof Uint8Array ? [rows] : rows.csvPieces({ header: false });
      for (const piece of pieces) {
        const bytes = typeof piece === 'string' ? encoder.encode(piece) : piece;
        at += bytes.length;
        yield bytes;
      }
      onPart(name, [from, at - from]);
    }
  }

  private heading(columns: Columns): string {
    return new Table(columns.map(([name]) => [name, { type: 'text', values: [] }])).toCsv();
  }

  table(): Table {
    if (this.whole !== undefined) return this.whole;
    const [reader, decoder] = [new TableReader(), new TextDecoder()];
    for (const piece of this.content()) reader.push(decoder.decode(piece, { stream: true }));
    return new Table(reader.end());
  }
}
