// README as npm's page shows it, where relative links lead nowhere: they become addresses of the
// package's own files of this version. `npm pack` and `npm publish` call `prepack`, which puts it in the
// place of README.md, and `postpack`, which puts that back; `print` prints it.

import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const file = (name) => fileURLToPath(new URL(name, import.meta.url));
const [README, KEPT] = ['README.md', '.README.kept.md'].map(file);
const { name, version } = JSON.parse(readFileSync(file('package.json'), 'utf8'));

/** Links, and the pictures of tags. */
const RELATIVE = /(\]\(|\b(?:src|srcset)=")(?!https?:|#)([^)"\s]+)/g;

const absolute = (text) => text.replaceAll(RELATIVE, `$1https://unpkg.com/${name}@${version}/$2`);

const tasks = {
  print: () => process.stdout.write(absolute(readFileSync(README, 'utf8'))),
  prepack() {
    renameSync(README, KEPT);
    writeFileSync(README, absolute(readFileSync(KEPT, 'utf8')));
  },
  postpack: () => renameSync(KEPT, README),
};

tasks[process.argv[2]]();
