/** `apebench report`: a page that loads nothing, its pictures, and the same as text. */

import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { parseHTML } from 'linkedom';
import { openStore } from '../../src/index.js';
import { recordFailure } from '../../src/study/failures.js';
import { type MadeUp, storeResult } from '../cases/stored-study.js';
import { apebench, inFolder, SMALL, set } from './apebench.js';

/** A study of these results, and the names that they have. */
async function studyIn(folder: string, results: readonly MadeUp[]): Promise<string[]> {
  const store = openStore(folder);
  const names: string[] = [];
  for (const one of results) names.push(await storeResult(store, one));
  return names;
}

const STUDY: readonly MadeUp[] = [
  { net: 'Conv;8;3;relu', error: (seed, step) => 0.01 * step * (1 + seed), parameters: 457 },
  { net: 'Pure;5', error: (seed, step) => 0.02 * step * (1 + seed), diverged: [1] },
  { net: 'Pure;5', train: 'sup;2' },
  { net: 'Pure;5', kwargs: { optim_config: 'adam;20;constant;1e-3' } },
  { net: 'Pure;5', scenario: 'diff_burgers', error: (_, step) => (step > 3 ? NaN : step) },
];

const documentOf = (html: string) => parseHTML(html).document;

test('the page loads nothing, has a section for each setting, and lists all experiments', () =>
  inFolder(async (folder) => {
    const names = await studyIn(folder, STUDY);
    const { code, stdout, stderr } = await apebench('report', folder, '--json');
    assert.equal(code, 0, stderr);
    const { page, pictures, ...summary } = JSON.parse(stdout);
    assert.equal(page, path.join(folder, 'report', 'index.html'));
    assert.deepEqual([summary.experiments, summary.seeds, summary.sections], [5, 15, 3]);
    const html = readFileSync(page, 'utf8');
    assert.doesNotMatch(html, /<script|<link|@import|<iframe|<object|<embed/);
    for (const [, address] of html.matchAll(/(?:src|href|xlink:href)="([^"]*)"|url\(([^)]*)\)/g)) {
      assert.match(address ?? '#', /^(#|data:image\/png;base64,)/);
    }
    const document = documentOf(html);
    assert.deepEqual(
      [...document.querySelectorAll('h2')].map(({ textContent }) => textContent),
      [
        ...['1d_diff_adv', '1d_diff_adv', '1d_diff_burgers'],
        'What failed, diverged or is left out',
        'All experiments, and how to run each again',
      ],
    );
    const listed = document.querySelector('[aria-labelledby="experiments"]')!.textContent!;
    for (const name of names) assert.ok(listed.includes(name), name);
    const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
    for (const link of document.querySelectorAll('nav a')) {
      assert.ok(ids.includes(link.getAttribute('href')!.slice(1)));
    }

    assert.equal(document.querySelectorAll('figure svg').length, pictures.length);
    assert.deepEqual(
      readdirSync(path.join(folder, 'report')).sort(),
      [...pictures.map((file: string) => path.basename(file)), 'index.html'].sort(),
    );
    for (const file of pictures) {
      assert.match(readFileSync(file, 'utf8'), /^<svg [^>]*xmlns="http:\/\/www.w3.org\/2000\/svg"/);
    }
  }));

test('the same results give the same bytes', () =>
  inFolder(async (folder) => {
    await studyIn(path.join(folder, 'study'), STUDY);
    const pages = [];
    for (const out of ['a.html', 'b.html']) {
      const file = path.join(folder, out);
      const { code, stderr } = await apebench('report', path.join(folder, 'study'), '--out', file);
      assert.equal(code, 0, stderr);
      pages.push(readFileSync(file, 'utf8'));
      // Its pictures stand in a folder of its name.
      assert.ok(existsSync(path.join(folder, out.slice(0, 1), '1d_diff_adv-error.svg')));
    }
    assert.ok(pages[0] === pages[1], 'they differ');
  }));

test('networks are sorted by their scores, with p-values against the best', () =>
  inFolder(async (folder) => {
    await studyIn(folder, STUDY);
    const { page } = JSON.parse((await apebench('report', folder, '--json')).stdout);
    const section = documentOf(readFileSync(page, 'utf8')).querySelector('section')!;
    const rows = [...section.querySelector('table')!.querySelectorAll('tbody tr')].map((row) =>
      [...row.querySelectorAll('th, td')].map(({ textContent }) => textContent),
    );
    // Of 12 steps, 0.01 * (1 + seed) * (12!)^(1/12), and (12!)^(1/12) = 5.2889
    const [sup, conv, pure] = rows;
    assert.deepEqual(sup!.slice(0, 4), ['Pure;5, sup;2', '3', '5', '1 s']);
    assert.equal(sup![4], '0.0582 (0.0555 to 0.0608)');
    assert.deepEqual(conv!.slice(0, 5), [
      'Conv;8;3;relu, one',
      '3',
      '457',
      '1 s',
      '0.106 (0.0793 to 0.132)',
    ]);
    assert.equal(pure![4], '0.212 (0.159 to 0.264)');
    assert.deepEqual([sup![5], pure![5]], ['1', '0.1']);
    assert.deepEqual([sup![6], pure![6]], ['', '1']);
  }));

test('what failed, diverged or is damaged is named, whatever it is called', () =>
  inFolder(async (folder) => {
    const [first, second] = await studyIn(folder, STUDY);
    writeFileSync(path.join(folder, 'raw', `${first}.csv`), 'seed\n1\n');
    writeFileSync(path.join(folder, 'raw', 'mine.csv'), 'a,b\n1,2\n');
    await recordFailure(openStore(folder), {
      ...{ key: '0'.repeat(64), name: 'diff_adv__<b>&', manifest: '0'.repeat(12) },
      ...{ error: 'out of memory <here>', exitCode: 137, machine: 'node-3' },
      ...{ finished: '2026-01-01T00:00:00Z', log: ['the last <i>line</i>'] },
    });
    const { code, stdout, stderr } = await apebench('report', folder, '--json');
    assert.equal(code, 0, stderr);
    assert.match(stderr, /failed: 1\ndiverged: 1\n.*has 7 bytes, not the/);
    const summary = JSON.parse(stdout);
    assert.deepEqual([summary.experiments, summary.failed], [4, ['diff_adv__<b>&']]);
    const document = documentOf(readFileSync(summary.page, 'utf8'));
    const troubles = document.querySelector('[aria-labelledby="troubles"]')!;
    assert.equal(document.querySelectorAll('b, i').length, 1);
    for (const text of [
      ...[
        'diff_adv__<b>&',
        'out of memory <here>',
        'exit code 137, on node-3',
        'the last <i>line</i>',
      ],
      ...[`${second}: seed 1`, `${first}.csv is left out`, "mine.csv is left out: it lacks 'seed'"],
    ]) {
      assert.ok(troubles.textContent!.includes(text), `${text}\n${troubles.textContent}`);
    }
    truncateSync(path.join(folder, 'network_weights', `${second}.safetensors`), 100);
    rmSync(path.join(folder, 'raw', `${first}.csv`));
    const lost = await apebench('report', folder, '--text');
    assert.ok(lost.stdout.includes(`${first}.csv is gone; the study that made it makes it again`));
    assert.match(
      lost.stdout,
      /\.safetensors has 100 bytes, not the \d+ written; the table is taken/,
    );
    // Failures alone are a report, too.
    rmSync(path.join(folder, 'raw'), { recursive: true });
    const alone = await apebench('report', folder, '--text');
    assert.equal(alone.code, 0, alone.stderr);
    assert.match(alone.stdout, /Failed: diff_adv__<b>&: out of memory <here>/);
  }));

test('the command of an experiment makes the same table again', () =>
  inFolder(async (folder) => {
    const out = path.join(folder, 'out');
    const { code, stderr } = await apebench(
      ...[
        'run',
        '--scenario',
        'diff_adv',
        '--net',
        'Conv;4;1;relu',
        '--num-seeds',
        '2',
        '--out',
        out,
      ],
      ...[
        '--start-seed',
        '3',
        '--threefry-partitionable',
        '--precision',
        'f64',
        '--backend',
        'wasm',
      ],
      ...set({ ...SMALL, report_metrics: 'mean_nRMSE,mean_MAE', vlim: '(-2.0, 2.0)' }),
    );
    assert.equal(code, 0, stderr);
    const { page } = JSON.parse((await apebench('report', out, '--json')).stdout);
    const document = documentOf(readFileSync(page, 'utf8'));
    const command = document.querySelector('#experiments ~ .runs pre')!.textContent!;
    // As a shell reads it.
    const words = [...command.matchAll(/'([^']*)'|(\S+)/g)].map(
      ([, quoted, word]) => quoted ?? word!,
    );
    assert.equal(words[0], 'apebench');
    const again = path.join(folder, 'again');
    const rerun = await apebench(...words.slice(1), '--out', again);
    assert.equal(rerun.code, 0, rerun.stderr);
    const [file] = readdirSync(path.join(out, 'raw')).filter((name) => name.endsWith('.csv'));
    const [one, other] = [out, again].map((at) =>
      readFileSync(path.join(at, 'raw', file!), 'utf8'),
    );
    assert.ok(one === other, 'they differ');
    // Its picture of the rollout has the solver's beside it.
    assert.match(readFileSync(page, 'utf8'), />Reference</);
  }));

test('two studies are held against each other', () =>
  inFolder(async (folder) => {
    const [here, there] = ['here', 'there'].map((name) => path.join(folder, name)) as [
      string,
      string,
    ];
    await studyIn(here, STUDY);
    const [conv, pure, ...others] = STUDY;
    const worse = (seed: number, step: number) => 1.3 * conv!.error!(seed, step);
    await studyIn(there, [
      { ...conv!, error: worse },
      pure!,
      ...others.slice(0, 2),
      { net: 'Pure;3' },
    ]);
    const { code, stdout, stderr } = await apebench('report', here, '--compare', there, '--json');
    assert.equal(code, 0, stderr);
    const { page, comparison } = JSON.parse(stdout);
    // The ratio that is farthest from 1 comes first, moved or not.
    const [moved, ...rest] = comparison.pairs;
    assert.equal(moved.label, 'Conv;8;3;relu, one');
    assert.equal(moved.moved, undefined);
    assert.ok(Math.abs(moved.ratio - 1 / 1.3) < 1e-6, moved.ratio);
    for (const pair of rest) assert.deepEqual([pair.ratio, pair.moved], [1, undefined]);
    assert.equal(comparison.onlyHere.length, 1);
    assert.match(comparison.onlyThere[0], /Pure;3/);
    const html = readFileSync(page, 'utf8');
    const document = documentOf(html);
    assert.match(
      document.querySelector('[aria-labelledby="comparison"]')!.textContent!,
      /Compared with/,
    );
    assert.ok(html.includes('id="1d_diff_adv-error-other"'));

    const far = path.join(folder, 'far');
    await studyIn(far, [{ ...conv!, error: (seed, step) => 9 * conv!.error!(seed, step) }]);
    const text = await apebench('report', here, '--compare', far, '--text');
    assert.match(text.stdout, /\| Conv;8;3;relu, one \|.*\| 0\.111 \| 0\.1 \| better \|/);
  }));

test('as text it has the curves, the tables and what is not shown', () =>
  inFolder(async (folder) => {
    await studyIn(folder, STUDY);
    const { code, stdout, stderr } = await apebench('report', folder, '--text');
    assert.equal(code, 0, stderr);
    assert.match(stdout, /5 experiments with 15 seeds in 3 sections, 0 failed/);
    assert.equal(stdout.split('Training loss').length - 1, 3);
    assert.match(stdout, /Error rollout: mean_nRMSE \(without 27 NaN of 36 values\)/);
    assert.match(stdout, /\| +time_step \|/);
    assert.match(stdout, /Diverged: .*Pure;5.*: seeds 1/);
    assert.ok(!existsSync(path.join(folder, 'report')));
    const { stdout: json } = await apebench('report', folder, '--text', '--json');
    assert.equal(JSON.parse(json).experiments, 5);
  }));

test('what cannot be reported on is refused in one line', () =>
  inFolder(async (folder) => {
    const study = path.join(folder, 'study');
    await studyIn(study, STUDY.slice(0, 1));
    const file = path.join(folder, 'file');
    writeFileSync(file, '');
    mkdirSync(path.join(folder, 'empty'));
    const taken = path.join(folder, 'taken.html');
    writeFileSync(taken, 'mine');
    const cases: [words: string[], message: RegExp][] = [
      [['report'], /report wants <dir>/],
      [['report', path.join(folder, 'none')], /cannot read the study '.*none'/],
      [['report', file], /'.*file' is no folder/],
      [['report', path.join(folder, 'empty')], /there are no results in '.*empty': .*raw/],
      [['report', study, '--compare', path.join(folder, 'empty')], /no results in '.*empty'/],
      [['report', study, '--compare', file], /'.*file' is no folder/],
      [['report', study, '--out', taken], /taken.html' is there already; --overwrite/],
      [['report', study, '--out', ''], /--out is empty/],
      [['report', study, '--text', '--out', taken], /--out can't stand beside --text/],
      [
        ['report', study, '--comapre', study],
        /unknown option '--comapre'; did you mean '--compare'/,
      ],
      [['report', study, '--out', path.join(file, 'x.html')], /cannot .*x/],
    ];
    for (const [words, message] of cases) {
      const { code, stdout, stderr } = await apebench(...words);
      assert.equal(code, 2, `${words.join(' ')}\n${stderr}`);
      assert.match(stderr, message);
      assert.equal(stdout, '');
    }
    assert.equal(readFileSync(taken, 'utf8'), 'mine');
    const replaced = await apebench('report', study, '--out', taken, '--overwrite');
    assert.equal(replaced.code, 0, replaced.stderr);
    assert.match(readFileSync(taken, 'utf8'), /^<!doctype html>/);
  }));
