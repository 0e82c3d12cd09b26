/** The names that docs/from-python.md and docstrings give, and the messages of docs/troubleshooting.md, are the library's. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import * as library from '../../src/index.js';
import { blocksOf, pages, root, textOf } from './blocks.js';

/** What a path such as `steppers.Burgers` leads to; `scenario.run()` to a method. */
function at(path: string): unknown {
  const [first, ...rest] = path.replace(/\(\)$/, '').split('.');
  const from: unknown =
    first === 'scenario' ? library.BaseScenario.prototype : Reflect.get(library, first!);
  return rest.reduce((owner, name) => Reflect.get(Object(owner), name) as unknown, from);
}

test('every name on the right of the tables is there', () => {
  const page = textOf('docs/from-python.md');
  const tables = page
    .split('| Python | TypeScript |')
    .slice(1)
    .map((part) => part.split('\n\n')[0]!);
  assert.equal(tables.length, 4);
  const rows = tables.flatMap((table) => table.split('\n').filter((row) => row.startsWith('| ')));
  let count = 0;
  for (const row of rows) {
    const [, , right] = row.split('|').map((cell) => cell.trim());
    for (const [, name] of right!.matchAll(/`([A-Za-z][\w.]*(?:\(\))?)`/g)) {
      assert.notEqual(at(name!), undefined, `${name} in: ${row}`);
      count++;
    }
  }
  assert.ok(count > 150, `${count} names`);
});

test('what takes options, as their docstrings say, is there', () => {
  const users = [...textsOfSources()].flatMap(([file, text]) =>
    [...text.matchAll(/^\/\*\*(?:\n \*)? For `([\w.]+)`(?: and `([\w.]+)`)?/gm)].flatMap(
      ([, ...names]) => names.filter(Boolean).map((name) => [file, name!] as const),
    ),
  );
  assert.ok(users.length > 40, `${users.length} users`);
  for (const [file, name] of users) {
    assert.ok(
      [name, `scenario.${name}`].some((one) => typeof at(one) === 'function'),
      `${file}: ${name}`,
    );
  }
});

/** The texts of the sources, by their files. */
function textsOfSources(): Map<string, string> {
  const files = readdirSync(path.join(root, 'src'), { recursive: true }).map(String);
  const sources = files.filter((file) => /\.tsx?$/.test(file));
  return new Map(sources.map((file) => [file, readFileSync(path.join(root, 'src', file), 'utf8')]));
}

/** The texts of the sources as one, those that are put together of several lines made whole. */
function sources(): string {
  return [...textsOfSources().values()]
    .join('\n')
    .replaceAll(/(['"`])\s*\+\s*['"`]/g, '')
    .replaceAll('\\', '');
}

test('every message of the troubleshooting is one of the library', () => {
  const all = sources();
  const page = textOf('docs/troubleshooting.md');
  const tables = page
    .split(/^\| (?:Message|What one sees) \|.*\n.*\n/m)
    .slice(1)
    .map((part) => part.split('\n\n')[0]!);
  // Those of a browser, a bundler or npm are marked so, and stand in the midst of a sentence.
  const messages = tables.flatMap((table) => [
    ...table.matchAll(/^\| `([^`]+)`(?: \([A-Z][^)]*\))? \|/gm),
  ]);
  assert.ok(messages.length >= 23, `${messages.length} messages`);
  for (const [, message] of messages) {
    const parts = message!.split(/…|core\.wasm|'/).map((part) => part.trim());
    for (const part of parts.filter((one) => one.length > 6)) {
      assert.ok(all.includes(part), `no such message: ${message} (${part})`);
    }
  }
});

test('every file that a page names in code is there', () => {
  const named = pages().flatMap((page) =>
    [
      ...textOf(page).matchAll(/`((?:src|assembly|shaders|test|bench|examples|docs)\/[\w./-]+)`/g),
    ].map(([, file]) => [page, file!] as const),
  );
  assert.ok(named.length > 100, `${named.length} files`);
  for (const [page, file] of named.filter(([, name]) => !/NAME|\/dist$/.test(name))) {
    assert.ok(existsSync(path.join(root, file)), `${page}: there is no ${file}`);
  }
});

test('tests that do in the place of a block what it shows are there', () => {
  const reasons = pages().flatMap((page) =>
    blocksOf(page).flatMap(({ mark }) => (mark.kind === 'not run' ? [mark.why] : [])),
  );
  assert.ok(reasons.length > 20 && reasons.every((why) => why.length > 5));
  for (const why of reasons) {
    for (const [file] of why.matchAll(/test\/[\w/.-]+\.(?:ts|sh)/g)) {
      assert.ok(existsSync(path.join(root, file)), `there is no ${file}`);
    }
  }
});

test('lines that a page shows of a script are its lines', () => {
  const shown = pages().flatMap((page) =>
    blocksOf(page).flatMap(({ mark, code }) => {
      const [, file] = (mark.kind === 'not run' && /^lines of (\S+\w)/.exec(mark.why)) || [];
      return file === undefined ? [] : [{ page, file, code }];
    }),
  );
  assert.ok(shown.length >= 1);
  for (const { page, file, code } of shown)
    assert.ok(textOf(file).includes(code), `${page}: ${file}`);
});

test("README's links on npm's page lead to files of the package", () => {
  const { stdout } = spawnSync(process.execPath, [path.join(root, 'npm-readme.mjs'), 'print'], {
    encoding: 'utf8',
  });
  const links = [...stdout.matchAll(/\]\(([^)\s]+)\)|(?:src|srcset)="([^"]+)"/g)].map(
    ([, link, source]) => link ?? source!,
  );
  const { version } = JSON.parse(textOf('package.json')) as { version: string };
  const own = `https://unpkg.com/apebench@${version}/`;
  assert.ok(links.length > 60, `${links.length} links`);
  for (const link of links.filter((one) => !one.startsWith('#'))) {
    assert.match(link, /^https:/);
    if (!link.startsWith(own)) continue;
    const [file] = link.slice(own.length).split('#');
    assert.ok(existsSync(path.join(root, file!)), `there is no ${file}`);
  }
});
