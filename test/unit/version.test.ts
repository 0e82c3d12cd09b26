/** The versions of the package and of its numbers. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { NUMBERS, VERSION } from '../../src/version.js';

test('the version is that of package.json', () => {
  const file = new URL('../../package.json', import.meta.url);
  assert.equal(VERSION, JSON.parse(readFileSync(file, 'utf8')).version);
});

test('the version of the numbers is how often they changed', () => {
  const changelog = readFileSync(new URL('../../CHANGELOG.md', import.meta.url), 'utf8');
  const sections = changelog.split(/^#+ /m).filter((section) => section.startsWith('Numbers\n'));
  assert.equal(NUMBERS, sections.join('').match(/^- /gm)!.length);
});
