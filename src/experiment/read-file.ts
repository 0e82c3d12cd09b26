/** Files that a call names. */

import { fileUrl, readBytes } from '#platform';
import { clipped, on, systemError, UserError } from '../errors.js';

/** The bytes of a file: of a path, or in a page an address. Throws a `UserError` that names it. */
export async function readFileOf(what: string, path: string): Promise<Uint8Array<ArrayBuffer>> {
  if (path === '') throw new UserError(`the path of ${what} is empty`);
  try {
    return await readBytes(fileUrl(path));
  } catch (error) {
    const doing = `cannot read ${what} '${clipped(path, 160)}'`;
    const told = on('files', systemError(doing, error));
    throw told === error ? new UserError(`${doing}: ${(error as Error).message}`) : told;
  }
}
