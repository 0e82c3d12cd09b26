/** The checks of test/cases/byte-views.ts in an engine, on the build: the lines of what was checked. */

import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import type { Engine } from './engines.js';

const LIBRARY = new URL('../../dist/index.js', import.meta.url);

/** Deno looks for packages of a script from where it lies. */
const CACHE = fileURLToPath(new URL('../../node_modules/.cache', import.meta.url));

/** One module, since not every engine reads TypeScript. */
const SCRIPT = `
  import process from 'node:process';
  import { checkByteViews } from '../cases/byte-views.js';
  console.log(JSON.stringify(await checkByteViews(await import(process.argv[2]))));
`;

/** It takes seconds, and under emulation half a minute. */
const TIMEOUT_MS = 10 * 60_000;

/** Rejects where a file was read wrongly. */
export async function byteViewsIn({ words }: Pick<Engine, 'words'>): Promise<string[]> {
  mkdirSync(CACHE, { recursive: true });
  const folder = mkdtempSync(path.join(CACHE, 'apebench-views-'));
  try {
    const outfile = path.join(folder, 'byte-views.mjs');
    const resolveDir = fileURLToPath(new URL('.', import.meta.url));
    const stdin = { contents: SCRIPT, resolveDir };
    await build({ stdin, outfile, bundle: true, format: 'esm', platform: 'node' });
    const [program, ...rest] = words;
    const options = { timeout: TIMEOUT_MS };
    const { stdout } = await promisify(execFile)(
      program!,
      [...rest, outfile, LIBRARY.href],
      options,
    );
    return JSON.parse(stdout) as string[];
  } finally {
    rmSync(folder, { recursive: true });
  }
}
