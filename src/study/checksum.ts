/** CRC-32 as zip files have it: whether bytes are those that were written, however many. */

const TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

/** Of bytes that come piece by piece. */
export class Checksum {
  private crc = -1;

  add(bytes: Uint8Array): void {
    let crc = this.crc;
    for (let i = 0; i < bytes.length; i++) crc = (crc >>> 8) ^ TABLE[(crc ^ bytes[i]!) & 0xff]!;
    this.crc = crc;
  }

  /** Eight hexadecimal digits. */
  text(): string {
    return (~this.crc >>> 0).toString(16).padStart(CHECKSUM_LENGTH, '0');
  }
}

export const CHECKSUM_LENGTH = 8;

export function checksum(bytes: Uint8Array): string {
  const sum = new Checksum();
  sum.add(bytes);
  return sum.text();
}

/** The bytes that stand before their checksum; undefined where it is not theirs. */
export function beforeChecksum(bytes: Uint8Array): Uint8Array | undefined {
  const end = Math.max(0, bytes.length - CHECKSUM_LENGTH);
  const content = bytes.subarray(0, end);
  const text = new TextDecoder().decode(bytes.subarray(end));
  return text === checksum(content) ? content : undefined;
}
