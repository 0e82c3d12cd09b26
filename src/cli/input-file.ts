/** Files that a command is given: read whole, with errors that name them. */

import { readFile, stat } from 'node:fs/promises';
import type { NdArray } from '../arrays.js';
import { UserError } from '../errors.js';
import { readNpy } from '../study/index.js';
import { fileError } from '../study/store/folder.js';

/** Reads a file and what is in it; errors name the file. */
export async function readAs<T>(file: string, read: (bytes: Uint8Array) => T): Promise<T> {
  let bytes: Uint8Array;
  try {
    // What is no regular file, as /dev/zero, may have no end.
    const found = await stat(file);
    if (!found.isFile() && !found.isDirectory())
      throw new UserError(`'${file}' is no regular file`);
    bytes = await readFile(file);
  } catch (error) {
    throw fileError('read', file, error);
  }
  try {
    return read(bytes);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(`'${file}' is ${error.message}`);
  }
}

/** The numbers of a .npy file. */
export async function readArray(file: string): Promise<NdArray> {
  const { data, shape } = await readAs(file, readNpy);
  return { data: Float64Array.from(data), shape };
}
