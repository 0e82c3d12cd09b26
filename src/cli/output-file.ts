/** A file that a command is to write: whether it may is found out before the work. */

import { stat } from 'node:fs/promises';
import type { Argv } from 'yargs';
import { on, UserError } from '../errors.js';
import { fileError } from '../study/store/folder.js';

/** Throws a UserError where a file that is to be written is one that is read. */
export async function requireOther(
  out: string,
  inputs: Readonly<Record<string, string | undefined>>,
) {
  const identityOf = (file: string) => stat(file).catch(() => undefined);
  const target = await identityOf(out);
  for (const [option, file] of Object.entries(inputs)) {
    const found = file === undefined ? undefined : await identityOf(file);
    if (found === undefined || found.dev !== target?.dev || found.ino !== target.ino) continue;
    throw new UserError(`'${out}' is what ${option} reads; another file is to be written`);
  }
}

export function overwriteOption<T>(yargs: Argv<T>) {
  return yargs.option('overwrite', {
    type: 'boolean',
    default: false,
    describe: 'replace a file that is there already',
  });
}

/**
 * Throws a UserError where a folder has this name, or a file that is not to be overwritten, and
 * where a part of the path is none.
 */
export async function requireFree(file: string, overwrite: boolean): Promise<void> {
  try {
    const found = await stat(file);
    if (found.isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR' });
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return;
    throw fileError('write', file, error);
  }
  if (overwrite) return;
  throw on('files', new UserError(`'${file}' is there already; --overwrite replaces it`));
}
