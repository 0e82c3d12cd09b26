/** Help and messages of the command line name the page that explains them, and it is there. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { render } from '../../docs/site/markdown.js';
import { explained } from '../../src/cli/explained.js';
import { DeviceLostError, PlaceError, UserError } from '../../src/errors.js';
import { textOf } from '../docs/blocks.js';
import { apebench, inFolder } from './apebench.js';

/** Asserts that `docs/PAGE.md#ANCHOR` is there. */
function assertIsThere(address: string): void {
  const [file, anchor] = address.split('#');
  const text = textOf(file!);
  const { headings } = render(text, (target) => target);
  assert.ok(anchor === undefined || headings.some(({ id }) => id === anchor), address);
}

test('the help of every command names a page, which speaks of it', async () => {
  const { stdout } = await apebench('--help');
  assert.match(stdout, /More in docs\/first-hour\.md, .*docs\/troubleshooting\.md/s);
  const names = [...stdout.matchAll(/^ {2}apebench ([a-z-]+)/gm)].map(([, name]) => [name!]);
  assert.ok(names.length >= 16, `${names}`);
  for (const words of [...names, ['study', 'status'], ['study', 'melt'], ['study', 'export']]) {
    const help = await apebench(...words, '--help');
    const found =
      /More in (docs\/\S+),\s+which\s+apebench\s+serve\s+shows\s+at\s+(\/docs\/\S+)\n$/.exec(
        help.stdout,
      );
    assert.ok(found, `${words}: ${help.stdout}`);
    assertIsThere(found[1]!);
    assert.equal(found[2], `/${found[1]!.replace(/md(?=#|$)/, 'html')}`);
    const said = new RegExp(`\\bapebench ${words.join(' ')}\\b(?!-)`);
    assert.match(textOf(found[1]!.split('#')[0]!), said, `${found[1]}`);
  }
});

const KEYS = [
  'scenario',
  'net',
  'train',
  'task',
  'optim_config',
  'ic_config',
  'report_metrics',
  'callbacks',
];

for (const key of KEYS) {
  test(`a message about ${key} names a page`, () => {
    const error = Object.assign(new UserError('wrong'), { key });
    assertIsThere(/^wrong \(see (docs\/\S+)\)$/.exec(explained(error))![1]!);
  });
}

for (const [what, error] of Object.entries({
  'memory that there is not': new PlaceError('wrong', { bytes: 2, most: 1 }),
  'a GPU that there is not': new PlaceError('wrong'),
  'a GPU that went away': new DeviceLostError('wrong'),
})) {
  test(`a message about ${what} names a page`, () => {
    const [, page] = /wrong \(see (docs\/troubleshooting\.md#\S+)\)$/.exec(explained(error)) ?? [];
    assertIsThere(page!);
  });
}

test('a message about anything else is as it is', () => {
  assert.equal(explained(new UserError('wrong')), 'wrong');
  assert.equal(explained(Object.assign(new UserError('wrong'), { key: 'num_points' })), 'wrong');
  assert.equal(explained(Object.assign(new UserError('wrong'), { key: 'toString' })), 'wrong');
});

test('it stands in the line of the message, or below what shows where a string is wrong', () =>
  inFolder(async (folder) => {
    const run = (...words: string[]) => apebench('run', '--out', folder, ...words);
    const name = await run('--scenario', 'dif_adv');
    assert.match(name.stderr, /^apebench: .*'dif_adv'.* \(see docs\/scenarios\.md\)\n$/);
    const large = await run('--scenario', 'diff_adv', '--set', 'num_points=1000000000');
    assert.match(large.stderr, / bytes.* \(see docs\/troubleshooting\.md#memory\)\n$/);
    const field = await run('--scenario', 'diff_adv', '--net', 'Conv;0;3;relu');
    assert.match(field.stderr, /\n +\^\n\(see docs\/config-strings\.md#networks\)\n$/);
  }));
