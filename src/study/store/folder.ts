/**
 * A store on disk, which processes and machines may share. A kill at any moment leaves each file as
 * it was or as it should be, and at most a `FILE.RANDOM.tmp` beside it. Its writer gives a sign of
 * life while it writes; where there was none for a minute, the next writer removes it. Process ids
 * say nothing: those of another machine or container are not ours.
 */

import { createHash, randomBytes } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import {
  access,
  type FileHandle,
  mkdir,
  open,
  readdir,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import { clipped, systemError, UserError } from '../../errors.js';
import type { Content, Digest, Peek, Store, Stray } from './types.js';

/** Of a longer path messages show the beginning. */
const LONGEST_PATH = 160;

/** What the operating system said, in plain words; other errors stay what they are. */
export function fileError(doing: string, file: string, error: unknown): unknown {
  return systemError(`cannot ${doing} '${clipped(file, LONGEST_PATH)}'`, error);
}

/**
 * Makes a folder and those above it. Node's own recursive mkdir never returns where the system says
 * that a parent is missing although it is there, as under /proc (seen in 20.20).
 */
async function makeFolder(folder: string, andThoseAbove = true): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === 'EEXIST' && (await stat(folder)).isDirectory()) return;
    const parent = path.dirname(folder);
    if (code !== 'ENOENT' || parent === folder || !andThoseAbove) throw error;
    await makeFolder(parent);
    // By now another process may have made it.
    await makeFolder(folder, false);
  }
}

/** Of a file, also where what should be its folder is a file. */
const isAbsent = (error: unknown): boolean =>
  ['ENOENT', 'ENOTDIR'].includes((error as { code?: string }).code ?? '');

/** Without a sign of life for so long, a writer is dead. */
const DEAD_MS = 60_000;
const SIGN_OF_LIFE_MS = 10_000;

/** What follows the name of the file. */
const TEMPORARY = /\.[0-9a-f]{12}\.tmp$/;

/** Removes what writers that died have left: of the file of this name, or of every file. */
async function removeLeftovers(folder: string, target?: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    const ending = TEMPORARY.exec(name)?.[0];
    if (ending === undefined || (target !== undefined && name !== target + ending)) continue;
    const file = path.join(folder, name);
    // It may be gone by now, or another user's: then it stays.
    const { mtimeMs } = await stat(file).catch(() => ({ mtimeMs: Date.now() }));
    if (Date.now() - mtimeMs > DEAD_MS) await rm(file, { force: true }).catch(() => {});
  }
}

let written = 0;

/** Whether something is being written that is there already; what is yet made is not. */
export const isWriting = (): boolean => written > 0;

/** Writes a file, and the folder that it is in, as a whole or not at all. */
export async function writeWhole(target: string, content: Content): Promise<void> {
  const count = typeof content === 'string' || ArrayBuffer.isView(content) ? 1 : 0;
  written += count;
  try {
    await writeThenRename(target, content);
  } finally {
    written -= count;
  }
}

async function writeThenRename(target: string, content: Content): Promise<void> {
  const unfinished = `${target}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    await makeFolder(path.dirname(path.resolve(target)));
    await removeLeftovers(path.dirname(target), path.basename(target));
    const handle = await open(unfinished, 'wx');
    const signOfLife = setInterval(() => {
      const now = new Date();
      handle.utimes(now, now).catch(() => {});
    }, SIGN_OF_LIFE_MS);
    try {
      await writeFile(handle, content);
      await handle.sync();
    } finally {
      clearInterval(signOfLife);
      await handle.close();
    }
    await rename(unfinished, target);
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => {});
    throw fileError('write', target, error);
  }
}

/** What is no file, in words. */
function strayOf(found: Pick<Stats, 'isFile' | 'isDirectory'>): string | undefined {
  if (found.isFile()) return undefined;
  return found.isDirectory() ? 'it is a folder' : 'it is no file';
}

/** Bytes of a piece. */
const PIECE = 1 << 20;

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
    return this.opened(file, (handle) => handle.readFile());
  }

  async readPieces(file: string, take: (piece: Uint8Array) => void): Promise<boolean> {
    const done = await this.opened(file, async (handle) => {
      const stream = handle.createReadStream({ highWaterMark: PIECE, autoClose: false });
      for await (const piece of stream) take(piece);
      return true;
    });
    return done ?? false;
  }

  async peek(file: string, length: number): Promise<Peek | undefined> {
    return this.opened(file, async (handle) => {
      const { buffer, bytesRead } = await handle.read(new Uint8Array(length), 0, length, 0);
      const { size, mtimeMs } = await handle.stat();
      return { start: buffer.subarray(0, bytesRead), size, modified: mtimeMs };
    });
  }

  /** Does something with a file that is open; undefined if there is none. */
  private async opened<T>(
    file: string,
    use: (handle: FileHandle) => Promise<T>,
  ): Promise<T | undefined> {
    let handle: FileHandle | undefined;
    try {
      const what = strayOf(await stat(this.pathOf(file)));
      // A pipe that nobody writes to would be opened for ever.
      if (what !== undefined) throw new UserError(`cannot read '${this.pathOf(file)}': ${what}`);
      handle = await open(this.pathOf(file));
      return await use(handle);
    } catch (error) {
      if (isAbsent(error)) return undefined;
      throw fileError('read', this.pathOf(file), error);
    } finally {
      await handle?.close();
    }
  }

  async digest(file: string): Promise<Digest | undefined> {
    const hash = createHash('sha256');
    let size = 0;
    const isThere = await this.readPieces(file, (piece) => {
      hash.update(piece);
      size += piece.length;
    });
    return isThere ? { size, sha256: hash.digest('hex') } : undefined;
  }

  async write(file: string, content: Content): Promise<void> {
    await writeWhole(this.pathOf(file), content);
  }

  async rename(file: string, to: string): Promise<void> {
    try {
      await rename(this.pathOf(file), this.pathOf(to));
    } catch (error) {
      if ((error as { code?: string }).code === 'ENOENT') return;
      throw fileError('rename', this.pathOf(file), error);
    }
  }

  async remove(file: string): Promise<void> {
    try {
      await rm(this.pathOf(file), { force: true });
    } catch (error) {
      throw fileError('remove', this.pathOf(file), error);
    }
  }

  async sweep(...folders: string[]): Promise<void> {
    for (const folder of folders) await removeLeftovers(this.pathOf(folder));
  }

  async list(folder: string): Promise<string[]> {
    const entries = await this.entries(folder);
    return entries.flatMap(({ name, what }) => (what === undefined ? [name] : []));
  }

  async strays(folder: string): Promise<Stray[]> {
    const entries = await this.entries(folder);
    return entries.flatMap(({ name, what }) => (what === undefined ? [] : [{ name, what }]));
  }

  /** All that a folder holds, sorted by name, and what it is where it is no file. */
  private async entries(folder: string): Promise<{ name: string; what?: string }[]> {
    const at = this.pathOf(folder);
    try {
      const entries = await readdir(at, { withFileTypes: true });
      const looked = entries.map(async (entry) => {
        const { name } = entry;
        const what = entry.isSymbolicLink()
          ? await stat(path.join(at, name)).then(strayOf, () => 'it is a link that leads nowhere')
          : strayOf(entry);
        return { name, what };
      });
      return (await Promise.all(looked)).sort((a, b) => (a.name < b.name ? -1 : 1));
    } catch (error) {
      if ((error as { code?: string }).code === 'ENOENT') return [];
      throw fileError('read the folder', at, error);
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
