/** Folders that processes work in which are killed. */

import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** The files in a folder and those below. */
export const filesOf = (out: string): string[] =>
  (readdirSync(out, { recursive: true }) as string[])
    .filter((file) => statSync(path.join(out, file)).isFile())
    .sort();

/** The bytes of a file, one character each. */
export const readText = (file: string): string => readFileSync(file).toString('latin1');

/** A folder that is gone after `use`. */
export async function inFolder<T>(use: (out: string) => Promise<T>): Promise<T> {
  const out = mkdtempSync(path.join(tmpdir(), 'apebench-kill-'));
  try {
    return await use(out);
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

/** Makes what was left half-written, and a lock that is held, look as they will in two months. */
export function age(out: string): void {
  const then = new Date(Date.now() - 60 * 24 * 3600_000);
  for (const file of filesOf(out)) {
    if (/\.(tmp|lock)$/.test(file)) utimesSync(path.join(out, file), then, then);
  }
}
