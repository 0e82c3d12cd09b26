/**
 * `--plugin FILE.mjs`: modules of users' own that add to the library's dictionaries. What they
 * import as 'apebench' is the very library that the command line runs, wherever they lie.
 */

import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { register } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { countAdded } from '../config/index.js';
import { clipped, on, UserError } from '../errors.js';
import type { PluginFile } from '../study/running/index.js';

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

/**
 * Imports a module. Throws a UserError where it awaits what never comes: when there is nothing left to
 * do, Node would end.
 */
async function load(href: string): Promise<void> {
  let giveUp = () => {};
  const idle = new Promise<never>((_, reject) => {
    giveUp = () => reject(new UserError('it awaits what never comes'));
    process.once('beforeExit', giveUp);
  });
  try {
    await Promise.race([import(href), idle]);
  } finally {
    process.off('beforeExit', giveUp);
  }
}

/** The modules that were loaded, each once. */
const loaded = new Map<string, PluginFile>();

/** The plugins of this process, in the order in which they came. */
export const loadedPlugins = (): PluginFile[] => [...loaded.values()];

/** The SHA-256 of each. */
export const pluginDigests = (): string[] => loadedPlugins().map(({ sha256 }) => sha256);

/** Of a longer path messages show the beginning. */
const shown = (file: string) => clipped(file, 160);

/** Why it is no file that can be loaded; also of a name that is too long, or may not be looked at. */
function faultOf(file: string): string | undefined {
  try {
    const found = statSync(file);
    if (found.isFile()) return undefined;
    return found.isDirectory() ? 'it is a folder' : 'it is no file';
  } catch {
    return 'there is no such file';
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
  for (const file of files) {
    const fault = faultOf(file);
    if (fault !== undefined) {
      throw on('files', new UserError(`--plugin '${shown(file)}': ${fault}`));
    }
    const full = path.resolve(file);
    const { href } = pathToFileURL(full);
    if (loaded.has(href)) continue;
    const sha256 = createHash('sha256').update(readFileSync(full)).digest('hex');
    loaded.set(href, { path: full, sha256 });
    const before = countAdded();
    try {
      await load(href);
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
