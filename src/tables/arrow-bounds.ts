/**
 * Whether the lengths and numbers that an Arrow file declares fit into it. Flechette takes them as
 * they stand, and would go through lists of 2^31 items that a damaged file says it has.
 *
 * Source: https://arrow.apache.org/docs/format/Columnar.html, https://flatbuffers.dev/internals/.
 */

/** Fields of schemas and dictionaries within others, as damage makes them, may go round in a circle. */
const DEEPEST = 64;

const UNION = 14;
const V4 = 3;

const [SCHEMA, DICTIONARIES, RECORDS] = [6, 8, 10];

/** Where a field of a table stands, 0 where it has none; fields are 4, 6, 8, … */
type FieldAt = (field: number) => number;

/** Reads past its end throw a RangeError. */
class Flatbuffer {
  constructor(readonly view: DataView) {}

  int(at: number): number {
    return this.view.getInt32(at, true);
  }

  /** A length or an offset. */
  size(at: number): number {
    const value = Number(this.view.getBigInt64(at, true));
    if (value < 0) throw new Error('it has negative lengths');
    return value;
  }

  /** The table to which an offset leads. */
  table(at: number): FieldAt {
    const start = at + this.int(at);
    const fields = start - this.int(start);
    const length = this.view.getUint16(fields, true);
    return (field) => {
      const offset = field < length ? this.view.getUint16(fields + field, true) : 0;
      return offset === 0 ? 0 : start + offset;
    };
  }

  /** Where the items of a vector stand. */
  vector(at: number, size: number): number[] {
    if (at === 0) return [];
    const start = at + this.int(at);
    const count = this.int(start);
    if (start < 0 || count < 0 || start + 4 + count * size > this.view.byteLength) {
      throw new Error(`it has no room for ${count} items`);
    }
    return Array.from({ length: count }, (_, i) => start + 4 + i * size);
  }
}

function checkMetadata(buffer: Flatbuffer, at: number): void {
  for (const entry of buffer.vector(at, 4)) buffer.table(entry);
}

function checkFields(buffer: Flatbuffer, at: number, depth = 0): void {
  if (depth > DEEPEST) throw new Error(`its types are nested over ${DEEPEST} levels deep`);
  for (const entry of buffer.vector(at, 4)) {
    const field = buffer.table(entry);
    const type = field(8) === 0 ? 0 : buffer.view.getUint8(field(8));
    if (type === UNION && field(10) !== 0) buffer.vector(buffer.table(field(10))(6), 4);
    checkFields(buffer, field(14), depth + 1);
    checkMetadata(buffer, field(16));
  }
}

function checkSchema(buffer: Flatbuffer, at: number): void {
  const schema = buffer.table(at);
  checkFields(buffer, schema(6));
  checkMetadata(buffer, schema(8));
}

/** A batch of rows, whose values stand in `room` bytes behind it. */
function checkBatch(buffer: Flatbuffer, at: number, version: number, room: number): void {
  const batch = buffer.table(at);
  // A bit is the least that a value takes.
  const most = 8 * Math.max(room, buffer.view.byteLength);
  for (const node of buffer.vector(batch(6), 16)) {
    const [length, nulls] = [buffer.size(node), buffer.size(node + 8)];
    if (length > most || nulls > length) throw new Error(`it has no room for ${length} values`);
  }
  const before = version < V4 ? 8 : 0;
  const regions = buffer.vector(batch(8), 16 + before);
  for (const region of regions) {
    const [start, length] = [buffer.size(region + before), buffer.size(region + before + 8)];
    if (start + length > room) throw new Error(`it has no room for ${length} bytes`);
  }
  for (const count of buffer.vector(batch(12), 8)) {
    if (buffer.size(count) > regions.length) throw new Error('it has less buffers than it says');
  }
}

/** Where the message ends that stands here; undefined where there is none. */
function checkMessage(bytes: DataView, at: number): number | undefined {
  const intAt = (place: number) => (place + 4 > bytes.byteLength ? 0 : bytes.getInt32(place, true));
  const start = intAt(at) === -1 ? at + 8 : at + 4;
  const length = intAt(start - 4);
  if (length === 0) return undefined;
  if (length < 0 || start + length > bytes.byteLength) {
    throw new Error(`it has no room for ${length} bytes of a message`);
  }
  const head = new Flatbuffer(new DataView(bytes.buffer, bytes.byteOffset + start, length));
  const message = head.table(0);
  const version = message(4) === 0 ? 0 : head.view.getInt16(message(4), true);
  const type = message(6) === 0 ? 0 : head.view.getUint8(message(6));
  const room = message(10) === 0 ? 0 : head.size(message(10));
  const end = start + length + room;
  if (end > bytes.byteLength) throw new Error(`it has no room for ${room} bytes of values`);
  const content = message(8);
  if (content === 0) return end;
  if (type === 1) checkSchema(head, content);
  if (type === 2) {
    const data = head.table(content)(6);
    if (data !== 0) checkBatch(head, data, version, room);
  }
  if (type === 3) checkBatch(head, content, version, room);
  return end;
}

/** Throws an error where it has not the room for what it says it has. */
export function checkArrowBounds(bytes: Uint8Array, isFile: boolean): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!isFile) {
    let at: number | undefined = 0;
    while (at !== undefined) at = checkMessage(view, at);
    return;
  }
  // The footer, its length, ARROW1.
  const end = view.byteLength - 10;
  const buffer = new Flatbuffer(view);
  const footer = buffer.table(end - buffer.int(end));
  if (footer(SCHEMA) !== 0) checkSchema(buffer, footer(SCHEMA));
  for (const field of [DICTIONARIES, RECORDS]) {
    for (const block of buffer.vector(footer(field), 24)) checkMessage(view, buffer.size(block));
  }
}
