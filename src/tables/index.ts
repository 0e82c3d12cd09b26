/** Tables with named, typed columns, and their CSV. */

export { type Cell, type Column, type Row, Table } from './table.js';
