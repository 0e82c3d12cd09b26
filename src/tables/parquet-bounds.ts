/**
 * Whether the numbers that a Parquet file declares agree with each other and fit into it. Hyparquet
 * takes them as they stand, and would make room for 2^31 values that a damaged page says it has.
 *
 * Source: https://parquet.apache.org/docs/file-format/data-pages/encodings, Thrift's compact protocol.
 */

import {
  type ColumnMetaData,
  type FileMetaData,
  parquetSchema,
  type SchemaTree,
  snappyUncompress,
} from 'hyparquet';

/** A number, the fields of a struct, or undefined for what is skipped. */
type Value = number | Struct | undefined;
type Struct = Map<number, Value>;

/** No number that is read takes more. */
const LONGEST_NUMBER = 10;
const DEEPEST = 32;

/** Reads past its end throw a RangeError. */
class Thrift {
  at: number;

  constructor(
    private readonly view: DataView,
    at = 0,
  ) {
    this.at = at;
  }

  byte(): number {
    return this.view.getUint8(this.at++);
  }

  /** Exact up to 2^53. */
  varint(): number {
    let [value, unit] = [0, 1];
    for (let i = 0; i < LONGEST_NUMBER; i++, unit *= 128) {
      const byte = this.byte();
      value += (byte & 0x7f) * unit;
      if (byte < 0x80) return value;
    }
    throw new Error('it has a number without an end');
  }

  struct(depth = 0): Struct {
    if (depth > DEEPEST) throw new Error(`its metadata are nested over ${DEEPEST} levels deep`);
    const fields: Struct = new Map();
    let field = 0;
    for (let head = this.byte(); (head & 15) !== 0; head = this.byte()) {
      field = head >> 4 === 0 ? this.signed() : field + (head >> 4);
      fields.set(field, this.value(head & 15, depth));
    }
    return fields;
  }

  private signed(): number {
    const value = this.varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  private value(type: number, depth: number): Value {
    switch (type) {
      case 1:
      case 2:
        return 2 - type;
      case 3:
        return this.byte();
      case 4:
      case 5:
      case 6:
        return this.signed();
      case 7:
        this.skip(8);
        return undefined;
      case 8:
        this.skip(this.varint());
        return undefined;
      case 9: {
        const head = this.byte();
        const count = head >> 4 === 15 ? this.varint() : head >> 4;
        const isFlag = (head & 15) <= 2;
        // Every item takes a byte, so too many come to the end.
        for (let i = 0; i < count; i++) this.value(isFlag ? 3 : head & 15, depth + 1);
        return undefined;
      }
      case 12:
        return this.struct(depth + 1);
      default:
        throw new Error(`its metadata have a value of the unknown type ${type}`);
    }
  }

  private skip(count: number): void {
    this.at += count;
    if (this.at > this.view.byteLength) throw new Error(`it has no room for ${count} bytes`);
  }
}

const viewOf = (bytes: Uint8Array) =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** A run of packed values is filled up to a multiple of 8, or as far as its writer likes. */
const MOST_FILLED = 512;

/**
 * Runs of equal and of packed values, of so many bits each, from `start` to the end of a page. Gives
 * how many there are, at most about `count`.
 */
function checkRuns(page: Uint8Array, start: number, width: number, count: number): number {
  const reader = new Thrift(viewOf(page), start);
  let seen = 0;
  while (seen < count && reader.at < page.length) {
    const head = reader.varint();
    const isPacked = head % 2 === 1;
    const run = isPacked ? 4 * (head - 1) : head / 2;
    if (run > count - seen + MOST_FILLED) throw new Error(`it has a run of ${run} values`);
    reader.at += isPacked ? (run * width) / 8 : Math.ceil(width / 8);
    seen += run;
  }
  return seen;
}

/** Levels, of which every value has one; Hyparquet reads on behind their end for those that lack. */
function checkLevels(page: Uint8Array, start: number, end: number, level: number, count: number) {
  if (level === 0) return;
  const isWhole = end <= page.length;
  const width = 32 - Math.clz32(level);
  if (!isWhole || checkRuns(page.subarray(0, end), start, width, count) < count) {
    throw new Error('it has a page that is shorter than it says');
  }
}

const ENCODINGS = { PLAIN_DICTIONARY: 2, RLE: 3, RLE_DICTIONARY: 8 };
const [DATA_PAGE, DICTIONARY_PAGE, DATA_PAGE_V2] = [0, 2, 3];

/** The levels of a column's values, where it has any. */
interface Levels {
  readonly repetition: number;
  readonly definition: number;
}

function levelsOf(schema: SchemaTree, path: readonly string[]): Levels {
  const elements: SchemaTree['element'][] = [];
  let tree: SchemaTree | undefined = schema;
  for (const name of path) {
    tree = tree.children.find(({ element }) => element.name === name);
    if (tree === undefined) throw new Error('it has values of a column that there is not');
    elements.push(tree.element);
  }
  const ofTypes = (...types: unknown[]) =>
    elements.filter(({ repetition_type: type }) => types.includes(type)).length;
  return {
    repetition: ofTypes('REPEATED'),
    definition: elements.length - ofTypes('REQUIRED'),
  };
}

/** What is compressed by Snappy is at most so many times as long, and a little. */
const MOST_SNAPPY = 32;

function uncompressed(bytes: Uint8Array, length: number, codec: string): Uint8Array {
  const most = codec === 'SNAPPY' ? MOST_SNAPPY * (bytes.length + 1) : bytes.length;
  if (length < 0 || length > most) throw new Error(`it has no room for a page of ${length} bytes`);
  if (codec !== 'SNAPPY') return bytes;
  const page = new Uint8Array(length);
  snappyUncompress(bytes, page);
  return page;
}

/** The runs of a page that is not compressed: levels with their lengths before them, and indices. */
function checkPage(
  page: Uint8Array,
  count: number,
  encoding: number,
  levels: Levels,
  type: string,
): void {
  let at = 0;
  for (const level of [levels.repetition, levels.definition]) {
    if (level === 0) continue;
    const start = at + 4;
    at = start + viewOf(page).getUint32(at, true);
    checkLevels(page, start, at, level, count);
  }
  const isIndex = Object.values(ENCODINGS).includes(encoding);
  if (encoding === ENCODINGS.RLE && type === 'BOOLEAN') {
    checkRuns(page, at + 4, 1, count);
  } else if (isIndex && at < page.length) {
    const width = page[at]!;
    if (width > 32) throw new Error(`it has indices of ${width} bits`);
    if (width > 0) checkRuns(page, at + 1, width, count);
  }
}

const numberIn = (fields: Struct, field: number): number => {
  const value = fields.get(field);
  return typeof value === 'number' ? value : 0;
};

const NO_LEVELS: Levels = { repetition: 0, definition: 0 };

/** Checks a page, and gives the number of its values. */
function checkDataPage(
  bytes: Uint8Array,
  header: Struct,
  levels: Levels,
  { codec, type }: ColumnMetaData,
): number {
  const isSecond = numberIn(header, 1) === DATA_PAGE_V2;
  const fields = header.get(isSecond ? 8 : 5);
  if (!(fields instanceof Map)) throw new Error('it has a page without a heading');
  const [count, length] = [numberIn(fields, 1), numberIn(header, 2)];
  if (!isSecond) {
    checkPage(uncompressed(bytes, length, codec), count, numberIn(fields, 2), levels, type);
    return count;
  }
  const [nulls, ofDefinition, ofRepetition] = [2, 5, 6].map((field) => numberIn(fields, field)) as [
    number,
    number,
    number,
  ];
  if (nulls < 0 || nulls > count || ofDefinition < 0 || ofRepetition < 0) {
    throw new Error('it has a page of negative lengths');
  }
  const start = ofRepetition + ofDefinition;
  checkLevels(bytes, 0, ofRepetition, levels.repetition, count);
  checkLevels(bytes, ofRepetition, start, levels.definition, count);
  const isCompressed = fields.get(7) !== 0;
  const values = bytes.subarray(start);
  const page = isCompressed ? uncompressed(values, length - start, codec) : values;
  checkPage(page, count, numberIn(fields, 4), NO_LEVELS, type);
  return count;
}

/** The values of a column in a group of rows, page after page. */
function checkChunk(bytes: Uint8Array, chunk: ColumnMetaData, levels: Levels, rows: number): void {
  const total = Number(chunk.num_values);
  const start = Number(chunk.dictionary_page_offset || chunk.data_page_offset);
  const end = start + Number(chunk.total_compressed_size);
  if (start < 0 || end < start || end > bytes.length) {
    throw new Error('it has columns that are longer than it is');
  }
  if (levels.repetition === 0 && total !== rows) {
    throw new Error(`it has ${total} values in ${rows} rows`);
  }
  const reader = new Thrift(viewOf(bytes.subarray(0, end)), start);
  let count = 0;
  // As Hyparquet goes on.
  while (reader.at < end - 1 && (levels.repetition > 0 || count < total)) {
    const header = reader.struct();
    const [type, length] = [numberIn(header, 1), numberIn(header, 3)];
    const from = reader.at;
    reader.at += length;
    if (length < 0 || reader.at > end) throw new Error(`it has no room for ${length} bytes`);
    const page = bytes.subarray(from, reader.at);
    if (type === DICTIONARY_PAGE) uncompressed(page, numberIn(header, 2), chunk.codec);
    if (type !== DATA_PAGE && type !== DATA_PAGE_V2) continue;
    count += checkDataPage(page, header, levels, chunk);
    if (count > total) break;
  }
  if (count !== total) throw new Error(`it has ${count} values in pages, and says ${total}`);
}

/** Throws an error where the footer has numbers without an end. */
export function checkFooter(bytes: Uint8Array): void {
  const end = bytes.length - 8;
  const length = end < 0 ? 0 : viewOf(bytes).getUint32(end, true);
  if (length > end) throw new Error('it is cut off');
  new Thrift(viewOf(bytes.subarray(0, end)), end - length).struct();
}

/** Throws an error where the numbers of rows, values and bytes of the wanted columns do not agree. */
export function checkParquetBounds(
  bytes: Uint8Array,
  metadata: FileMetaData,
  wanted: (name: string) => boolean,
): void {
  const schema = parquetSchema(metadata);
  let rows = 0;
  for (const group of metadata.row_groups) {
    const own = Number(group.num_rows);
    if (own < 0) throw new Error(`it has ${own} rows`);
    rows += own;
    for (const { meta_data: chunk } of group.columns) {
      if (chunk === undefined || !wanted(chunk.path_in_schema[0] ?? '')) continue;
      checkChunk(bytes, chunk, levelsOf(schema, chunk.path_in_schema), own);
    }
  }
  if (rows !== Number(metadata.num_rows)) {
    throw new Error(`it has ${rows} rows in groups, and says ${metadata.num_rows}`);
  }
}
