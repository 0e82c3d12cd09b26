/** Help and messages of the command line name the page that explains them, and it is there. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { render } from '../../docs/site/markdown.js';
import { explained } from '../../src/cli/explained.js';
import { UserError } from '../../src/errors.js';
import { apebench, inFolder } from './apebench.js';

/** Asserts that `docs/PAGE.md#ANCHOR` is there. */
function assertIsThere(address: string): void {
  const [file, anchor] = address.split('#');
  const text = readFileSync(fileURLToPath(new URL(`../../${file}`, import.meta.url)), 'utf8');
  const { headings } = render(text, (target) => target);
  assert.ok(anchor === undefined || headings.some(({ id }) => id === anchor), address);
}

test('the help of every command names a page', async () => {
  const { stdout } = await apebench('--help');
  const names = [...stdout.matchAll(/^ {2}apebench ([a-z-]+)/gm)].map(([, name]) => [name!]);
  assert.ok(names.length >= 16, `${names}`);
  for (const words of [...names, ['study', 'status'], ['study', 'melt'], ['study', 'export']]) {
    const help = await apebench(...words, '--help');
    const found =
      /More in (docs\/\S+\.md), which apebench serve\s+shows at (\/docs\/\S+\.html)/.exec(
        help.stdout,
      );
    assert.ok(found, `${words}: ${help.stdout}`);
    assertIsThere(found[1]!);
    assert.equal(found[2], `/${found[1]!.replace(/md$/, 'html')}`);
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
    const field = await run('--scenario', 'diff_adv', '--net', 'Conv;0;3;relu');
    assert.match(field.stderr, /\n +\^\n\(see docs\/config-strings\.md#networks\)\n$/);
  }));
