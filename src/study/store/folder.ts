/**
 * A store on disk. A kill at any moment leaves each file as it was or as it should be, and at most a
 * `FILE.HOST.PID.tmp` beside it, which the next one to write FILE removes.
 */

import { createHash } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import {
  access,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { clipped, UserError } from '../../errors.js';
import type { Content, Digest, Peek, Store } from './types.js';

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EDQUOT: 'the quota of disk space is used up',
  EEXIST: 'a file of that name is in the way',
  EFBIG: 'it is larger than files may be here (`ulimit -f`)',
  EISDIR: 'a folder of that name is in the way',
  ENAMETOOLONG: 'the name is too long',
  ENOENT: 'no such file or folder',
  ENOSPC: 'no space left on the disk',
  ENOTDIR: 'a part of the path is no folder',
  EPERM: 'not permitted',
  ERR_INVALID_ARG_VALUE: 'the name holds what no name may hold',
  ERR_FS_FILE_TOO_LARGE: 'it is larger than 2 GiB',
  ERR_FS_EISDIR: 'a folder of that name is in the way',
  EROFS: 'the file system is read-only',
};

/** Of a longer path messages show the beginning. */
const LONGEST_PATH = 160;

/** What the operating system said, in plain words; other errors stay what they are. */
export function fileError(doing: string, file: string, error: unknown): unknown {
  const code = (error as { code?: string }).code ?? '';
  const reason = REASONS[code];
  return reason === undefined
    ? error
    : new UserError(`cannot ${doing} '${clipped(file, LONGEST_PATH)}': ${reason}`);
}

/**
 * Makes a folder and those above it. Node's own recursive mkdir never returns where the system says
 * that a parent is missing although it is there, as under /proc (seen in 20.20).
 */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === 'EEXIST' && (await stat(folder)).isDirectory()) return;
    const parent = path.dirname(folder);
    if (code !== 'ENOENT' || parent === folder) throw error;
    await makeFolder(parent);
    await mkdir(folder);
  }
}

/** Machines that share a folder don't share their process ids; four digits keep names short. */
const HOST = createHash('sha256').update(hostname()).digest('hex').slice(0, 4);

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: string }).code !== 'ESRCH';
  }
}

/** Removes what writers of a file that were killed on this machine have left. */
async function removeLeftovers(target: string): Promise<void> {
  const folder = path.dirname(target);
  const start = `${path.basename(target)}.${HOST}.`;
  for (const name of await readdir(folder)) {
    const pid = name.startsWith(start) && /^(\d+)\.tmp$/.exec(name.slice(start.length))?.[1];
    if (pid && !isRunning(Number(pid))) await rm(path.join(folder, name), { force: true });
  }
}

/** Writes a file, and the folder that it is in, as a whole or not at all. */
export async function writeWhole(target: string, content: Content): Promise<void> {
  const unfinished = `${target}.${HOST}.${process.pid}.tmp`;
  try {
    await makeFolder(path.dirname(path.resolve(target)));
    await removeLeftovers(target);
    const handle = await open(unfinished, 'w');
    try {
      await writeFile(handle, content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(unfinished, target);
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => {});
    throw fileError('write', target, error);
  }
}

export class FolderStore implements Store {
  constructor(readonly root: string) {}

  async prepare(): Promise<void> {
    try {
      await makeFolder(path.resolve(this.root));
      await access(this.root, constants.W_OK | constants.X_OK);
    } catch (error) {
      throw fileError('write to the folder', this.root, error);
    }
  }

  async read(file: string): Promise<Uint8Array | undefined> {
    try {
      return await readFile(this.pathOf(file));
    } catch (error) {
      if ((error as { code?: string }).code === 'ENOENT') return undefined;
      throw fileError('read', this.pathOf(file), error);
    }
  }

  async peek(file: string, length: number): Promise<Peek | undefined> {
    try {
      const handle = await open(this.pathOf(file));
      try {
        const { buffer, bytesRead } = await handle.read(new Uint8Array(length), 0, length, 0);
        return { start: buffer.subarray(0, bytesRead), size: (await handle.stat()).size };
      } finally {
        await handle.close();
      }
    } catch (error) {
      if ((error as { code?: string }).code === 'ENOENT') return undefined;
      throw fileError('read', this.pathOf(file), error);
    }
  }

  async digest(file: string): Promise<Digest | undefined> {
    const hash = createHash('sha256');
    let size = 0;
    try {
      for await (const piece of createReadStream(this.pathOf(file))) {
        hash.update(piece);
        size += piece.length;
      }
    } catch (error) {
      if ((error as { code?: string }).code === 'ENOENT') return undefined;
      throw fileError('read', this.pathOf(file), error);
    }
    return { size, sha256: hash.digest('hex') };
  }

  async write(file: string, content: Content): Promise<void> {
    await writeWhole(this.pathOf(file), content);
  }

  async remove(file: string): Promise<void> {
    try {
      await rm(this.pathOf(file), { force: true });
    } catch (error) {
      throw fileError('remove', this.pathOf(file), error);
    }
  }

  async list(folder: string): Promise<string[]> {
    try {
      const entries = await readdir(this.pathOf(folder), { withFileTypes: true });
      return entries.flatMap((entry) => (entry.isFile() ? [entry.name] : [])).sort();
    } catch (error) {
      if ((error as { code?: string }).code === 'ENOENT') return [];
      throw fileError('read the folder', this.pathOf(folder), error);
    }
  }

  pathOf(file: string): string {
    return path.join(this.root, file);
  }
}

/** The store that a study uses where no other is given. */
export function openStore(root: string): Store {
  return new FolderStore(root);
}
