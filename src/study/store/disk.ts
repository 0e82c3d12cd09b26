/** Files on disk: what the system's errors mean, and whether who has a file open is alive. */

import { randomBytes } from 'node:crypto';
import type { Stats } from 'node:fs';
import { type FileHandle, mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { clipped, on, systemError } from '../../errors.js';

/** Of a longer path messages show the beginning. */
const LONGEST_PATH = 160;

/** What the operating system said, in plain words; other errors stay what they are. */
export function fileError(doing: string, file: string, error: unknown): unknown {
  return on('files', systemError(`cannot ${doing} '${clipped(file, LONGEST_PATH)}'`, error));
}

/** What the operating system calls an error. */
export const codeOf = (error: unknown): string => (error as { code?: string }).code ?? '';

/**
 * Makes a folder and those above it. Node's own recursive mkdir never returns where the system says
 * that a parent is missing although it is there, as under /proc (seen in 20.20).
 */
export async function makeFolder(folder: string, andThoseAbove = true): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EEXIST' && (await stat(folder)).isDirectory()) return;
    const parent = path.dirname(folder);
    if (code !== 'ENOENT' || parent === folder || !andThoseAbove) throw error;
    await makeFolder(parent);
    // By now another process may have made it.
    await makeFolder(folder, false);
  }
}

/** A name beside a file that no other has. */
export const nameBeside = (file: string): string => `${file}.${randomBytes(6).toString('hex')}.tmp`;

/** What follows the name of the file. */
export const BESIDE = /\.[0-9a-f]{12}\.tmp$/;

/**
 * Signs of life of who has a file open, until the function that is returned is called: its time
 * moves on. A clock that is behind or is set back makes no file look older than it is.
 */
export async function signsOfLife(handle: FileHandle, everyMs: number): Promise<() => void> {
  const { mtimeMs } = await handle.stat();
  const since = performance.now();
  const timer = setInterval(() => {
    const now = new Date(Math.max(Date.now(), mtimeMs + performance.now() - since));
    handle.utimes(now, now).catch(() => {});
  }, everyMs);
  return () => clearInterval(timer);
}

/** Between the last sign of life and a later change of the folder by the file system's own clock. */
const LONG_DEAD_MS = 30 * 24 * 3600 * 1000;

/**
 * Whether those are dead who had files open. Clocks are set and differ between machines, so ours and
 * a file's time are not compared: dead is of whom no sign was seen for so long by a clock that only
 * runs forward, or whose folder was changed a month after the last one.
 */
export class DeathWatch {
  private readonly seen = new Map<string, { sign: string; since: number }>();

  constructor(private readonly deadMs: number) {}

  isDead(file: string, { mtimeMs, size }: Pick<Stats, 'mtimeMs' | 'size'>, folder: Stats): boolean {
    const now = performance.now();
    const sign = `${mtimeMs} ${size}`;
    const before = this.seen.get(file);
    if (before?.sign !== sign) this.seen.set(file, { sign, since: now });
    else if (now - before.since > this.deadMs) return true;
    return folder.mtimeMs - mtimeMs > LONG_DEAD_MS;
  }

  forget(file: string): void {
    this.seen.delete(file);
  }
}
