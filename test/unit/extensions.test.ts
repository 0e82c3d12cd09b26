/** What users add: where it goes in, how it is asked for, and what is said where it is wrong. */

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { UserError } from '../../src/errors.js';
import * as ape from '../../src/index.js';

const small = {
  ...{ num_points: 16, num_train_samples: 2, train_temporal_horizon: 3, num_test_samples: 2 },
  ...{ test_temporal_horizon: 2, optim_config: 'adam;2;constant;1e-3', batch_size: 2 },
  ...{ num_trjs_returned: 1, num_warmup_steps: 1 },
};
const entry = { scenario: 'diff_adv', task: 'predict', net: 'Conv;2;1;relu', train: 'one' };
const where = { backend: 'wasm', threads: 1 } as const;
const run = (given: object) => ape.runExperiment({ ...entry, ...small, ...given }, where);

type Door = Record<string, unknown>;

interface Kind {
  readonly door: Door;
  readonly view: Readonly<Record<string, unknown>>;
  /** The name of one that is built in. */
  readonly builtIn: string;
  /** An entry that names the key `Mine`, in another case and with fields that are no numbers. */
  readonly ask: object;
  /** What messages call the config string. */
  readonly config: string;
  /** The key of the entry. */
  readonly about: string;
  readonly good: unknown;
  /** Things that fail where they are called, at each of their stages. */
  readonly failing: (fail: () => unknown) => readonly unknown[];
  /** Things that give something else than they should, and what is said. */
  readonly wrong: readonly (readonly [value: unknown, says: RegExp])[];
}

const fault = new TypeError('no luck');
const fail = (): never => {
  throw fault;
};
/** One number more along the last axis. */
const wider = (u: ape.graph.Tensor) => {
  const last = u.shape.length - 1;
  return ape.ops.concat([u, ape.ops.slice(u, last, 0, 1)], last);
};
const pointwise = (channels: number) => ape.layers.convLayer(1, channels, channels, 1);

class Own extends ape.scenarios.difficulty.Advection {
  static override readonly className: string = 'Own';

  override getScenarioName(): string {
    return 'own';
  }
}

const kinds: Record<string, Kind> = {};

before(async () => {
  await ape.random.PRNGKey(0);
  const adam = ape.adam(1e-3);
  const layer = pointwise(1);
  const wave = new ape.RandomTruncatedFourierSeries({ dims: 1, cutoff: 2 });
  const good = { numRolloutSteps: 1, loss: ape.supervised(1).loss };
  Object.assign(kinds, {
    arch: {
      ...{ door: ape.archExtensions, view: ape.architectureDict, builtIn: 'Conv', about: 'net' },
      ...{ ask: { net: 'mINE;x;1.5;' }, config: 'mINE;x;1.5;' },
      good: (config: string, dims: number, points: number, channels: number) => {
        assert.deepEqual([config, dims, points, channels], ['mINE;x;1.5;', 1, 16, 1]);
        return pointwise(1);
      },
      failing: (fail) => [
        fail,
        () => ({ ...layer, init: fail }),
        () => ({ ...layer, apply: fail }),
        { meaning: 'a', fields: [], build: fail },
      ],
      wrong: [
        [() => null, /the network must be a layer, .*, not null$/],
        [
          () => ({ ...layer, receptiveField: [1] }),
          /its receptiveField must be \[before, after\] of each of 1 axes/,
        ],
        [() => ({ ...layer, init: () => [] }), /its init gives must be a Float32Array for each/],
        [
          () => ape.layers.convLayer(1, 1, 3, 1),
          /like its input \[1, 2, 1, 16\], not \[1, 2, 3, 16\]/,
        ],
      ],
    },
    activation: {
      ...{ door: ape.activationExtensions, view: ape.activationFnDict, builtIn: 'ReLU' },
      ...{ ask: { net: 'Conv;2;1;mINE' }, config: 'mINE', about: 'net' },
      good: (config: string) => {
        assert.equal(config, 'mINE');
        return ape.ops.tanh;
      },
      failing: (fail) => [fail, () => fail],
      wrong: [
        [() => 'tanh', /the activation must be a function, not 'tanh'/],
        [() => wider, /\[1, 2, 2, 16\], not \[1, 2, 2, 17\]/],
        [() => () => null, /not null/],
      ],
    },
    metric: {
      ...{ door: ape.metricExtensions, view: ape.metricDict, builtIn: 'Mean_nrmse' },
      ...{ ask: { report_metrics: 'mINE;a b;c' }, config: 'mINE;a b;c', about: 'report_metrics' },
      good: (config: string) => {
        assert.equal(config, 'mINE;a b;c');
        return (u: ape.graph.Tensor) => ape.ops.mean(u, [1, 2, 3]);
      },
      failing: (fail) => [fail, () => fail],
      wrong: [
        [() => 1, /the metric must be a function, not 1/],
        [() => (u: ape.graph.Tensor) => u, /must be a tensor \[1, 1, …\], not \[1, 2/],
        [() => () => 0.5, /not 0.5/],
      ],
    },
    'initial condition': {
      ...{ door: ape.initialConditionExtensions, view: ape.icDict, builtIn: 'GRF' },
      ...{ ask: { ic_config: 'clamp;0;1; mINE;x' }, config: 'mINE;x', about: 'ic_config' },
      good: (config: string, dims: number, fields: ape.ConfigReader) => {
        assert.deepEqual([config, dims, fields.text(1)], ['mINE;x', 1, 'x']);
        return wave;
      },
      failing: (fail) => [
        fail,
        { allChannels: fail },
        () => ({ dims: 1, numChannels: 1, generate: fail }),
      ],
      wrong: [
        [() => null, /must be a generator/],
        [{ allChannels: () => null }, /the generator must be a generator .*, not null/],
        [
          () => ({ ...wave, dims: 1, numChannels: 1, generate: () => [1] }),
          /Float64Array of 16 numbers/,
        ],
      ],
    },
    optimizer: {
      ...{ door: ape.optimizerExtensions, view: ape.optimizerDict, builtIn: 'Adam' },
      ...{ ask: { optim_config: 'mINE;2;constant;1e-3' }, config: 'mINE;2;constant;1e-3' },
      about: 'optim_config',
      good: (config: string) => {
        assert.equal(config, 'mINE;2;constant;1e-3');
        return (schedule: ape.Schedule) => ape.sgd(schedule);
      },
      failing: (fail) => [
        fail,
        () => fail,
        () => () => ({ ...adam, tables: fail }),
        () => () => ({ ...adam, stateNames: fail }),
        () => () => ({ ...adam, update: fail }),
      ],
      wrong: [
        ...[undefined, null, 5, 'x', [], {}, Number.NaN].map(
          (given) => [() => given, /what it gives must be a function, not (?!a )/] as const,
        ),
        [() => () => null, /the optimiser must be an optimiser, .*, not null/],
        [() => () => ({ ...adam, tables: () => ({ a: [1] }) }), /Float64Arrays of 2 numbers/],
        [() => () => ({ ...adam, stateNames: () => 'm' }), /must be a list of texts, not 'm'/],
      ],
    },
    schedule: {
      ...{ door: ape.scheduleExtensions, view: ape.lrSchedulerDict, builtIn: 'EXP' },
      ...{ ask: { optim_config: 'adam;2;mINE;fast' }, config: 'mINE;fast', about: 'optim_config' },
      good: (config: string, numSteps: number, fields: ape.ConfigReader) => {
        assert.deepEqual([config, numSteps, fields.text(1)], ['mINE;fast', 2, 'fast']);
        return () => 1e-3;
      },
      failing: (fail) => [fail, () => fail],
      wrong: [
        [() => 1e-3, /the schedule must be a function, not 0.001/],
        [() => () => '1', /rate of update 0 must be a finite number, not '1'/],
      ],
    },
    scenario: {
      ...{ door: ape.scenarioExtensions, view: ape.scenarioDict, builtIn: 'Diff_Adv' },
      ...{ ask: { scenario: 'mINE' }, config: 'Mine', about: 'scenario', good: Own },
      failing: (fail) => [
        ...['getRefStepper', 'getScenarioName', 'getIcGenerator', 'getOptimizer', 'runRaw'].map(
          (method) => {
            class Failing extends Own {}
            Object.defineProperty(Failing.prototype, method, { value: fail });
            return Failing;
          },
        ),
        returning('getRefStepper', { ...stepperOf(16), step: fail }),
        returning('getIcGenerator', { dims: 1, numChannels: 1, generate: fail }),
        class extends Own {
          constructor() {
            super();
            fail();
          }
        },
      ],
      wrong: [
        [returning('getRefStepper', null), /Odd.getRefStepper should give a stepper, not null/],
        [
          returning('getRefStepper', stepperOf(17)),
          /should give a stepper of states \[1, 16\], not \[1, 17\]/,
        ],
        [
          returning('getRefStepper', { ...stepperOf(16), step: wider }),
          /\[1, 2, 1, 16\], not \[1, 2, 1, 17\]/,
        ],
        [
          returning('getRefStepper', { ...stepperOf(16), step: () => null }),
          /getRefStepper\(\) .*, not null/,
        ],
        [
          returning('getIcGenerator', 7),
          /Odd.getIcGenerator should give a generator of .*, not 7$/,
        ],
        [
          returning('getIcGenerator', { dims: 1, numChannels: 1, generate: () => [1] }),
          /a draw must be a Float64Array of 16 numbers/,
        ],
        [returning('getScenarioName', 7), /getScenarioName should give a text, not 7/],
      ],
    },
    task: {
      ...{ door: ape.taskExtensions, view: ape.taskDict, builtIn: 'Predict' },
      ...{ ask: { task: 'mINE;x' }, config: 'mINE;x', about: 'task' },
      good: (config: string) => {
        assert.equal(config, 'mINE;x');
        return { emulator: (network: ape.Emulator) => network };
      },
      failing: (fail) => [fail, () => ({ emulator: fail }), () => ({ emulator: () => fail })],
      wrong: [
        [() => null, /the task must be \{ emulator \}, .*, not null/],
        [
          () => ({ needsCoarse: 'yes', emulator: (u: ape.Emulator) => u }),
          /: needsCoarse must be true or false, not 'yes'$/,
        ],
        [() => ({ emulator: () => null }), /the emulator must be a function, not null/],
        [() => ({ emulator: () => wider }), /\[1, \d, 1, 16\], not \[1, \d, 1, 17\]/],
      ],
    },
    training: {
      ...{ door: ape.methodologyExtensions, view: ape.methodologyDict, builtIn: 'SUP' },
      ...{ ask: { train: 'mINE;x' }, config: 'mINE;x', about: 'train' },
      good: (config: string, fields: ape.ConfigReader) => {
        assert.deepEqual([config, fields.text(1)], ['mINE;x', 'x']);
        return ape.supervised(1);
      },
      failing: (fail) => [fail, () => ({ ...good, loss: fail })],
      wrong: [
        [() => null, /must be a configuration, .*, not null/],
        [() => ({ ...good, numRolloutSteps: 0.5 }), /must be a configuration/],
        ...['needsReference', 'needsResiduum', 'isBatchMean'].map(
          (name) =>
            [() => ({ ...good, [name]: 'x' }), RegExp(`: ${name} must be true or false`)] as const,
        ),
        [() => ({ ...good, numTargets: 2 }), /: numTargets must be a whole number from 0 to 1/],
        [() => ape.supervised(100), /: a rollout of 100 steps is longer than the training traj/],
        [() => ({ ...good, loss: () => 0 }), /its loss must be a tensor \[1, 1, …\], not 0/],
        [
          () => ({
            ...good,
            loss: (step: ape.Emulator, at: (t: number) => ape.graph.Tensor) => step(at(0)),
          }),
          /not \[1, \d, 1, 16\]/,
        ],
      ],
    },
    callback: {
      ...{ door: ape.callbackExtensions, view: ape.callbackDict, builtIn: 'NET' },
      ...{ ask: { callbacks: 'weight_norm;1, mINE;x' }, config: 'mINE;x', about: 'callbacks' },
      good: (config: string, fields: ape.ConfigReader) => {
        assert.deepEqual([config, fields.text(1)], ['mINE;x', 'x']);
        return () => ({ name: 'seven', every: 1, value: () => [7] });
      },
      failing: (fail) => [fail, () => fail, () => () => ({ name: 'a', every: 1, value: fail })],
      wrong: [
        [() => null, /what it gives must be a function, not null/],
        [() => () => ({ name: 'a' }), /the callback must be \{ name, every, value \}/],
        [
          () => () => ({ name: 'a', every: 1, value: () => [1, 2] }),
          /must give 1 values, one for each/,
        ],
      ],
    },
    loss: {
      ...{ door: ape.lossExtensions, view: ape.lossDict, builtIn: 'nmse' },
      ...{ ask: { train: 'sup;2;true;mINE;x' }, config: 'mINE;x', about: 'train' },
      good: (config: string, fields: ape.ConfigReader) => {
        assert.deepEqual([config, fields.text(1)], ['mINE;x', 'x']);
        return ape.losses.MAE;
      },
      failing: (fail) => [fail, () => fail],
      wrong: [
        [() => null, /the loss must be a function, not null/],
        [
          () => (p: ape.graph.Tensor) => p,
          /must be a tensor \[1, \d, 1, …\], not \[1, \d, 1, 16\]/,
        ],
        [() => () => undefined, /not undefined/],
      ],
    },
  } satisfies Record<string, Kind>);
});

function returning(method: string, value: unknown): unknown {
  class Odd extends Own {
    static override readonly className: string = 'Odd';
  }
  Object.defineProperty(Odd.prototype, method, { value: () => value });
  return Odd;
}

function stepperOf(numPoints: number): ape.steppers.Stepper {
  const domain = { dims: 1, domainExtent: 1, numPoints, dt: 1 };
  return { ...domain, numChannels: 1, step: (u) => u };
}

const SAYS_WHERE = /^this view of every \w+( \w+)? is read-only; yours go into \w+Extensions$/;

const NAMES = [
  ...['arch', 'activation', 'metric', 'initial condition', 'optimizer', 'schedule', 'scenario'],
  ...['task', 'training', 'callback', 'loss'],
];

async function withMine(door: Door, value: unknown, work: () => Promise<unknown>): Promise<void> {
  door.Mine = value;
  try {
    await work();
  } finally {
    delete door.Mine;
  }
}

for (const name of NAMES) {
  test(`${name}: its door and its view`, async () => {
    const { door, view, builtIn, good } = kinds[name]!;
    for (const value of [null, undefined, 7, 'x', [], {}]) {
      assert.throws(
        () => {
          door.Mine = value;
        },
        { name: 'UserError', message: /^\w+Extensions\['Mine'\] must be / },
      );
      assert.deepEqual(Object.keys(door), []);
    }
    assert.throws(
      () => {
        door[builtIn] = good;
      },
      { name: 'UserError', message: new RegExp(`'${builtIn}' is the name of a built-in `) },
    );
    for (const key of ['', ' a', 'a;b', 'a,b', 'a ', Symbol('a')]) {
      assert.throws(() => Object.assign(door, { [key]: good }), {
        name: 'UserError',
        message: /^a key of \w+Extensions must be a name/,
      });
    }
    const before = Object.keys(view);
    await withMine(door, good, async () => {
      assert.deepEqual(Object.keys(view), [...before, 'Mine']);
      // Of a scenario the view constructs instances that are guarded.
      if (name === 'scenario') assert.equal(new (view.Mine as typeof Own)().constructor, good);
      else assert.equal(view.Mine, good);
      // Another spelling of the name takes its place.
      door.mine = good;
      assert.deepEqual(Object.keys(door), ['mine']);
      assert.deepEqual(Object.keys(view), [...before, 'mine']);
      delete door.mine;
    });
    assert.deepEqual(Object.keys(view), before);
    const writable = view as Door;
    for (const write of [
      () => Object.assign(writable, { Mine: good }),
      () => Object.assign(writable, { [before[0]!]: good }),
      () => delete writable[before[0]!],
      () => Object.defineProperty(writable, 'Mine', { value: good }),
      () => Object.freeze(writable),
      () => Object.setPrototypeOf(writable, {}),
    ]) {
      assert.throws(write, { name: 'UserError', message: SAYS_WHERE });
    }
  });

  test(`${name}: one is found in any case, and is given its config string as it stands`, () => {
    const { door, ask, good } = kinds[name]!;
    return withMine(door, good, () => run(ask));
  });

  test(`${name}: one that throws is named, with its config string`, async () => {
    const { door, ask, config, about, failing } = kinds[name]!;
    for (const [i, value] of failing(fail).entries()) {
      await withMine(door, value, async () => {
        const error: UserError = await run(
          typeof value === 'object' && 'build' in value! ? { net: 'Mine;relu' } : ask,
        ).then(
          () => assert.fail(`no error, case ${i}`),
          (reason) => reason,
        );
        assert.ok(error instanceof UserError, `case ${i}: ${(error as Error).stack}`);
        assert.match(
          error.message,
          / extension 'Mine', asked for by '.*': no luck(\n|$)/,
          `case ${i}`,
        );
        if (!('build' in (value as object))) assert.ok(error.message.includes(`'${config}'`));
        if (!error.message.startsWith('the callback')) assert.equal(error.key, about, `case ${i}`);
        let cause: unknown = error;
        while (cause instanceof UserError) cause = cause.cause;
        assert.equal(cause, fault, `case ${i}`);
      });
    }
  });

  // Methods of scenarios may be promises.
  if (name !== 'scenario') {
    test(`${name}: one that gives promises that fail is named, and ends no process`, async () => {
      const { door, ask, failing } = kinds[name]!;
      const unhandled: unknown[] = [];
      const note = (reason: unknown) => unhandled.push(reason);
      process.on('unhandledRejection', note);
      for (const [i, value] of failing(async () => fail()).entries()) {
        const config = typeof value === 'object' && 'build' in value! ? { net: 'Mine;relu' } : ask;
        await withMine(door, value, () =>
          assert.rejects(run(config), {
            name: 'UserError',
            message: / extension 'Mine', asked for by '.*': .*(not a Promise|no luck)(\n|$)/,
          }),
        );
        await new Promise((resolve) => setTimeout(resolve));
        assert.deepEqual(unhandled, [], `case ${i}`);
      }
      process.off('unhandledRejection', note);
    });
  }

  test(`${name}: one that gives something else than it should is named`, async () => {
    const { door, ask, config, wrong } = kinds[name]!;
    for (const [value, says] of wrong) {
      await withMine(door, value, () =>
        assert.rejects(run(ask), (error) => {
          assert.ok(error instanceof UserError, String((error as Error).stack));
          assert.match(error.message, says);
          assert.match(error.message, / extension 'Mine', asked for by /);
          assert.ok(error.message.includes(`'${config}'`), error.message);
          return true;
        }),
      );
    }
  });
}

test('a scenario of the view is named, whoever runs it', async () => {
  const { door, failing, wrong } = kinds.scenario!;
  const runFromView = () => {
    const Mine = ape.scenarioDict['Mine' as keyof typeof ape.scenarioDict] as unknown as typeof Own;
    return new Mine(small).run({ net: 'Conv;2;1;relu', ...where });
  };
  const cases = [...failing(fail).map((value) => [value, /no luck$/] as const), ...wrong];
  for (const [i, [value, says]] of cases.entries()) {
    await withMine(door, value, () =>
      assert.rejects(
        async () => runFromView(),
        (error) => {
          assert.ok(error instanceof UserError, `case ${i}: ${(error as Error).stack}`);
          assert.match(error.message, /the scenario extension 'Mine', asked for by 'Mine': /);
          assert.match(error.message, says);
          return true;
        },
      ),
    );
  }
  // A class of one's own, used directly, or that extends one of the view, has no key.
  const Odd = returning('getRefStepper', null) as typeof Own;
  await assert.rejects(new Odd(small).run(where), {
    name: 'UserError',
    message: /^Odd\.getRefStepper should give a stepper, not null$/,
  });
});

test('the last field of a network that reads its string itself may be no activation', async () => {
  const net: ape.ArchitectureFunction = (config, dims, _, channels, activation) => {
    const layer = ape.layers.convLayer(dims, channels, channels, 1);
    const applies = config.split(';')[1] === 'applies';
    return applies ? { ...layer, apply: (params, x) => activation(layer.apply(params, x)) } : layer;
  };
  await withMine(ape.archExtensions, net, async () => {
    for (const good of ['Mine', 'mine;42', 'mine;;wide', 'mine;applies;tanh']) {
      await run({ net: good });
    }
    await assert.rejects(run({ net: 'mine;applies;42' }), {
      name: 'UserError',
      key: 'net',
      message: /unknown activation '42'; .*\n {2}mine;applies;42\n {15}\^$/,
    });
  });
});

test('losses of training strings: any case, behind all other fields, and names that are kept', async () => {
  const lossesOf = async (train: string) => {
    const { raw, table } = await run({ train, record_loss_every: 1 });
    assert.deepEqual(table.texts('train'), [train]);
    return [...raw.losses.data];
  };
  const plain = await lossesOf('sup;2');
  for (const same of ['sup;2;MSE', 'sup;2;false;mse', 'sup-02;MSE']) {
    assert.deepEqual(await lossesOf(same), plain, same);
  }
  const [absolute, asPower] = [await lossesOf('one;MAE'), await lossesOf('one;lp;1')];
  assert.deepEqual(absolute, asPower);
  assert.notDeepEqual(absolute, await lossesOf('one'));
  const ways = ['div;2;nMSE', 'div;2;true;false;nMSE', 'mix;1;1;nRMSE', 'sup;2;true;nLp;2'];
  for (const train of ways) assert.ok((await lossesOf(train)).every(Number.isFinite), train);
});

test('every loss of the library has a name', () => {
  const made = Object.keys(ape.losses).filter((name) => /^n?(MSE|MAE|RMSE|Lp)$/.test(name));
  assert.deepEqual(Object.keys(ape.lossDict).sort(), made.sort());
});
