/** The commands as a user types them, and the files that they leave. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { readNpy, writeNpy } from '../../src/npy.js';
import { readSafetensors, writeSafetensors } from '../../src/safetensors.js';
import { Table } from '../../src/tables/table.js';
import { apebench, inFolder, SMALL, set, start } from './apebench.js';

const names: { columns: string[] } = JSON.parse(
  readFileSync(new URL('../golden/fixtures/study/names.json', import.meta.url), 'utf8'),
);

test('run leaves the files of a study of one entry, and skips what is there', () =>
  inFolder(async (out) => {
    const attributes = {
      ...SMALL,
      record_loss_every: 2,
      num_trjs_returned: 2,
      report_metrics: 'mean_nRMSE,mean_MSE',
      advection_gamma: -2,
    };
    const words = ['run', '--scenario', 'diff_adv', '--net', 'Conv;3;1;tanh', '--train', 'sup;2'];
    words.push('--start-seed', '4', '--num-seeds', '2', '--out', out, ...set(attributes));
    words.push('--backend', 'wasm');
    const first = await apebench(...words, '--json');
    assert.equal(first.code, 0, first.stderr);
    assert.match(first.stderr, /Considering.*Finished training!/s);
    const summary = JSON.parse(first.stdout);
    assert.deepEqual([summary.trained, summary.skipped], [1, 0]);
    const name: string = summary.names[0];
    assert.equal(
      name,
      'diff_adv__num_points=16,num_train_samples=2,train_temporal_horizon=4,num_test_samples=2,' +
        'test_temporal_horizon=3,optim_config=adam;6;constant;1e-3,batch_size=3,' +
        'record_loss_every=2,num_trjs_returned=2,report___' +
        `${name.slice(-12)}`,
    );
    assert.deepEqual(readdirSync(out).sort(), [
      '.melted.json',
      'metrics.csv',
      'network_weights',
      'raw',
      'train_loss.csv',
    ]);
    assert.deepEqual(readdirSync(path.join(out, 'raw')).sort(), [`${name}.csv`, `${name}.json`]);

    const raw = readFileSync(path.join(out, 'raw', `${name}.csv`), 'utf8');
    assert.ok(raw.startsWith(',scenario,task,train,net,seed,scenario_kwargs,mean_nRMSE_0001,'));
    const table = Table.fromCsv(raw);
    const wanted = names.columns
      .filter((column) => !column.startsWith('mean_fourier'))
      .map((column) => column.replace('mean_correlation', 'mean_MSE'));
    assert.deepEqual(table.columnNames, wanted);
    assert.deepEqual(table.column('seed'), [4, 5]);
    assert.match(table.texts('scenario_kwargs')[0]!, /'advection_gamma': -2\.0\}$/);
    const metrics = Table.fromCsv(readFileSync(path.join(out, 'metrics.csv'), 'utf8'));
    assert.deepEqual(metrics.columnNames.slice(6), ['time_step', 'mean_nRMSE']);
    assert.equal(metrics.numRows, 6);

    const info = JSON.parse(readFileSync(path.join(out, 'raw', `${name}.json`), 'utf8'));
    assert.deepEqual([info.backend, info.precision, info.threefry], ['wasm', 'f32', 'original']);
    const weights = path.join(out, 'network_weights', `${name}.safetensors`);
    const { tensors, metadata } = readSafetensors(readFileSync(weights));
    assert.deepEqual(
      [...tensors].map(([leaf, { shape }]) => [leaf, shape]),
      [
        ['layers.0.weight', [2, 3, 1, 3]],
        ['layers.0.bias', [2, 3, 1]],
        ['layers.1.weight', [2, 1, 3, 3]],
        ['layers.1.bias', [2, 1, 1]],
      ],
    );
    assert.deepEqual(Object.keys(metadata).sort(), ['backend', 'config', 'threefry', 'version']);

    const second = await apebench(...words, '--json', '--quiet');
    assert.equal(second.stderr, '');
    assert.equal(JSON.parse(second.stdout).skipped, 1);
    truncateSync(weights, 100);
    const third = await apebench(...words, '--json');
    assert.equal(JSON.parse(third.stdout).trained, 1, 'what is not whole is made again');
    assert.equal(
      readFileSync(path.join(out, 'raw', `${name}.csv`), 'utf8'),
      raw,
      'to the same bits',
    );
  }));

test('a study goes on after training that diverged, and names it', () =>
  inFolder(async (folder) => {
    const entry = { scenario: 'diff_adv', task: 'predict', net: 'Conv;3;1;relu', train: 'one' };
    const entries = ['adam;6;constant;1e30', 'adam;6;constant;1e-3'].map((optim_config) => ({
      ...entry,
      ...SMALL,
      optim_config,
    }));
    const file = path.join(folder, 'study.json');
    writeFileSync(file, JSON.stringify(entries));
    const words = ['study', file, '--out', path.join(folder, 'out'), '--melt-sample-rollouts'];
    const { code, stdout, stderr } = await apebench(...words, '--parallel', '2');
    assert.equal(code, 0, stderr);
    assert.match(stdout, /2 trained, 0 skipped\nDiverged:\n {2}diff_adv__.*1e30.*: seed 0/);
    const read = (name: string) =>
      Table.fromCsv(readFileSync(path.join(folder, 'out', name), 'utf8'));
    assert.equal(read('metrics.csv').numRows, 6);
    assert.equal(read('train_loss.csv').numRows, 2);
    assert.equal(read('sample_rollout.csv').numRows, 2);
  }));

test('a run that is interrupted ends with 130 and goes on to the same bits', () =>
  inFolder(async (folder) => {
    const attributes = {
      ...SMALL,
      num_points: 160,
      batch_size: 20,
      num_train_samples: 10,
      optim_config: 'adam;1000;constant;1e-3',
    };
    const words = (out: string) => [
      ...['run', '--scenario', 'diff_adv', '--net', 'Conv;26;10;relu', '--json'],
      ...['--backend', 'wasm'],
      ...['--out', path.join(folder, out), ...set(attributes)],
      ...['--set', 'record_loss_every=1'],
    ];
    const stopped = start(...words('stopped'));
    await stopped.says(' updates, loss ');
    stopped.kill('SIGINT');
    const { code, stdout, stderr } = await stopped.outcome;
    assert.equal(code, 130, stderr);
    assert.equal(stdout, '');
    assert.match(stderr, /Stopped\. The same command goes on where this one was\.\n/);
    assert.deepEqual(
      readdirSync(path.join(folder, 'stopped', 'raw')).map((file) => path.extname(file)),
      ['.checkpoint'],
    );
    const [again, straight] = [
      await apebench(...words('stopped')),
      await apebench(...words('other')),
    ];
    assert.deepEqual([again.code, straight.code], [0, 0], again.stderr);
    const name: string = JSON.parse(again.stdout).names[0];
    for (const file of [`raw/${name}.csv`, `network_weights/${name}.safetensors`]) {
      const [a, b] = ['stopped', 'other'].map((out) => readFileSync(path.join(folder, out, file)));
      assert.ok(a!.equals(b!), file);
    }
    assert.deepEqual(readdirSync(path.join(folder, 'stopped', 'raw')).sort(), [
      `${name}.csv`,
      `${name}.json`,
    ]);
  }));

test('inspect prints attributes in the original form, and what a network is made of', async () => {
  const { code, stdout } = await apebench(
    ...['inspect', '--scenario', 'diff_adv', '--set', 'num_points=64', '--net', 'Conv;26;10;relu'],
  );
  assert.equal(code, 0);
  assert.match(
    stdout,
    /^Advection\(\n {2}num_spatial_dims=1,\n {2}num_points=64,\n {2}num_channels=1,/,
  );
  assert.match(stdout, / {2}vlim=\(-1\.0, 1\.0\),\n/);
  assert.match(stdout, / {2}callbacks='',\n {2}gammas=\(0\.0, -4\.0, 0\.0, 0\.0, 0\.0\),\n/);
  assert.match(stdout, /parameters: 18669\nreceptive field: \(\(11\.0, 11\.0\),\)\n/);
  assert.match(
    stdout,
    /^layers\.1 +26 x 64 +2054 +±1 +convolution of 3 taps: weight 26 x 26 x 3, bias 26 x 1$/m,
  );
  assert.match(stdout, /\nGood values:\n {2}num_points +96 to 256\n/);
  assert.match(stdout, /\n {2}advection_gamma +-10 to -0\.5\n/);
  const data = await apebench('inspect', '--scenario', 'diff_fisher', '--json');
  const { goodValues } = JSON.parse(data.stdout);
  assert.deepEqual(goodValues.drag_gamma, [0.01, 0.04]);
  assert.deepEqual(goodValues.conservative, undefined);
  const mlp = await apebench('inspect', '--net', 'MLP;8;1;relu');
  assert.match(mlp.stdout, /receptive field: \(\(160, 160\),\)\n/);
  const json = await apebench('inspect', '--net', 'Conv;26;10;relu', '--json');
  assert.equal(JSON.parse(json.stdout).network.parameterCount, 18669);
  const unet = await apebench('inspect', '--net', 'UNet;2;1;relu', '--points', '8', '--json');
  const { structure } = JSON.parse(unet.stdout).network;
  assert.deepEqual(structure[4], {
    path: 'down_sampling_blocks.0',
    kind: 'convolution of 3 taps, stride 2',
    inputShape: [2, 8],
    outputShape: [2, 4],
    parameters: [
      { path: 'weight', shape: [2, 2, 3] },
      { path: 'bias', shape: [2, 1] },
    ],
    parameterCount: 14,
    receptiveField: [[1, 1]],
  });
  const odd = await apebench('inspect', '--net', 'UNet;2;2;relu', '--points', '30');
  assert.equal(odd.code, 2);
  assert.match(odd.stderr, /30 points can't be halved 2 times.* are 28 and 32\n.*\n +\^/);
});

test('initial weights can be written, and predict rolls them out', () =>
  inFolder(async (folder) => {
    const at = (name: string) => path.join(folder, name);
    const net = ['--net', 'Conv;3;1;tanh', '--points', '16'];
    const inspect = await apebench('inspect', ...net, '--seed', '7', '--weights-out', at('w.st'));
    assert.equal(inspect.code, 0, inspect.stderr);
    const data = Float32Array.from({ length: 32 }, (_, i) => (i % 5) / 5);
    writeFileSync(at('-ic.npy'), writeNpy({ shape: [2, 1, 16], data }));
    const files = ['--weights', at('w.st'), '--input', at('-ic.npy')];
    const predict = (...words: string[]) => apebench('predict', ...files, ...net, ...words);
    const three = await predict('--steps', '3', '--out', at('three.npy'));
    assert.equal(three.code, 0, three.stderr);
    const rollout = readNpy(readFileSync(at('three.npy')));
    assert.deepEqual(rollout.shape, [2, 3, 1, 16]);
    await predict('--steps', '1', '--out', at('one.npy'));
    const single = readNpy(readFileSync(at('one.npy')));
    assert.deepEqual(rollout.data.subarray(48, 64), single.data.subarray(16, 32));
    // They don't say any more of which network they are.
    const { tensors } = readSafetensors(readFileSync(at('w.st')));
    writeFileSync(at('w.st'), writeSafetensors({ tensors, metadata: {} }));
    const wrong = await apebench(
      ...['predict', ...files, '--net', 'Conv;4;1;tanh', '--points', '16', '--steps', '1'],
      ...['--out', at('wrong.npy')],
    );
    assert.equal(wrong.code, 2);
    assert.match(
      wrong.stderr,
      /'layers\.0\.weight' has the shape 3 x 1 x 3 in the weights, 4 x 1 x 3/,
    );
  }));

test('list tells of scenarios what they declare, of networks their fields', async () => {
  const text = (await apebench('list', 'scenarios')).stdout;
  assert.match(text, /^diff_adv +1D 2D 3D +1 +u_t \+ c·∇u = 0\n +moves at one speed/m);
  assert.match(text, /^diff_burgers +1D 2D 3D +1 2 3 +u_t/m);
  const all = JSON.parse((await apebench('list', 'scenarios', '--json')).stdout);
  const { attributes, ...rest } = all.find((one: { key: string }) => one.key === 'diff_burgers');
  assert.deepEqual(Object.keys(rest), [
    'key',
    'className',
    'family',
    'equation',
    'behavior',
    'dimensions',
    'channels',
    'aliases',
  ]);
  assert.deepEqual(
    [rest.className, rest.dimensions, rest.channels],
    ['Burgers', [1, 2, 3], [1, 2, 3]],
  );
  const named = new Map(attributes.map((one: { name: string }) => [one.name, one]));
  assert.deepEqual(named.get('gammas'), {
    name: 'gammas',
    kind: 'tuple',
    meaning: (named.get('gammas') as { meaning: string }).meaning,
    allowed: 'one or more numbers, separated by commas',
    default: [0, 0, 1.5, 0, 0],
    good: null,
    derivedFrom: ['diffusion_gamma'],
    isIdle: false,
    aliases: [],
  });
  const goodOf = (name: string) => (named.get(name) as { good: unknown }).good;
  assert.deepEqual(goodOf('diffusion_gamma'), [1, 10]);
  assert.deepEqual(goodOf('conservative'), ['true', 'false']);
  const nets = JSON.parse((await apebench('list', 'nets', '--json')).stdout);
  assert.deepEqual(nets[0], {
    name: 'conv',
    meaning: 'a chain of convolutions of three taps',
    fields: [
      {
        name: 'hidden channels',
        kind: 'count',
        default: 34,
        meaning: 'channels of every hidden layer',
        min: 1,
        optional: false,
      },
      {
        name: 'depth',
        kind: 'count',
        default: 10,
        meaning: 'hidden layers; one convolution more',
        min: 0,
        max: 10_000,
        optional: false,
      },
      {
        name: 'activation',
        kind: 'activation',
        default: 'relu',
        meaning: 'see `list activations`',
        optional: false,
      },
    ],
    example: 'Conv;34;10;relu',
  });
  const lines = (await apebench('list', 'nets')).stdout;
  assert.match(
    lines,
    /^unet +UNet;12;2;relu +\w.*\n +hidden channels 12; levels 2; activation relu$/m,
  );
  for (const name of ['conv', 'res', 'unet', 'dil', 'fno', 'mlp', 'pure', 'mores', 'mounet']) {
    const { example } = nets.find((net: { name: string }) => net.name === name);
    assert.ok(lines.includes(example), example);
    assert.equal((await apebench('inspect', '--net', example)).code, 0, example);
  }
  const curations = JSON.parse((await apebench('list', 'curations', '--json')).stdout);
  assert.equal(curations[0].entries.length, 46);
});

test('list tells of ways of training their fields, defaults and an example', async () => {
  const text = (await apebench('list', 'trainings')).stdout;
  assert.match(text, /^one +one +one step of the network against the data$/m);
  assert.match(
    text,
    /^div +div;5 +each of.*\n +rollout steps 5; cut_bptt false; cut_div_chain false; loss MSE$/m,
  );
  assert.match(
    text,
    /^mix +mix;5;1 +unrolled steps, then.*\n +rollout steps 5; post physics steps 1; loss MSE$/m,
  );
  const all = JSON.parse((await apebench('list', 'trainings', '--json')).stdout);
  assert.deepEqual(
    all.map(({ name, example }: { name: string; example: string }) => [name, example]),
    [
      ['one', 'one'],
      ['sup', 'sup;5'],
      ['div', 'div;5'],
      ['mix', 'mix;5;1'],
    ],
  );
  assert.deepEqual(all[1].fields[1], {
    name: 'cut_bptt',
    kind: 'flag',
    default: false,
    meaning: 'gradients stop at the state that is carried on from each step',
    optional: true,
  });
});

test('list tells of optimisers, schedules, callbacks and activations what they have', async () => {
  const told = async (what: string): Promise<[string, Record<string, unknown>[]]> => [
    (await apebench('list', what)).stdout,
    JSON.parse((await apebench('list', what, '--json')).stdout),
  ];
  const [optimizers, [adam, , lion, sgd]] = await told('optimizers');
  assert.match(optimizers, /^adam;STEPS;SCHEDULE +adam;\S+ .*\n +b1 0\.9; b2 0\.999; eps 1e-8$/m);
  assert.match(optimizers, / momentum none; nesterov false$/m);
  assert.deepEqual(adam!.options, { b1: 0.9, b2: 0.999, eps: 1e-8 });
  assert.deepEqual(lion!.options, { b1: 0.9, b2: 0.99, weightDecay: 1e-3 });
  assert.deepEqual(sgd!.options, { momentum: null, nesterov: false });
  const [schedules, [, exp]] = await told('schedules');
  assert.match(schedules, /^constant +constant;0\.001 .*\n +learning rate 0\.001$/m);
  assert.deepEqual(
    (exp!.fields as { name: string; kind: string }[]).map(({ name, kind }) => [name, kind]),
    [
      ['initial rate', 'number'],
      ['transition steps', 'count'],
      ['decay rate', 'number'],
      ['staircase', 'flag'],
    ],
  );
  const [callbacks, [net]] = await told('callbacks');
  assert.match(
    callbacks,
    /^sample_rollout +sample_rollout;100 +the sample rollouts\n +every 100$/m,
  );
  assert.equal(net!.example, 'net;100');
  const [activations, [relu]] = await told('activations');
  assert.match(activations, /^swish +x · sigmoid\(x\)$/m);
  assert.deepEqual(relu, { name: 'relu', meaning: 'max(x, 0)' });
  // What is shown as an example is one.
  const tiny = ['--scenario', 'diff_adv', '--net', 'Pure;3', '--train', 'one', '--backend', 'wasm'];
  const optim = [...[adam, lion, sgd].map((one) => one!.example), `adam;5000;${exp!.example}`];
  for (const config of optim) {
    const words: string[] = [
      '--set',
      `optim_config=${config}`,
      '--set',
      `callbacks=${net!.example}`,
    ];
    assert.equal((await apebench('inspect', ...tiny, ...words)).code, 0, String(config));
  }
});

test('no line of a list or of a network is longer than 100 columns', async () => {
  const lists: string[] = [
    'scenarios',
    'nets',
    'optimizers',
    'schedules',
    'tasks',
    'trainings',
    'losses',
    'callbacks',
  ];
  const grid = ['--points', '32', '--dims', '3'];
  const commands: string[][] = [
    ...lists.map((what) => ['list', what]),
    ['inspect', '--scenario', 'diff_adv'],
    ['inspect', '--net', 'MoUNet;12;2;relu', ...grid],
    ['inspect', '--net', 'FNO;12;18;4;gelu', ...grid],
  ];
  for (const words of commands) {
    const { code, stdout } = await apebench(...words);
    assert.equal(code, 0, words.join(' '));
    for (const line of stdout.split('\n')) assert.ok(line.length <= 100, `${words}: ${line}`);
  }
});

test('list and doctor', async () => {
  for (const what of [
    'scenarios',
    'nets',
    'activations',
    'initial-conditions',
    'metrics',
    'optimizers',
    'schedules',
    'tasks',
    'trainings',
    'losses',
    'callbacks',
    'curations',
  ]) {
    const { code, stdout } = await apebench('list', what);
    assert.equal(code, 0);
    assert.ok(stdout.split('\n').length > 1, what);
    const json = JSON.parse((await apebench('list', what, '--json')).stdout);
    // A line that starts with a blank belongs to the one before.
    assert.equal(json.length, stdout.match(/^\S/gm)!.length, what);
  }
  const doctor = await apebench('doctor', '--json');
  assert.equal(doctor.code, 0, doctor.stderr);
  const findings: { what: string; ok: boolean }[] = JSON.parse(doctor.stdout);
  assert.ok(findings.some(({ what, ok }) => what === 'WebAssembly SIMD' && ok));
});

test('a full disk behind stdout is one message', { skip: !existsSync('/dev/full') }, () => {
  const full = openSync('/dev/full', 'w');
  try {
    const words = ['dist/cli.js', 'list', 'scenarios', '--json'];
    const stdio = ['ignore', full, 'pipe'] as const;
    const { status, stderr } = spawnSync(process.execPath, words, {
      stdio: [...stdio],
      encoding: 'utf8',
      cwd: new URL('../..', import.meta.url),
    });
    assert.equal(
      stderr,
      "apebench: cannot write 'stdout': no space left on the disk (see docs/troubleshooting.md#files-and-folders)\n",
    );
    // No bad input: the same words succeed elsewhere.
    assert.equal(status, 1);
  } finally {
    closeSync(full);
  }
});

test('a study is read from standard input, and says which entries are one experiment', () =>
  inFolder(async (out) => {
    const entry = { scenario: 'diff_adv', task: 'predict', net: 'Pure;3', train: 'one', ...SMALL };
    const { outcome, feed } = start('study', '-', '--out', out, '--backend', 'wasm', '--json');
    feed(JSON.stringify([entry, { ...entry, net: 'Pure;1' }, { ...entry, num_points: '1_6' }]));
    const { code, stdout, stderr } = await outcome;
    assert.equal(code, 0, stderr);
    assert.equal(JSON.parse(stdout).trained, 2);
    assert.match(stderr, /entry 3 is the same experiment as entry 1/);
  }));

test('tables keep experiments apart that differ in attributes, and run shows its own', () =>
  inFolder(async (out) => {
    const common = ['--out', out, '--backend', 'wasm', '--quiet'];
    const entry = { scenario: 'diff_adv', task: 'predict', net: 'Pure;3', train: 'one', ...SMALL };
    const words = ['run', '--scenario', 'diff_adv', '--net', 'Pure;3', ...set(SMALL), ...common];
    const first = await apebench(...words);
    const slow = await apebench(...words, '--set', 'advection_gamma=-0.5');
    const table = (text: string) => text.slice(0, text.indexOf('\n\n')).split('\n');
    for (const { code, stdout, stderr } of [first, slow]) {
      assert.equal(code, 0, stderr);
      assert.match(table(stdout)[0]!, /^\| +time_step \| +Pure;3 \|$/);
    }
    assert.notDeepEqual(table(first.stdout).slice(2), table(slow.stdout).slice(2));
    assert.deepEqual(table((await apebench(...words)).stdout), table(first.stdout));

    const { outcome, feed } = start('study', '-', ...common);
    feed(JSON.stringify([entry, { ...entry, advection_gamma: -0.5 }]));
    const [heading, , ...rows] = table((await outcome).stdout);
    assert.match(heading!, /\('Pure;3', "\{'advection_gamma': -0\.5\}"\).*\('Pure;3', '\{\}'\)/);
    const cells = (lines: string[]) =>
      lines.map((line) => line.split('|').map((cell) => cell.trim()));
    for (const [i, [, step, theirs, ours]] of cells(rows).entries()) {
      assert.deepEqual([step, ours], cells(table(first.stdout))[i + 2]!.slice(1, 3));
      assert.equal(theirs, cells(table(slow.stdout))[i + 2]![2]);
    }

    const double = await apebench(...words, '--precision', 'f64');
    assert.equal(double.code, 0, double.stderr);
    assert.equal(
      readdirSync(path.join(out, 'raw')).filter((file) => /__[0-9a-f]{12}\.csv$/.test(file)).length,
      1,
    );
  }));

test('run and study show the first metric there is, under its name', () =>
  inFolder(async (out) => {
    const attributes = { ...SMALL, report_metrics: 'mean_MSE,mean_MAE' };
    const words = ['--out', out, '--backend', 'wasm', '--quiet'];
    const net = ['--net', 'Pure;3'];
    const run = await apebench(
      'run',
      '--scenario',
      'diff_adv',
      ...net,
      ...set(attributes),
      ...words,
    );
    assert.equal(run.code, 0, run.stderr);
    assert.match(
      run.stdout,
      /^mean_MSE:\n\n\| +time_step \| +Pure;3 \|\n.*\n\| +1 \| +0\.\d{4,6} *\|/,
    );
    const { outcome, feed } = start('study', '-', ...words, '--metric-name', 'mean_MAE');
    feed(
      JSON.stringify([
        { ...attributes, scenario: 'diff_adv', task: 'predict', net: 'Pure;3', train: 'one' },
      ]),
    );
    const { code, stdout, stderr } = await outcome;
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^mean_MAE:\n\n\| +time_step \| +Pure;3 \|\n/);
  }));
