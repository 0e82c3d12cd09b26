/** Options and keys that there are not, or that are null: refused, with the name that is meant. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { availableThreads, MAX_THREADS } from '../../src/backends/index.js';
import type { RunRawOptions } from '../../src/experiment/index.js';
import type { Key } from '../../src/random/index.js';
import { scenarios } from '../../src/scenarios/index.js';
import {
  MemoryStore,
  readExperiment,
  runExperiment,
  runStudy,
  runStudyConvenience,
  scrapeDataAndMetadata,
} from '../../src/study/index.js';
import type { Any } from '../cases/calls.js';

const SMALL = { num_points: 16, num_train_samples: 2, num_test_samples: 2 };
const entry = { scenario: 'diff_adv', task: 'predict', net: 'Pure;3', train: 'one', ...SMALL };
const scenario = () => new (scenarios.get('diff_adv'))(SMALL);

/** Names that are not there, and what is said of them; the last are of runs of one scenario only. */
const OPTIONS: [options: Record<string, unknown>, says: RegExp][] = [
  [{ backned: 'wasm' }, /^unknown \w+ option 'backned'; did you mean 'backend'\?/],
  [{ relaxed_simd: true }, /did you mean 'relaxedSimd'\?/],
  [{ precision: null }, /^precision must be given or left out, not null/],
  [{ partitionable: 1 }, /^partitionable must be true or false, not 1/],
  [{ signal: null }, /^signal must be an object, not null/],
  [{ threads: 99 }, /^threads must be a whole number from 1 to \d+, not 99/],
  [{ backend: 'gpu' }, /^unknown backend 'gpu'; .*allowed: auto, wasm, webgpu/],
  [{ precision: 'F32' }, /^unknown precision 'F32'; did you mean 'f32'\?/],
];
const STRINGS: typeof OPTIONS = [
  [{ nett: 'Pure;3' }, /^unknown run option 'nett'; did you mean 'net'\?/],
  [{ network_config: 'Pure;3' }, /did you mean 'net'\?/],
  [{ task_config: 'predict' }, /did you mean 'task'\?/],
  [{ train_config: 'one' }, /did you mean 'train'\?/],
  [{ num_seeds: 3 }, /^unknown run option 'num_seeds'; did you mean 'numSeeds'\?/],
  [{ start_seed: 3 }, /did you mean 'startSeed'\?/],
  [{ numSeeds: null }, /^numSeeds must be a whole number from 1 on, not null/],
  [{ net: null }, /^net must be a text, not null/],
  [{ checkpoint: {} }, /^checkpoint must be a sink, .* not an object/],
  [null as never, /^run options must be an object, not null/],
  [5 as never, /^run options must be an object, not 5/],
];

/** Ways in, with the options that only they have. */
const WAYS: Record<string, [call: (options: object) => Promise<unknown>, own: typeof OPTIONS]> = {
  run: [async (options) => scenario().run(options), STRINGS],
  runRaw: [async (options) => scenario().runRaw(options), STRINGS],
  checkRun: [async (options) => scenario().checkRun(options), STRINGS],
  runExperiment: [
    (options) => runExperiment(entry, options),
    [[{ onprogress: () => {} }, /did you mean 'onProgress'\?/]],
  ],
  runStudy: [
    (options) => runStudy([entry], { store: new MemoryStore('s'), ...options }),
    [
      [{ overwrit: true }, /did you mean 'overwrite'\?/],
      [{ metricNames: 'mean_nRMSE' }, /^metricNames must be a list of texts/],
      [{ parallel: 0 }, /^parallel must be a whole number from 1 on, not 0/],
      [{ out: null }, /^out must be a text, not null/],
    ],
  ],
  runStudyConvenience: [
    (options) => runStudyConvenience([entry], { store: new MemoryStore('s'), ...options }),
    [[{ do_loss: true }, /did you mean 'doLoss'\?/]],
  ],
  scrapeDataAndMetadata: [
    (options) => scrapeDataAndMetadata(null, { scenario: 'diff_adv', ...SMALL }, options),
    [[{ corase: true }, /did you mean 'coarse'\?/]],
  ],
};

for (const [name, [call, own]] of Object.entries(WAYS)) {
  test(`${name} refuses options that there are not`, async () => {
    for (const [options, message] of [...OPTIONS, ...own]) {
      await assert.rejects(async () => call(options), { name: 'UserError', message });
    }
  });
}

test('a number that JSON lacks is quoted as it is', async () => {
  const given: [values: Any, says: RegExp][] = [
    [{ batch_size: JSON.parse('1e400') }, /'batch_size' must be .*, not Infinity$/],
    [{ start_seed: Number.NaN }, /must be a whole number .*, not NaN$/],
    [{ net: [Number.NEGATIVE_INFINITY] }, /must be a text, not \["-Infinity"\]$/],
  ];
  for (const [values, message] of given) {
    await assert.rejects(() => readExperiment({ ...entry, ...values }), { message });
  }
});

test('what is no object of options is refused', async () => {
  const calls: Record<string, (given: Any) => unknown> = {
    run: (given) => scenario().run(given),
    runExperiment: (given) => runExperiment(entry, given),
    runStudy: (given) => runStudy([entry], given),
    readExperiment: (given) => readExperiment(given),
    scrapeDataAndMetadata: (given) => scrapeDataAndMetadata(null, given),
    attributes: (given) => new (scenarios.get('diff_adv'))(given),
  };
  for (const [name, call] of Object.entries(calls)) {
    for (const given of [[], new Map([['num_points', 8]]), Promise.resolve({}), new Date(0)]) {
      await assert.rejects(
        async () => call(given),
        { name: 'UserError', message: / must be an object/ },
        `${name}: ${Object.prototype.toString.call(given)}`,
      );
    }
  }
});

test('options of a place are no key of an entry', async () => {
  for (const options of [{ threads: 99 }, { backend: 'gpu' }, { precision: 'F32' }] as Any[]) {
    await assert.rejects(
      () => readExperiment(entry, options),
      (error: Error) => !error.message.startsWith('key '),
    );
  }
});

/** Methods of data and tests that take options, with what comes before these. */
const key: Key = [0, 3];
const METHODS: Record<string, (one: Any, stepper: Any, options: unknown) => unknown> = {
  getTestData: (one, _, options) => one.getTestData(options),
  getTrainData: (one, _, options) => one.getTrainData(options),
  getTestDataCoarse: (one, _, options) => one.getTestDataCoarse(options),
  getTestIcSet: (one, _, options) => one.getTestIcSet(options),
  getRefSampleData: (one, _, options) => one.getRefSampleData(options),
  getNeuralStepper: (one, _, options) => one.getNeuralStepper('predict', 'Pure;3', key, options),
  getNetwork: (one, _, options) => one.getNetwork('Pure;3', key, options),
  getCallbackFn: (one, stepper, options) => one.getCallbackFn(stepper, options),
  getTrainer: (one, _, options) => one.getTrainer('one', options),
  train: async (one, stepper, options) =>
    (await one.getTrainer('one')).train(stepper, [key], options),
  fullLoss: (one, stepper, options) => one.fullLoss(stepper, 'one', options),
  testTrajectories: (one, stepper, options) => one.testTrajectories(stepper, options),
  performTestRollout: (one, stepper, options) =>
    one.performTestRollout(stepper, undefined, options),
  performTests: (one, stepper, options) => one.performTests(stepper, options),
  sampleTrjs: (one, stepper, options) => one.sampleTrjs(stepper, options),
};
/** Those that take a stepper first. */
const OF_STEPPERS = Object.keys(METHODS).filter((name) =>
  /^(perform|sample|test|getCall)/.test(name),
);

for (const [name, call] of Object.entries(METHODS)) {
  test(`${name} refuses options that there are not`, async () => {
    const one = scenario();
    const stepper = await one.getNeuralStepper('predict', 'Pure;3', key);
    const [option, meant] =
      name === 'getNetwork' ? ['partitonable', 'partitionable'] : ['bakend', 'backend'];
    const message = new RegExp(
      `^unknown \\w+ option '${option}'; did you mean '${meant}'\\? allowed`,
    );
    await assert.rejects(async () => call(one, stepper, { [option]: true }), {
      name: 'UserError',
      message,
    });
    for (const options of [null, 5]) {
      await assert.rejects(async () => call(one, stepper, options), {
        name: 'UserError',
        message: /options must be an object of /,
      });
    }
    if (!OF_STEPPERS.includes(name)) return;
    for (const wrong of [undefined, null, 5, {}]) {
      await assert.rejects(async () => call(one, wrong, undefined), {
        name: 'UserError',
        message: /^the stepper must be a NeuralStepper, (or what loadOnnx gives, )?not /,
      });
    }
  });
}

test('keys of an entry that there are not, or that are null', async () => {
  const cases: [change: Record<string, unknown>, says: RegExp][] = [
    [{ numSeeds: 3 }, /^key 'numSeeds': unknown .*; did you mean 'num_seeds'\?/],
    [{ startSeed: 3 }, /did you mean 'start_seed'\?/],
    [{ numPoints: 16 }, /did you mean 'num_points'\?/],
    [{ nett: 'Pure;3' }, /did you mean 'net'\?/],
    [{ network_config: 'Pure;3' }, /did you mean 'net'\?/],
    [{ start_seed: null }, /^key 'start_seed': must be a whole number .*, not null/],
    [{ num_seeds: null }, /^key 'num_seeds': must be a whole number .*, not null/],
    [{ train: null }, /^key 'train': must be a text, not null/],
    [{ num_points: null }, /^key 'num_points': must not be null/],
    [{ adv_difficulty: 4 }, /'adv_difficulty'; advection_gamma=-4 is meant/],
    [{ advDifficulty: 4 }, /'advDifficulty'; advection_gamma=-4 is meant/],
    [{ adv_difficulty: '-2.5' }, /advection_gamma=2\.5 is meant/],
    [{ adv_difficulty: 'x' }, /advection_gamma is meant/],
  ];
  for (const [change, message] of cases) {
    await assert.rejects(readExperiment({ ...entry, ...change }), { name: 'UserError', message });
  }
  const former = () => new (scenarios.get('diff_adv'))({ adv_difficulty: 4 });
  assert.throws(former, { name: 'UserError', message: /advection_gamma=-4 is meant/ });
});

test('an override of runRaw passes on what it was given, whoever runs it', async () => {
  const Parent = scenarios.get('diff_adv');
  class Own extends Parent {
    override runRaw(options?: RunRawOptions) {
      return super.runRaw(options);
    }
  }
  const own = new Own({ ...SMALL, optim_config: 'adam;2;constant;1e-3' });
  const { table } = await own.run({ net: 'Pure;3', backend: 'wasm' });
  assert.equal(table.numRows, 1);
});

test('more threads than processors are taken, and said', async () => {
  const processors = availableThreads();
  const threads = Math.min(MAX_THREADS, processors + 1);
  const notices: string[] = [];
  const onNotice = (text: string) => notices.push(text);
  const short = { ...entry, optim_config: 'adam;2;constant;1e-3' };
  const { raw } = await runExperiment(short, { backend: 'wasm', threads, onNotice });
  assert.equal(raw.info.threads, threads);
  const said = `${threads} threads on ${processors} processors are no faster than ${processors}`;
  assert.deepEqual(notices, threads > processors ? [said] : []);
});

test('a study option that belongs in the entries is said to', async () => {
  for (const name of ['start_seed', 'startSeed']) {
    await assert.rejects(runStudy([], { [name]: 3 } as object), {
      message: new RegExp(
        `unknown study option '${name}'; did you mean 'entries\\[…\\]\\.start_seed'`,
      ),
    });
  }
});

test('names of the original are told ours, in either spelling', async () => {
  for (const [name, meant] of [
    ['networkConfig', 'net'],
    ['network_config', 'net'],
    ['taskConfig', 'task'],
    ['trainConfig', 'train'],
  ] as const) {
    const message = new RegExp(`option '${name}'; did you mean '${meant}'`);
    await assert.rejects(scenario().run({ [name]: 'one' } as object), { message });
  }
});
