/** Safetensors with their checksum behind them (CRC-32, eight hexadecimal digits). */

import { UserError } from '../errors.js';
import { readSafetensors, type TensorFile, writeSafetensors } from '../safetensors.js';

const CHECKSUM_LENGTH = 8;

const CRC_TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

/** CRC-32 as zip files have it. */
function checksum(bytes: Uint8Array): string {
  let crc = -1;
  for (const byte of bytes) crc = (crc >>> 8) ^ CRC_TABLE[(crc ^ byte) & 0xff]!;
  return (~crc >>> 0).toString(16).padStart(CHECKSUM_LENGTH, '0');
}

/** The bytes of a file of tensors and of its checksum. */
export function writeChecksummed(content: TensorFile): Uint8Array {
  const file = writeSafetensors(content);
  const bytes = new Uint8Array(file.length + CHECKSUM_LENGTH);
  bytes.set(file);
  bytes.set(new TextEncoder().encode(checksum(file)), file.length);
  return bytes;
}

/** What was written so. Throws a `UserError` for what is not as it was written. */
export function readChecksummed(bytes: Uint8Array): TensorFile {
  const end = Math.max(0, bytes.length - CHECKSUM_LENGTH);
  const file = bytes.subarray(0, end);
  if (new TextDecoder().decode(bytes.subarray(end)) !== checksum(file)) {
    throw new UserError('it is damaged: it does not have the checksum that it was written with');
  }
  return readSafetensors(file);
}
