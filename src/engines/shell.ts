/** Words of scripts. */

import { realpathSync } from 'node:fs';
import { startWords } from '../platform/runtime.js';

/** A word as a shell takes it, whatever it holds. */
export const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

/** A command as a shell takes it. */
export const shellLine = (words: readonly string[]): string => words.map(quoted).join(' ');

/** How this very command line is called from anywhere, by absolute paths. */
export function ownCommand(): string[] {
  return [...startWords(), realpathSync(process.argv[1]!)];
}
