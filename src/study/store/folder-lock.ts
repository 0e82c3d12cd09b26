/**
 * A lock on disk: a file that only one can create, whoever shares the folder. Its holder gives
 * signs of life; where none is seen for some seconds, it is taken from him. Process ids say nothing:
 * those of another machine or container are not ours.
 */

import { randomBytes, randomInt } from 'node:crypto';
import { type FileHandle, link, open, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as later } from 'node:timers/promises';
import { codeOf, DeathWatch, fileError, makeFolder, nameBeside, signsOfLife } from './disk.js';
import type { Lock } from './types.js';

const SIGN_OF_LIFE_MS = 2_000;
/** A holder who does without for so long is dead, or asleep, and learns of it when he lets go. */
const DEAD_MS = 20_000;

const TOKEN_LENGTH = 32;
const TOKEN = /^[0-9a-f]*$/;

const FIRST_WAIT_MS = 2;
const LONGEST_WAIT_MS = 100;

/** Who holds a lock, and his last sign of life. */
interface Holder {
  readonly token: string;
  readonly mtimeMs: number;
  readonly size: number;
}

/** Opened anew each time: so a network's file system asks its server. */
async function holderOf(file: string): Promise<Holder | undefined> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(file);
    const { mtimeMs, size } = await handle.stat();
    return { token: await handle.readFile('utf8'), mtimeMs, size };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  } finally {
    await handle?.close();
  }
}

/**
 * Removes a lock if it is the one that is meant. Between looking and removing it could have become
 * another's, where a holder taken for dead wakes just then: so it is given another name first, which
 * only one can do, and looked at again. Another's is put back; where a third one came meanwhile,
 * that one learns when he lets go that he has lost it.
 */
async function takeAway(file: string, isMeant: (holder: Holder) => boolean): Promise<boolean> {
  const there = await holderOf(file);
  if (there === undefined || !isMeant(there)) return false;
  const aside = nameBeside(file);
  try {
    await rename(file, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
  const holder = await holderOf(aside);
  const meant = holder !== undefined && isMeant(holder);
  if (!meant) await link(aside, file).catch(() => {});
  await rm(aside, { force: true });
  return meant;
}

/**
 * Takes a lock from a holder who is dead; false where one lives. Of those who have seen him dead
 * only one at a time takes it, under a lock of its own: else the second would take that of who
 * came after the first.
 */
async function freeIfDead(file: string, watch: DeathWatch): Promise<boolean> {
  const holder = await holderOf(file);
  if (holder === undefined) return true;
  const { token, mtimeMs } = holder;
  const id = `${file} ${token}`;
  if (!watch.isDead(id, holder, await stat(path.dirname(file)))) return false;
  watch.forget(id);
  const taking = await lockFile(`${file}.lock`);
  try {
    await takeAway(file, (found) => found.token === token && found.mtimeMs === mtimeMs);
  } finally {
    await taking.release();
  }
  return true;
}

/** Removes a file if it is a lock, and its holder dead. */
export async function removeDeadLock(file: string, watch: DeathWatch): Promise<void> {
  const isLock =
    (await stat(file)).size === TOKEN_LENGTH && TOKEN.test((await holderOf(file))!.token);
  if (isLock) await freeIfDead(file, watch);
}

/** What systems say of folders whose files can have but one name, as on FAT and some shares. */
const NO_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EINVAL', 'EMLINK', 'EXDEV'];

/** Opens a file that was not there; makes its folder. */
async function openNew(file: string): Promise<FileHandle> {
  try {
    return await open(file, 'wx');
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    await makeFolder(path.dirname(path.resolve(file)));
    return open(file, 'wx');
  }
}

/** Creates a file with a text; whatever fails, nothing of it stays. */
async function write(file: string, text: string): Promise<FileHandle> {
  const handle = await openNew(file);
  try {
    await handle.writeFile(text);
    return handle;
  } catch (error) {
    // On a full disk: an empty one is nobody's.
    await handle.close();
    await takeAway(file, (holder) => text.startsWith(holder.token)).catch(() => {});
    throw error;
  }
}

/** Gives a file the name too, unless that is another's; an error tells what the system said. */
async function linkTo(name: string, file: string, handle: FileHandle): Promise<boolean> {
  try {
    await link(file, name);
    return true;
  } catch (error) {
    // Over a network a link that was made can be said to be there already; what was written beside
    // can have been swept, while its process slept.
    if (codeOf(error) === 'EEXIST') return (await handle.stat()).nlink === 2;
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}

/**
 * Creates the lock, with who holds it in it, unless it is there. It is written under another name:
 * who is killed before he has written would leave a file that nobody can tell to be a lock.
 */
async function create(file: string, token: string): Promise<FileHandle | undefined> {
  const beside = nameBeside(file);
  const handle = await write(beside, token);
  try {
    if (await linkTo(file, beside, handle)) return handle;
  } catch (error) {
    await handle.close();
    if (!NO_LINKS.includes(codeOf(error))) throw error;
    return write(file, token).catch((again) => {
      if (codeOf(again) === 'EEXIST') return undefined;
      throw again;
    });
  } finally {
    await rm(beside, { force: true });
  }
  await handle.close();
  return undefined;
}

async function hold(file: string, handle: FileHandle, token: string): Promise<Lock> {
  const endSigns = await signsOfLife(handle, SIGN_OF_LIFE_MS);
  return {
    async release() {
      endSigns();
      try {
        await handle.close();
        return await takeAway(file, (holder) => holder.token === token);
      } catch (error) {
        throw fileError('give up the lock', file, error);
      }
    },
  };
}

/** Waits for a lock and takes it. Throws as writing a file does. */
export async function lockFile(file: string): Promise<Lock> {
  const watch = new DeathWatch(DEAD_MS);
  const token = randomBytes(TOKEN_LENGTH / 2).toString('hex');
  let wait = FIRST_WAIT_MS;
  try {
    for (;;) {
      if (await freeIfDead(file, watch)) {
        const handle = await create(file, token);
        if (handle !== undefined) return await hold(file, handle, token);
      }
      await later(randomInt(wait, 2 * wait));
      wait = Math.min(2 * wait, LONGEST_WAIT_MS);
    }
  } catch (error) {
    throw fileError('lock', file, error);
  }
}
