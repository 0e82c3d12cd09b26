/** The versions of the package and of its numbers. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { NUMBERS, VERSION } from '../../src/version.js';

/** A file of the repository. */
const textOf = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');

test('the version is that of package.json', () => {
  assert.equal(VERSION, JSON.parse(textOf('package.json')).version);
});

test('what is to be cited has this version, and the authors by the names that the paper has', () => {
  const citation = textOf('CITATION.cff');
  assert.ok(citation.includes(`\nversion: ${VERSION}\n`));
  const names = (found: RegExp) => [...citation.matchAll(found)].map(([, name]) => name!);
  const authors = names(/family-names: "(.*)"/g).map((family, i) => [
    family,
    names(/given-names: "(.*)"/g)[i]!,
  ]);
  assert.deepEqual(authors[0], ['Koehler', 'Felix']);
  const readme = textOf('README.md');
  const bibtex = authors.map(([family, given]) => `${family}, ${given}`).join(' and ');
  assert.ok(readme.includes(`author={${bibtex.replace('ü', '{\\"u}')}}`), bibtex);
  const short = authors.map(([family, given]) => `${given![0]}. ${family}`).join(', ');
  assert.ok(readme.includes(`> ${short}: `), short);
});

test('the version of the numbers is how often they changed', () => {
  const changelog = textOf('CHANGELOG.md');
  const sections = changelog.split(/^#+ /m).filter((section) => section.startsWith('Numbers\n'));
  assert.equal(NUMBERS, sections.join('').match(/^- /gm)!.length);
});
