/**
 * The files of runs in a .zip, in the folders where the command line has them: what comes out of one
 * is a folder that `apebench verify` takes.
 */

import { unzipSync, zipSync } from 'fflate';
import { clipped, UserError } from '../../errors.js';
import { rawPath, recordPath, weightsPath } from '../../study/running/index.js';
import type { Finished, GivenFile } from '../protocol.js';

/** Of what is unpacked together: an archive of a few bytes could hold more than there is memory. */
const MOST_BYTES = 512 * 2 ** 20;
const MOST_FILES = 1000;

/** A time that is the same for all: equal runs are equal archives. */
const WRITTEN = '2000-01-01T00:00:00';

export async function packRun(result: Finished): Promise<Uint8Array<ArrayBuffer>> {
  const { name, csv, weights, record } = result;
  const files = {
    [rawPath(name)]: new Uint8Array(await csv.arrayBuffer()),
    [recordPath(name)]: new TextEncoder().encode(record),
    [weightsPath(name)]: weights,
  };
  return zipSync(files, { mtime: WRITTEN }) as Uint8Array<ArrayBuffer>;
}

/** The files of runs among these and in the archives among these, by where they belong. */
export function unpackFiles(given: readonly GivenFile[]): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  const room = { bytes: MOST_BYTES, files: MOST_FILES };
  const take = (path: string, size: number, what: string): boolean => {
    if (placeOf(path) === null) return false;
    room.bytes -= size;
    room.files -= 1;
    if (room.bytes < 0 || room.files < 0) {
      throw new UserError(
        `${what} holds more than can be taken at once: allowed are ${MOST_FILES} files of ` +
          `${MOST_BYTES / 2 ** 20} MiB together`,
      );
    }
    return true;
  };
  for (const { path, bytes } of given) {
    if (/\.zip$/i.test(path)) {
      const filter = ({ name, originalSize }: { name: string; originalSize: number }) =>
        take(name, originalSize, `'${clipped(path)}'`);
      for (const [name, content] of Object.entries(unzipped(path, bytes, filter))) {
        files.set(placeOf(name)!, content);
      }
    } else if (take(path, bytes.length, 'this')) {
      files.set(placeOf(path)!, bytes);
    }
  }
  return files;
}

function unzipped(
  path: string,
  bytes: Uint8Array,
  filter: (file: { name: string; originalSize: number }) => boolean,
): Record<string, Uint8Array> {
  try {
    return unzipSync(bytes, { filter });
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`'${clipped(path)}' is no .zip that can be read: ${messageOf(error)}`);
  }
}

const messageOf = (error: unknown): string => (error as Error).message;

/** Where a file of a run belongs, by its name; null for any other file. */
function placeOf(path: string): string | null {
  const file = path.slice(path.lastIndexOf('/') + 1);
  const [, name, ending] = /^([^/\\]+)\.(csv|json|safetensors)$/s.exec(file) ?? [];
  if (name === undefined) return null;
  if (ending === 'csv') return rawPath(name);
  return ending === 'json' ? recordPath(name) : weightsPath(name);
}
