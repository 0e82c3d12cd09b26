/** Help and messages of the command line name the page that explains them, and it is there. */

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import path from 'node:path';
import { test } from 'node:test';
import { render } from '../../docs/site/markdown.js';
import { explained } from '../../src/cli/explained.js';
import { DeviceLostError, MachineError, on, PlaceError, UserError } from '../../src/errors.js';
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

for (const [subject, page] of [
  ['files', 'troubleshooting.md#files-and-folders'],
  ['folders', 'troubleshooting.md#files-and-folders'],
  ['studies', 'studies.md'],
  ['ports', 'troubleshooting.md#ports'],
] as const) {
  test(`a message about ${subject} names a page`, () => {
    for (const Kind of [UserError, MachineError]) {
      assert.equal(explained(on(subject, new Kind('wrong'))), `wrong (see docs/${page})`);
    }
    assertIsThere(`docs/${page}`);
  });
}

test('what says itself what it is about goes on saying so', () => {
  assert.equal(on('files', on('ports', new UserError('wrong'))).subject, 'ports');
  const other = new Error('ours');
  assert.equal(explained(on('files', other)), 'ours');
});

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

test('files, folders, studies and ports that are wrong name a page', () =>
  inFolder(async (folder) => {
    const at = (name: string) => path.join(folder, name);
    writeFileSync(at('object.json'), '{}');
    writeFileSync(at('file'), '');
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const some = ['--scenario', 'diff_adv'];
    try {
      for (const [words, message, page] of [
        [['eval', ...some, '--rollout', at('none.npy')], /no such file/, 'files-and-folders'],
        [['eval', ...some, '--weights', at('none.st')], /no such file/, 'files-and-folders'],
        [['eval', ...some, '--rollout', folder], /it is a folder/, 'files-and-folders'],
        [['run', ...some, '--out', at('file/x')], /is no folder/, 'files-and-folders'],
        [['run', ...some, '--out', at('file')], /in the way/, 'files-and-folders'],
        [['run', ...some, '--plugin', at('none.mjs')], /no such file/, 'files-and-folders'],
        [['study', at('none.json')], /no such file/, 'files-and-folders'],
        [['study', 'status', folder], /has no study/, 'files-and-folders'],
        [['study', 'melt', folder], /has no results/, 'files-and-folders'],
        [['study', 'export', folder, '--parquet'], /no melted tables/, 'files-and-folders'],
        [['verify', folder], /holds no results/, 'files-and-folders'],
        [['report', folder], /there are no results/, 'files-and-folders'],
        [['report', at('none')], /no such file/, 'files-and-folders'],
        [['serve', '--port', `${port}`], /is taken/, 'ports'],
      ] as const) {
        const { code, stderr } = await apebench(...words);
        assert.equal(code, 2, stderr);
        assert.match(stderr, message);
        assert.ok(stderr.endsWith(` (see docs/troubleshooting.md#${page})\n`), stderr);
      }
      const study = await apebench('study', at('object.json'));
      assert.match(study.stderr, /must hold a list.* \(see docs\/studies\.md\)\n$/);
    } finally {
      server.close();
    }
  }));
