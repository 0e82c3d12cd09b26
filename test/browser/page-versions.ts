/** Versions of the built pages, for tests of what happens when one follows another. */

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** The version of the pages in a folder. */
export function versionIn(folder: string): string {
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries.find((entry) => entry.isDirectory() && entry.name !== 'docs')!.name;
}

/**
 * Makes a later version of the pages in a folder: the same under another name, and with that name in
 * the title. Nothing of the version before is left.
 */
export function replaceVersion(folder: string, hash: string): string {
  const before = versionIn(folder);
  const version = `${before.split('-')[0]}-${hash}`;
  renameSync(path.join(folder, before), path.join(folder, version));
  let worker = readFileSync(path.join(folder, 'sw.js'), 'utf8').replaceAll(before, version);
  for (const name of ['index.html', 'bench.html']) {
    const file = path.join(folder, name);
    const old = readFileSync(file, 'utf8');
    const html = old.replaceAll(before, version).replace(/<title>.*</, `<title>${version}<`);
    writeFileSync(file, html);
    worker = worker.replace(integrityOf(old), integrityOf(html));
  }
  writeFileSync(path.join(folder, 'sw.js'), worker);
  return version;
}

const integrityOf = (text: string): string =>
  `sha256-${createHash('sha256').update(text).digest('base64')}`;
