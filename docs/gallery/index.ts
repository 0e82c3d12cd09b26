/**
 * `npm run docs`: writes `docs/config-strings.md`, `docs/scenarios.md` and the pictures that it shows, and
 * removes pictures that it shows no more. A picture that is there under its name is not made again.
 */

import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { withBackend } from '../../src/backends/index.js';
import { drawEntry } from './picture.js';
import { stringsPage } from './strings.js';
import { pageOf } from './text.js';
import { entries } from './views.js';

const docs = fileURLToPath(new URL('..', import.meta.url));
const folder = path.join(docs, 'scenarios');
const all = entries();

mkdirSync(folder, { recursive: true });
writeFileSync(path.join(docs, 'scenarios.md'), pageOf(all));
writeFileSync(path.join(docs, 'config-strings.md'), stringsPage());
const shown = new Set(all.map(({ picture }) => picture));
for (const file of readdirSync(folder)) {
  if (!shown.has(file)) rmSync(path.join(folder, file));
}
await withBackend({}, async (backend) => {
  for (const entry of all) {
    const file = path.join(folder, entry.picture);
    if (existsSync(file)) continue;
    writeFileSync(file, await drawEntry(entry, backend));
    console.log(path.relative(docs, file));
  }
});
