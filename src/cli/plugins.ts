/**
 * `--plugin FILE.mjs`: modules of users' own that add to the library's dictionaries. What they
 * import as 'apebench' is the very library that the command line runs, wherever they lie.
 */

import { statSync } from 'node:fs';
import { register } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { countAdded } from '../config/index.js';
import { clipped, UserError } from '../errors.js';

/** Set by the build; not defined when the sources run unbundled. */
declare const __BUNDLED__: true | undefined;

function shareLibrary(): void {
  const index = typeof __BUNDLED__ === 'undefined' ? '../index.ts' : './index.js';
  const url = JSON.stringify(new URL(index, import.meta.url).href);
  const hook = `export const resolve = (specifier, context, next) =>
    specifier === 'apebench' ? { url: ${url}, shortCircuit: true } : next(specifier, context);`;
  register(`data:text/javascript,${encodeURIComponent(hook)}`);
}

/** What a plugin threw; of a syntax error the place, too, which Node puts before the stack. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return `it threw ${String(error)}`;
  const [place] = error instanceof SyntaxError ? (error.stack ?? '').split('\n') : [];
  return place?.startsWith('file:') ? `${error.message} (${place})` : error.message;
}

/** Of a longer path messages show the beginning. */
const shown = (file: string) => clipped(file, 160);

/** False also for a name that is too long for the system, or may not be looked at. */
function isFile(file: string): boolean {
  try {
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/**
 * Imports plugins, and calls `tell` with each that was. Throws a UserError for one that fails, and
 * for one that adds nothing.
 */
export async function loadPlugins(
  files: readonly string[],
  tell: (file: string) => void,
): Promise<void> {
  if (files.length > 0) shareLibrary();
  const loaded = new Set<string>();
  for (const file of files) {
    if (!isFile(file)) throw new UserError(`--plugin '${shown(file)}': there is no such file`);
    const { href } = pathToFileURL(path.resolve(file));
    if (loaded.has(href)) continue;
    loaded.add(href);
    const before = countAdded();
    try {
      await import(href);
    } catch (error) {
      throw new UserError(`--plugin ${shown(file)}: ${messageOf(error)}`, { cause: error });
    }
    if (countAdded() === before) {
      throw new UserError(
        `--plugin ${shown(file)}: it adds nothing to a dictionary of the library, as ` +
          "`import { archExtensions } from 'apebench'; archExtensions.MyNet = …` does (or a plugin " +
          'before it, which imports it, has brought that already)',
      );
    }
    tell(shown(file));
  }
}
