/** `apebench predict`: what weights say of themselves; where its output and that of `inspect` goes. */

import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { writeEqx } from '../../src/experiment/index.js';
import { readNpy, writeNpy } from '../../src/npy.js';
import { readSafetensors, writeSafetensors } from '../../src/safetensors.js';
import { makeScenario } from '../../src/scenarios/index.js';
import { Table } from '../../src/tables/index.js';
import { apebench, inFolder, SMALL, set } from './apebench.js';

/** Words of `predict` with files in a folder, which holds states of 16 points. */
function wordsIn(folder: string) {
  const at = (name: string) => path.join(folder, name);
  const data = Float32Array.from({ length: 32 }, (_, i) => (i % 5) / 5);
  writeFileSync(at('in.npy'), writeNpy({ shape: [2, 1, 16], data }));
  const predict = (weights: string, out: string, ...words: string[]) =>
    apebench(
      ...['predict', '--weights', weights, '--input', at('in.npy'), '--steps', '2'],
      ...['--out', at(out), '--backend', 'wasm', ...words],
    );
  return { at, predict };
}

test('weights of a run need no other options, and say the task, too', () =>
  inFolder(async (folder) => {
    const { at, predict } = wordsIn(folder);
    const task = 'correct;parallel';
    const words = ['--net', 'Conv;3;1;tanh', '--task', task];
    const scenario = [
      '--scenario',
      'diff_adv',
      ...set({ ...SMALL, advection_gamma: -3, vlim: '-2,2' }),
    ];
    const made = await apebench('run', ...scenario, ...words, '--out', at('out'), '--json');
    assert.equal(made.code, 0, made.stderr);
    const [weights] = JSON.parse(made.stdout).networkWeights;
    const bare = await predict(weights, 'bare.npy');
    assert.equal(bare.code, 0, bare.stderr);
    const whole = await predict(weights, 'whole.npy', ...scenario, ...words);
    assert.equal(whole.code, 0, whole.stderr);
    const [one, other] = ['bare.npy', 'whole.npy'].map((name) => readFileSync(at(name)));
    assert.ok(one!.equals(other!));
    assert.deepEqual(readNpy(one!).shape, [2, 2, 1, 16]);

    const spelled = await predict(weights, 'spelled.npy', '--net', ' conv;03;1;Tanh');
    assert.equal(spelled.code, 0, spelled.stderr);
    const changed = await predict(weights, 'set.npy', '--set', 'advection_gamma=-9');
    assert.equal(changed.code, 0, changed.stderr);
    assert.ok(!readFileSync(at('set.npy')).equals(one!));
    for (const [flags, message] of [
      [['--net', 'Conv;3;1;relu'], /--net is Conv;3;1;relu, but '.*' says .* of Conv;3;1;tanh\n$/],
      [['--task', 'predict'], /--task is predict, but '.*' says .* of correct;parallel\n$/],
      [['--points', '16'], /'correct;parallel' corrects a coarse solver: it needs a scenario/],
      [['--points', '32'], /it needs a scenario/],
    ] as const) {
      const { code, stderr } = await predict(weights, 'no.npy', ...flags);
      assert.equal(code, 2, stderr);
      assert.match(stderr, message);
    }
  }));

test('initial weights of inspect say their grid, and of a scenario which', () =>
  inFolder(async (folder) => {
    const { at, predict } = wordsIn(folder);
    const net = ['--net', 'Conv;3;1;tanh'];
    const inspect = (file: string, ...words: string[]) =>
      apebench('inspect', ...net, '--seed', '7', '--weights-out', at(file), ...words);
    const grid = ['--points', '16'];
    const scenario = ['--scenario', 'Diff_Adv', '--set', 'num_points=16'];
    for (const [file, words] of [
      ['grid.st', grid],
      ['scenario.st', scenario],
    ] as const) {
      assert.equal((await inspect(file, ...words)).code, 0);
      const { code, stderr } = await predict(at(file), `${file}.npy`, '--seed', '7');
      assert.equal(code, 0, stderr);
    }
    const [one, other] = ['grid', 'scenario'].map((name) => readFileSync(at(`${name}.st.npy`)));
    assert.ok(one!.equals(other!));
    // A grid of the options stands for that of the weights; what they leave out stays.
    for (const file of ['grid.st', 'scenario.st']) {
      const { code, stderr } = await predict(at(file), 'no.npy', '--points', '32');
      assert.equal(code, 2);
      assert.match(stderr, /has the shape 2 x 1 x 16; wanted: batch x 1 x 32\n$/);
      const spare = await predict(at(file), `${file}.channels.npy`, '--channels', '1');
      assert.equal(spare.code, 0, spare.stderr);
    }
  }));

test('weights that do not say their network want --net, and wrong metadata is named', () =>
  inFolder(async (folder) => {
    const { at, predict } = wordsIn(folder);
    const made = ['--net', 'Conv;3;1;tanh', '--points', '16', '--weights-out', at('w.st')];
    assert.equal((await apebench('inspect', ...made)).code, 0);
    const { tensors } = readSafetensors(readFileSync(at('w.st')));
    const say = (config: string) => {
      const bytes = writeSafetensors({ tensors, metadata: { config } });
      writeFileSync(at('x.st'), bytes);
      return predict(at('x.st'), 'x.npy', '--overwrite', ...made.slice(0, 4));
    };
    const silent = async (config: string) => {
      await say(config);
      return predict(at('x.st'), 'x.npy', '--overwrite');
    };
    assert.match((await silent('{}')).stderr, /--net is missing: '.*x\.st' does not say/);
    for (const config of ['{}', 'null', 'no JSON', '{"seed": 3}', '{"scenario": "unknown"}']) {
      const { code, stderr } = await say(config);
      assert.equal(code, 0, `${config}: ${stderr}`);
    }
    for (const [config, message] of [
      ['{"num_seeds": 0}', /'.*x\.st' is .* metadata are wrong: num_seeds must be .* not 0\n$/],
      ['{"num_seeds": 1e9}', /say that they are of 1000000000\n$/],
      ['{"start_seed": 0.5}', /start_seed must be .* not 0\.5/],
      ['{"net": 3}', /net must be a text, not 3/],
      ['{"net": "Own;3"}', /--net is Conv;3;1;tanh, but .* of Own;3/],
    ] as const) {
      const { code, stderr } = await say(config);
      assert.equal(code, 2, config);
      assert.match(stderr, message);
    }
    const unknown = await silent('{"net": "Conv;3;1;tanh", "scenario": "unknown"}');
    assert.match(unknown.stderr, /the scenario in the metadata of '.*x\.st': unknown scenario/);
  }));

test('what metadata say wrongly of a network is put down to the file', () =>
  inFolder(async (folder) => {
    const { at, predict } = wordsIn(folder);
    const made = ['--net', 'Pure;3', '--points', '16', '--weights-out', at('w.st')];
    assert.equal((await apebench('inspect', ...made)).code, 0);
    const { tensors } = readSafetensors(readFileSync(at('w.st')));
    for (const [config, message] of [
      [
        { dims: 4 },
        /'.*w\.st' says net Pure;3, dims 4, points 16: dims must be 1, 2 or 3, not 4\n$/,
      ],
      [{ net: 'Nope' }, /'.*w\.st' says net Nope, points 16: .*'Nope'/],
      [{ task: 'x' }, /'.*w\.st' says net Pure;3, task x, points 16: .*'x'/],
      [{ channels: 1e9 }, /'.*w\.st' says .*, channels 1000000000: /],
      [{ net: 'Pure;999999999' }, /'.*w\.st' says net Pure;999999999, points 16: /],
    ] as const) {
      const metadata = { config: JSON.stringify({ net: 'Pure;3', points: 16, ...config }) };
      writeFileSync(at('w.st'), writeSafetensors({ tensors, metadata }));
      const { code, stderr } = await predict(at('w.st'), 'x.npy');
      assert.equal(code, 2, stderr);
      assert.match(stderr, message);
    }
    const metadata = { config: '{"dims": 4}' };
    writeFileSync(at('w.st'), writeSafetensors({ tensors, metadata }));
    const given = ['--net', 'Pure;3', '--task', 'predict', '--points', '16', '--channels', '1'];
    const asked = await predict(at('w.st'), 'x.npy', ...given, '--dims', '4');
    assert.equal(asked.stderr, 'apebench: --dims must be 1, 2 or 3, not 4\n');
  }));

test('what is there already is overwritten when that is asked for; a folder is not', () =>
  inFolder(async (folder) => {
    const { at, predict } = wordsIn(folder);
    mkdirSync(at('folder'));
    writeFileSync(at('there'), 'kept');
    const inspect = (out: string, ...words: string[]) =>
      apebench('inspect', '--net', 'Pure;3', '--points', '16', '--weights-out', at(out), ...words);
    assert.equal((await inspect('w.st')).code, 0);
    const write = {
      inspect,
      // Checked before the work: there are no such weights.
      predict: (out: string) => predict(at('missing.st'), out),
    };
    for (const [command, to] of Object.entries(write)) {
      for (const [out, message] of [
        [
          'there',
          /^apebench: '.*there' is there already; --overwrite replaces it \(see docs\/troubleshooting\.md#files-and-folders\)\n$/,
        ],
        [
          'folder',
          /^apebench: cannot write '.*folder': it is a folder \(see docs\/troubleshooting\.md#files-and-folders\)\n$/,
        ],
        [
          'there/x',
          /^apebench: cannot write '.*there\/x': a part of the path is no folder \(see docs\/troubleshooting\.md#files-and-folders\)\n$/,
        ],
      ] as const) {
        const { code, stderr, stdout } = await to(out);
        assert.deepEqual([code, stdout], [2, ''], `${command}: ${stderr}`);
        assert.match(stderr, message, command);
      }
    }
    assert.match((await inspect('folder', '--overwrite')).stderr, /: it is a folder \(see /);
    assert.equal(readFileSync(at('there'), 'utf8'), 'kept');
    assert.equal((await inspect('there', '--overwrite')).code, 0);
    const rolled = await predict(at('w.st'), 'there', '--overwrite');
    assert.equal(rolled.code, 0, rolled.stderr);
    assert.deepEqual(readNpy(readFileSync(at('there'))).shape, [2, 2, 1, 16]);
  }));

test('a file of the original says its seeds by its shapes, and what it is of is asked for', () =>
  inFolder(async (folder) => {
    const { at, predict } = wordsIn(folder);
    const net = 'Conv;3;1;tanh';
    const scenario = ['--scenario', 'diff_adv', ...set(SMALL), '--net', net];
    const out = ['--num-seeds', '2', '--out', at('out'), '--backend', 'wasm', '--json'];
    const made = await apebench('run', ...scenario, ...out);
    assert.equal(made.code, 0, made.stderr);
    const [weights] = JSON.parse(made.stdout).networkWeights;
    const stepper = await makeScenario('diff_adv', SMALL).loadModel(weights, { net });
    writeFileSync(at('w.eqx'), writeEqx(stepper));
    for (const seed of ['0', '1']) {
      for (const [file, to] of [
        [weights, 'ours.npy'],
        [at('w.eqx'), 'eqx.npy'],
      ]) {
        const words = ['--net', net, '--points', '16', '--seed', seed, '--overwrite'];
        const { code, stderr } = await predict(file, to, ...words);
        assert.equal(code, 0, stderr);
      }
      assert.ok(readFileSync(at('ours.npy')).equals(readFileSync(at('eqx.npy'))), seed);
    }
    // `eval` gives what the tests of the run gave.
    const words = ['eval', ...scenario.slice(0, -2), '--backend', 'wasm', '--json', '--quiet'];
    const [own, other] = await Promise.all([
      apebench(...words, '--weights', weights),
      apebench(...words, '--weights', at('w.eqx'), '--net', net),
    ]);
    assert.equal(own.code, 0, own.stderr);
    assert.equal(own.stdout, other.stdout, other.stderr);
    const table = Table.fromCsv(readFileSync(JSON.parse(made.stdout).rawFiles[0], 'utf8'));
    const metrics = JSON.parse(own.stdout).metrics.mean_nRMSE;
    for (const t of [1, 2, 3]) {
      // A table has the shortest texts of single precision.
      const column = Array.from(table.numbers(`mean_nRMSE_000${t}`), Math.fround);
      assert.deepEqual(column, [metrics[0][t - 1], metrics[1][t - 1]]);
    }
    const eqx = (...more: string[]) => predict(at('w.eqx'), 'no.npy', '--points', '16', ...more);
    writeFileSync(at('cut.eqx'), writeEqx(stepper).subarray(0, 400));
    for (const [result, message] of [
      [await eqx(), /--net is missing: '.*w\.eqx' does not say of which network it is\n$/],
      [await eqx('--net', net), /the weights hold the seeds 0 to 1; name one with --seed\n$/],
      [await eqx('--net', net, '--seed', '2'), /the weights hold the seeds 0 to 1, not 2\n$/],
      [await eqx('--net', 'Conv;4;1;tanh'), /'.*w\.eqx': the weights are of another network:\n/],
      [await eqx('--net', 'Conf;4;1;tanh'), /^apebench: [^']*'Conf;4;1;tanh'/],
      [
        await predict(at('cut.eqx'), 'no.npy'),
        /'.*cut\.eqx' is not an \.eqx file .* is cut off\n$/,
      ],
      [
        await apebench(
          ...words,
          '--weights',
          at('w.eqx'),
          '--net',
          net,
          '--task',
          'correct;parallel',
        ),
        /'.*w\.eqx': the weights are of another network:\n.*do not begin with the coarse solver/,
      ],
      [await apebench(...words), /--rollout is missing, or --weights or --model in its place\n$/],
      [
        await apebench(...words, '--weights', weights, '--rollout', at('in.npy')),
        /--weights can't stand beside --rollout\n$/,
      ],
      [
        await apebench(...words, '--weights', weights, '--reference', at('in.npy')),
        /--reference can't stand beside --weights\n$/,
      ],
      [
        await apebench(...words, '--rollout', at('in.npy'), '--net', net),
        /--net can't stand beside --rollout\n$/,
      ],
    ] as const) {
      assert.equal(result.code, 2, result.stderr);
      assert.match(result.stderr, message);
    }
  }));

test('states that are not finite are refused unless they are allowed, and what becomes of them is said', () =>
  inFolder(async (folder) => {
    const { at } = wordsIn(folder);
    const inspect = ['inspect', '--net', 'Conv;3;1;tanh', '--points', '16'];
    assert.equal((await apebench(...inspect, '--weights-out', at('w.st'))).code, 0);
    const predict = (input: string, ...words: string[]) =>
      apebench(
        ...['predict', '--weights', at('w.st'), '--input', at(input), '--steps', '2'],
        ...['--out', at('out.npy'), '--overwrite', '--backend', 'wasm', '--quiet', ...words],
      );
    for (const [name, value, says] of [
      ['nan', Number.NaN, /nan\.npy' is not finite \(first in state 1\); --allow-non-finite/],
      ['large', 1e300, /holds numbers beyond those of float32, which --precision f64 takes/],
    ] as const) {
      const data = new Float64Array(32).fill(0.5).fill(value, 20, 21);
      writeFileSync(at(`${name}.npy`), writeNpy({ shape: [2, 1, 16], data }));
      const refused = await predict(`${name}.npy`);
      assert.equal(refused.code, 2);
      assert.match(refused.stderr, says);
      const allowed = await predict(`${name}.npy`, '--allow-non-finite');
      assert.equal(allowed.code, 0, allowed.stderr);
      if (name === 'nan')
        assert.equal(allowed.stderr, 'The rollout is not finite from step 1 on\n');
    }
    const double = await predict('large.npy', '--precision', 'f64');
    assert.equal(double.code, 0, double.stderr);
  }));

test('what has no end is not read, and what is read is not written over', () =>
  inFolder(async (folder) => {
    const { at } = wordsIn(folder);
    const inspect = ['inspect', '--net', 'Conv;3;1;tanh', '--points', '16'];
    assert.equal((await apebench(...inspect, '--weights-out', at('w.st'))).code, 0);
    const predict = (weights: string, input: string, out: string) =>
      apebench(
        ...['predict', '--weights', weights, '--input', input, '--steps', '2'],
        ...['--out', out, '--overwrite', '--backend', 'wasm'],
      );
    symlinkSync(at('in.npy'), at('linked.npy'));
    const before = readFileSync(at('in.npy'));
    for (const [words, says] of [
      [[at('w.st'), at('in.npy'), at('in.npy')], /in\.npy' is what --input reads/],
      [[at('w.st'), at('in.npy'), at('linked.npy')], /linked\.npy' is what --input reads/],
      [[at('w.st'), at('in.npy'), at('w.st')], /w\.st' is what --weights reads/],
      ...(process.platform === 'win32'
        ? []
        : ([
            [[at('w.st'), '/dev/zero', at('out.npy')], /'\/dev\/zero' is no regular file/],
            [['/dev/zero', at('in.npy'), at('out.npy')], /'\/dev\/zero' is no regular file/],
          ] as const)),
    ] as const) {
      const { code, stderr } = await predict(...(words as [string, string, string]));
      assert.equal(code, 2, stderr);
      assert.match(stderr, says);
    }
    assert.ok(readFileSync(at('in.npy')).equals(before));
  }));

test('--solver rolls a scenario’s reference solver out, to the bits of its data', () =>
  inFolder(async (folder) => {
    const { at } = wordsIn(folder);
    const attributes = { ...SMALL, num_spatial_dims: 2, num_test_samples: 2 };
    const scenario = ['--scenario', 'diff_burgers', ...set(attributes)];
    const shape = [2, 2, 16, 16];
    const size = 2 * 16 * 16;
    const wanted = await makeScenario('diff_burgers', attributes).getTestData({ backend: 'wasm' });
    const [samples, frames] = wanted.shape as [number, number];
    assert.deepEqual([samples, frames], [2, 4]);
    const part = (from: number, to: number) =>
      [0, 1].flatMap((sample) => [
        ...wanted.data.slice((sample * frames + from) * size, (sample * frames + to) * size),
      ]);
    writeFileSync(at('first.npy'), writeNpy({ shape, data: Float32Array.from(part(0, 1)) }));
    const predict = (...words: string[]) =>
      apebench(
        ...['predict', '--input', at('first.npy'), '--out', at('out.npy'), '--backend', 'wasm'],
        ...['--steps', '3', '--overwrite', ...words],
      );
    const { code, stderr, stdout } = await predict('--solver', ...scenario, '--json');
    assert.equal(code, 0, stderr);
    assert.deepEqual(JSON.parse(stdout).shape, [2, 3, 2, 16, 16]);
    const rollout = readNpy(readFileSync(at('out.npy')));
    assert.deepEqual(rollout, {
      shape: [2, 3, ...shape.slice(1)],
      data: Float32Array.from(part(1, 4)),
    });

    const precise = await predict('--solver', ...scenario, '--precision', 'f64');
    assert.equal(precise.code, 0, precise.stderr);
    const double = readNpy(readFileSync(at('out.npy')));
    assert.ok(double.data instanceof Float64Array);
    // Three steps of float32 are as close as that.
    assert.ok(double.data.every((value, i) => Math.abs(value - rollout.data[i]!) < 1e-5));

    for (const [words, message] of [
      [[], /--weights is missing/],
      [['--solver'], /--scenario is missing/],
      [['--solver', '--set', 'num_points=16'], /--scenario is missing/],
      [['--solver', ...scenario, '--net', 'Conv;3;1;tanh'], /--net can't stand beside --solver/],
      [['--solver', ...scenario, '--weights', 'w'], /--weights can't stand beside --solver/],
      [['--solver', ...scenario, '--points', '16'], /--points can't stand beside --solver/],
      [['--solver', '--model', 'm.onnx'], /--solver can't stand beside --model/],
      [['--solver', '--scenario', 'diff_adv'], /2 x 2 x 16 x 16; wanted: batch x 1 x 160\n$/],
    ] as const) {
      const wrong = await predict(...words);
      assert.equal(wrong.code, 2, wrong.stderr);
      assert.match(wrong.stderr, message);
    }
  }));
