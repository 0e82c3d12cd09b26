/** Wrong input on the command line: one clear message, exit code 2, nothing left behind. */

import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { apebench, inFolder, SMALL, set } from './apebench.js';

/** More than a message may repeat. */
const LONG = 'x'.repeat(100_000);

/** What is typed after `apebench run --out FOLDER`, and what the message must hold. */
const RUNS: [words: string[], ...says: RegExp[]][] = [
  [['--scenario', 'dif_adv'], /'dif_adv'.*did you mean 'diff_adv'/],
  [['--scenario', ''], /--scenario is empty/],
  [[], /--scenario is missing \(see docs\/scenarios\.md\)/],
  [['--scenario', 'diff_adv', '--net', 'Convv;26;10;relu'], /'Convv'.*did you mean 'conv'/],
  [['--scenario', 'diff_adv', '--net', ''], /--net: .*empty/],
  [
    ['--scenario', 'diff_adv', '--net', 'Conv;0;3;relu'],
    /at least 1, not 0/,
    /\n {2}Conv;0;3;relu\n {7}\^/,
  ],
  [['--scenario', 'diff_adv', '--net', 'Conv;26;relu'], /\n {2}Conv;26;relu\n/],
  [['--scenario', 'diff_adv', '--net', 'Conv;26;10;rleu'], /did you mean 'relu'/],
  [['--scenario', 'diff_adv', '--net', '-3'], /unknown network '-3'/],
  [['--scenario', 'diff_adv', '--net', 'FNO;82;8;4;gelu'], /at most 81, not 82/],
  [['--scenario', 'diff_adv', '--train', 'sup;51'], /--train: .*51 steps.*50 steps/],
  [['--scenario', 'diff_adv', '--train', 'sup;x'], /--train: .*whole number, not 'x'/],
  [['--scenario', 'diff_adv', '--train', 'spu;3'], /--train: .*did you mean 'sup'/],
  [['--scenario', 'diff_adv', '--task', 'predcit'], /--task: .*did you mean 'predict'/],
  [['--scenario', 'diff_adv', '--set', 'num_pts=3'], /did you mean 'num_points'/],
  [['--scenario', 'diff_adv', '--set', 'num_points=-3'], /num_points.*at least 2, not "-3"/],
  [['--scenario', 'diff_adv', '--set', 'num_points=1.5'], /num_points.*whole number/],
  [['--scenario', 'diff_adv', '--set', 'num_points=many'], /num_points.*whole number/],
  [['--scenario', 'diff_adv', '--set', 'gammas=0,1'], /gammas.*set advection_gamma instead/],
  [['--scenario', 'diff_adv', '--set', 'report_metrics=mean_nRMS'], /did you mean 'mean_nRMSE'/],
  [
    ['--scenario', 'diff_adv', '--set', 'optim_config=adam;10;cosine;1e-3'],
    /unknown schedule 'cosine'/,
  ],
  [['--scenario', 'diff_adv', '--set', 'ic_config=furier;5;true;true'], /did you mean 'fourier'/],
  [['--scenario', 'diff_adv', '--set', 'num_points=1000000000'], /would take [\d,]{15,} bytes/],
  [['--scenario', 'diff_adv', '--set', 'num_points'], /key=value/],
  [['--scenario', 'diff_adv', '--set', 'net=Pure;2'], /use --net/],
  [['--scenario', 'diff_adv', '--num-seeds', '0'], /--num-seeds.*at least 1/],
  [['--scenario', 'diff_adv', '--threads', '999'], /--threads.* from 1 to 64, not '999'/],
  [['--scenario', 'diff_adv', '--start-seed', '1.5'], /--start-seed.*whole number/],
  [
    ['--scenario', 'diff_adv', '--net', 'Pure;1', '--net', 'Pure;2'],
    /--net is given more than once/,
  ],
  [['--scenario', 'diff_adv', '--backend', 'wsam'], /did you mean 'wasm'/],
  [['--scenario', 'diff_adv', '--scenaro', 'diff_adv'], /'--scenaro'.*did you mean '--scenario'/],
  [['--scenario', 'diff_adv', 'more'], /'more' is one word too many/],
  [['--scenario', 'diff_adv', '--net'], /--net wants a value/],
  [['--scenario', 'diff_adv', '--no-set'], /'--no-set': --set has a value; only .*--overwrite/],
  [['--no-scenario'], /'--no-scenario': --scenario has a value/],
  [['--scenario', 'diff_adv', '--no-out'], /'--no-out': --out has a value/],
  [['--scenario', 'diff_adv', '--overwrite=yes'], /--overwrite takes no value, .*not 'yes'/],
  [['--scenario', 'diff_adv', '--json=1'], /--json takes no value/],
  [['-h=3'], /-h takes no value/],
  [['--scenario', 'diff_adv', '--set', 'constructor=1'], /unknown attribute .*'constructor'/],
  [['--scenario', 'diff_adv', '--set', '__proto__=1'], /unknown attribute .*'__proto__'/],
  [['--scenario', 'diff_adv', '--constructor'], /unknown option '--constructor'/],
];

for (const [words, ...says] of RUNS) {
  test(`run ${words.join(' ')}`, () =>
    inFolder(async (folder) => {
      const out = path.join(folder, 'results');
      const { code, stdout, stderr } = await apebench('run', '--out', out, ...words);
      assert.equal(code, 2, stderr);
      assert.equal(stdout, '');
      for (const expected of says) assert.match(stderr, expected);
      assert.doesNotMatch(stderr, /\n\s+at /, 'a stack trace');
      assert.deepEqual(readdirSync(folder), [], 'nothing is written');
    }));
}

for (const words of [
  ['--net', LONG],
  ['--net', `Conv;26;10;${LONG}`],
  ['--net', `Conv;${LONG};10;relu`],
  ['--set', `${LONG}=3`],
  ['--set', `num_points=${LONG}`],
  ['--set', `ic_config=fourier;5;true;${LONG}`],
  ['--set', LONG],
  ['--num-seeds', LONG],
  [`--${LONG}`],
  [LONG],
]) {
  test(`of a long input messages show the beginning: ${words.join(' ').slice(0, 30)}`, async () => {
    const { code, stderr } = await apebench('run', '--scenario', 'diff_adv', ...words);
    assert.equal(code, 2, stderr);
    const repeated = stderr.match(/x+/g)!.reduce((sum, { length }) => sum + length, 0);
    assert.ok(repeated > 10 && repeated <= 400, stderr.slice(0, 2000));
    for (const run of stderr.match(/x+/g)!) assert.ok(run.length <= 200);
  });
}

test('the version, and the help of a command', async () => {
  const { stdout: version } = await apebench('-v');
  assert.deepEqual(await apebench('--version'), { code: 0, stdout: version, stderr: '' });
  assert.match(version, /^\d+\.\d+\.\d+\n$/);
  for (const command of ['run', 'bench']) {
    const { code, stdout } = await apebench(command, '--help');
    assert.equal(code, 0);
    const text = stdout.replace(/\s+/g, ' ');
    assert.match(text, /choices: "auto", "wasm", "webgpu"\]/);
    assert.match(text, /choices: "f32", "f64"\]/);
  }
});

test('a wrong command, no command, and a folder that cannot be', async () => {
  const command = await apebench('rnu');
  assert.equal(command.code, 2);
  assert.match(command.stderr, /unknown command 'rnu'; did you mean 'run'/);
  const nothing = await apebench();
  assert.equal(nothing.code, 2);
  assert.match(nothing.stdout, /apebench study/);
  const list = await apebench('list', 'scenario');
  assert.equal(list.code, 2);
  assert.match(list.stderr, /did you mean 'scenarios'/);
  const bare = await apebench('list');
  assert.equal(bare.code, 2);
  assert.match(bare.stderr, /^apebench: list wants <what>: scenarios, nets, .*, curations\n$/);
  await inFolder(async (folder) => {
    const file = path.join(folder, 'file');
    writeFileSync(file, '');
    const out = path.join(file, 'results');
    const run = await apebench('run', '--scenario', 'diff_adv', '--out', out, ...set(SMALL));
    assert.equal(run.code, 2, run.stderr);
    assert.match(
      run.stderr,
      /cannot write to the folder .*file.results': a part of the path is no/,
    );
  });
});

test('study files that cannot be read, and one bad entry among good ones', () =>
  inFolder(async (folder) => {
    const good = { scenario: 'diff_adv', task: 'predict', net: 'Pure;1', train: 'one', ...SMALL };
    const cases: [content: unknown, says: RegExp][] = [
      ['[{"scenario": "diff_adv",}]', /study\.json': no JSON: .*line 1, column 26/],
      [
        '[{"net": "Pure;1",\n "net": "Pure;2"}]',
        /'net' stands twice in an object, in line 2, column 2/,
      ],
      [{ scenario: 'diff_adv' }, /must hold a list of objects/],
      [[], /has no entries/],
      [[good, 7], /entry 2 of 2, .*must be an object/],
      [
        [good, { ...good, net: undefined }],
        /entry 2 of 2, key 'net': is missing \(see docs\/config-strings\.md#networks\)/,
      ],
      [
        [good, { ...good, net: 'Conv;26;10;rleu' }, good],
        /entry 2 of 3, key 'net': .*'relu'[\s\S]*\(see docs/,
      ],
      [[good, { ...good, num_pints: 3 }], /entry 2 of 2, key 'num_pints': .*'num_points'/],
      [[good, { ...good, num_points: '3x' }], /entry 2 of 2, key 'num_points': .*whole number/],
      [[good, { ...good, num_seeds: 0 }], /entry 2 of 2, key 'num_seeds'/],
      [[good, { ...good, train: 'sup;9' }], /entry 2 of 2, key 'train'/],
      [[{ ...good, scenario: 'diff' }], /entry 1 of 1, key 'scenario'/],
    ];
    const file = path.join(folder, 'study.json');
    const out = path.join(folder, 'results');
    for (const [content, says] of cases) {
      writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
      const { code, stderr } = await apebench('study', file, '--out', out);
      assert.equal(code, 2, stderr);
      assert.match(stderr, says);
      assert.doesNotMatch(stderr, /Considering|\n\s+at /);
      assert.deepEqual(readdirSync(folder), ['study.json'], 'nothing is written');
    }
    const missing = await apebench('study', path.join(folder, 'missing.json'), '--out', out);
    assert.equal(missing.code, 2);
    assert.match(missing.stderr, /missing\.json': no such file/);
    writeFileSync(file, JSON.stringify([good]));
    const metric = await apebench('study', file, '--out', out, '--metric-name', 'mean_nRMS');
    assert.equal(metric.code, 2);
    assert.match(metric.stderr, /did you mean 'mean_nRMSE'/);
  }));

test('weights that no memory holds are refused with their bytes', () =>
  inFolder(async (folder) => {
    const file = path.join(folder, 'w.safetensors');
    const { code, stderr } = await apebench(
      ...['inspect', '--net', 'Conv;100000;3;relu', '--weights-out', file],
    );
    assert.equal(code, 2, stderr);
    assert.match(stderr, /the weights of Conv;100000;3;relu would take [\d,]{15,} bytes/);
    assert.deepEqual(readdirSync(folder), []);
  }));
