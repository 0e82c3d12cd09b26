/**
 * A store on disk, which processes and machines may share. A kill at any moment leaves each file as
 * it was or as it should be, and at most a `FILE.RANDOM.tmp` beside it. Its writer gives a sign of
 * life while it writes; who has seen none for a minute removes it. Process ids say nothing: those
 * of another machine or container are not ours.
 */

import { createHash } from 'node:crypto';
import { constants, type Stats, statSync } from 'node:fs';
import {
  access,
  type FileHandle,
  open,
  readdir,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../errors.js';
import { breathe } from '../../platform/index.js';
import {
  BESIDE,
  codeOf,
  DeathWatch,
  fileError,
  makeFolder,
  nameBeside,
  signsOfLife,
} from './disk.js';
import { lockFile, removeDeadLock } from './folder-lock.js';
import type { Content, Digest, Lock, Peek, Stamp, Store, Stray } from './types.js';

export { fileError } from './disk.js';

/** Of a file, also where what should be its folder is a file. */
const isAbsent = (error: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes(codeOf(error));

const SIGN_OF_LIFE_MS = 10_000;
/** Without a sign of life for so long, a writer is dead. */
const DEAD_MS = 60_000;
const LOOK_MS = 5_000;

/** For the life of the process: a leftover that is seen twice in a minute may go. */
const leftovers = new DeathWatch(DEAD_MS);

/** Removes what writers that died have left: of the file of this name, or of every file. */
async function removeLeftovers(folder: string, target?: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    const ending = BESIDE.exec(name)?.[0];
    if (target !== undefined && name !== `${target}${ending}`) continue;
    const file = path.resolve(folder, name);
    try {
      if (name.endsWith('.lock')) await removeDeadLock(file, leftovers);
      if (ending === undefined) continue;
      if (!leftovers.isDead(file, await stat(file), await stat(folder))) continue;
      leftovers.forget(file);
      await rm(file, { force: true });
    } catch {
      // It may be gone by now, or another user's: then it stays.
    }
  }
}

/** When leftovers in a folder were looked for, by `performance.now()`. */
const looked = new Map<string, number>();

/** Whether it is time to look for leftovers in a folder that is written to: it may hold very many files. */
function isTimeToLook(folder: string): boolean {
  const [at, now] = [path.resolve(folder), performance.now()];
  if (now - (looked.get(at) ?? Number.NEGATIVE_INFINITY) < LOOK_MS) return false;
  looked.set(at, now);
  return true;
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
  const unfinished = nameBeside(target);
  try {
    const folder = path.dirname(target);
    await makeFolder(path.resolve(folder));
    if (isTimeToLook(folder)) await removeLeftovers(folder, path.basename(target));
    const handle = await open(unfinished, 'wx');
    let endSigns = () => {};
    try {
      endSigns = await signsOfLife(handle, SIGN_OF_LIFE_MS);
      await writeFile(handle, content);
      await handle.sync();
    } finally {
      endSigns();
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

const STAMPS_AT_ONCE = 500;

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
    const done = await this.opened(file, async (handle, { size }) => {
      // A piece is allocated whole, however little there is to read.
      const highWaterMark = Math.min(PIECE, size + 1);
      const stream = handle.createReadStream({ highWaterMark, autoClose: false });
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
    use: (handle: FileHandle, found: Stats) => Promise<T>,
  ): Promise<T | undefined> {
    let handle: FileHandle | undefined;
    try {
      const found = await stat(this.pathOf(file));
      const what = strayOf(found);
      // A pipe that nobody writes to would be opened for ever.
      if (what !== undefined) throw new UserError(`cannot read '${this.pathOf(file)}': ${what}`);
      handle = await open(this.pathOf(file));
      return await use(handle, found);
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
      if (codeOf(error) === 'ENOENT') return;
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

  lock(file: string): Promise<Lock> {
    return lockFile(this.pathOf(file));
  }

  async list(folder: string): Promise<string[]> {
    const entries = await this.entries(folder);
    return entries.flatMap(({ name, what }) => (what === undefined ? [name] : []));
  }

  async stamps(folder: string): Promise<ReadonlyMap<string, Stamp>> {
    const stamps = new Map<string, Stamp>();
    for (const [i, name] of (await this.list(folder)).entries()) {
      // Asked one by one and not through threads it takes a tenth of the time.
      if (i % STAMPS_AT_ONCE === 0) await breathe();
      const found = statSync(path.join(this.pathOf(folder), name), { throwIfNoEntry: false });
      if (found !== undefined) stamps.set(name, { size: found.size, modified: found.mtimeMs });
    }
    return stamps;
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
      const found: { name: string; what?: string }[] = [];
      for (const entry of entries) {
        const { name } = entry;
        const what = entry.isSymbolicLink()
          ? await stat(path.join(at, name)).then(strayOf, () => 'it is a link that leads nowhere')
          : strayOf(entry);
        found.push({ name, what });
      }
      return found.sort((a, b) => (a.name < b.name ? -1 : 1));
    } catch (error) {
      if (isAbsent(error)) return [];
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
