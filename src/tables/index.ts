/** Tables with named, typed columns, and their CSV. */

export type { Cell, Column, Row } from './column.js';
export type { CsvOptions } from './csv.js';
export type { ParquetOptions } from './parquet.js';
export { TABLE, Table } from './table.js';
export { TableReader } from './table-reader.js';
