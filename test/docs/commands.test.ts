/**
 * Commands that the documents name in a line of text, or in a block that is not run: each is one of
 * `apebench`, with options that it has, and those that only look do what the text says; scripts of npm and
 * files are there.
 */

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { apebench } from '../cli/apebench.js';
import { blocksOf, pages, root, textOf } from './blocks.js';

/** Lines of a shell that a page shows, with where they stand. */
function linesOf(page: string): string[] {
  const text = textOf(page);
  const inline = [...text.matchAll(/`([^`\n]+)`/g)].map(([, code]) => code!);
  const shown = blocksOf(page)
    .filter(({ language, mark }) => ['sh', ''].includes(language) && mark.kind === 'not run')
    .flatMap(({ code }) => code.replaceAll('\\\n', ' ').split('\n'));
  return [...inline, ...shown.map((line) => line.replace(/^\$ /, ''))];
}

const all = pages().flatMap((page) => linesOf(page).map((line) => ({ page, line })));

/** `study status` and its kin have options of their own. */
const SUBCOMMANDS = ['study status', 'study melt', 'study export'];

const helps = new Map<string, Promise<string>>();

function helpOf(command: string): Promise<string> {
  const known =
    helps.get(command) ?? apebench(...command.split(' '), '--help').then(({ stdout }) => stdout);
  helps.set(command, known);
  return known;
}

test('every command of apebench that is named is there, with the options that are named', async () => {
  const commands = all.flatMap(({ page, line }) => {
    const [, words] = /^(?:npx )?apebench ([a-z].*)$/.exec(line.trim()) ?? [];
    return words === undefined ? [] : [{ page, words }];
  });
  assert.ok(commands.length > 60, `${commands.length} commands`);
  for (const { page, words } of commands) {
    const [first, second = ''] = words.split(' ');
    const both = `${first} ${second}`;
    const help = await helpOf(SUBCOMMANDS.includes(both) ? both : first!);
    assert.match(help, new RegExp(`^apebench ${first}\\b`), `${page}: ${words}`);
    for (const [, option] of words.matchAll(/ (--[a-z][a-z0-9-]*)/g)) {
      const name = option!.replace(/^--(no|dont)-/, '--');
      assert.ok(help.includes(name), `${page}: ${words}: there is no ${option}`);
    }
  }
});

/** What a reader puts in the place of words that stand for others. */
const MEANT: Readonly<Record<string, string>> = {
  ...{ KEY: 'diff_adv', NET: 'Pure;3', TRAIN: 'one', WHAT: 'nets' },
};

/** The words of a command, as a shell reads them. */
const wordsOf = (command: string): string[] =>
  [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(
    ([, quoted, bare = '']) => quoted ?? MEANT[bare] ?? bare,
  );

test('what is named in a line of text to look things up does that', async () => {
  // The command, and the rest of its sentence.
  const named = pages().flatMap((page) =>
    [...textOf(page).matchAll(/`(?:npx )?apebench ((?:inspect|list) [^`\n]+)`(?=([^.|]*))/g)].map(
      ([, command, says]) => ({ page, command: command!, says: says! }),
    ),
  );
  assert.ok(named.length >= 15, `${named.length} commands`);
  let costs = 0;
  for (const { page, command, says } of named) {
    const { code, stdout, stderr } = await apebench(...wordsOf(command));
    assert.equal(code, 0, `${page}: ${command}: ${stderr}`);
    if (!/\b(costs|takes)\b/.test(says)) continue;
    assert.match(stdout, /^operations per update: [\d,]+$/m, `${page}: ${command}`);
    costs++;
  }
  assert.ok(costs >= 3, `${costs} commands that say what something costs`);
});

test('every script and every file that a command names is there', () => {
  const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> };
  let count = 0;
  for (const { page, line } of all) {
    const [, script] = /^npm run ([\w:-]+)/.exec(line) ?? [];
    const [, file] = /^(?:npx tsx|node) ((?:bench|test|docs|examples)\/[\w./-]+)/.exec(line) ?? [];
    if (script !== undefined) assert.ok(scripts[script], `${page}: npm run ${script}`);
    if (file !== undefined) {
      const there = [file, `${file}/index.ts`].some((name) => existsSync(path.join(root, name)));
      assert.ok(there, `${page}: there is no ${file}`);
    }
    if (script !== undefined || file !== undefined) count++;
  }
  assert.ok(count > 10, `${count}`);
});
