/** Safetensors with their checksum behind them. */

import { UserError } from '../errors.js';
import { readSafetensors, type TensorFile, writeSafetensors } from '../safetensors.js';
import { beforeChecksum, CHECKSUM_LENGTH, checksum } from './checksum.js';

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
  const file = beforeChecksum(bytes);
  if (file === undefined) {
    throw new UserError('it is damaged: it does not have the checksum that it was written with');
  }
  return readSafetensors(file);
}
