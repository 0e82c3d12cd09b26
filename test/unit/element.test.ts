/** What <ape-experiment> reads, without a browser: its attributes, its fields, tables of runs. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadCore } from '../../src/core/index.js';
import { makeScenario, scenarios } from '../../src/scenarios/index.js';
import { readExperiment } from '../../src/study/index.js';
import { describeChoices } from '../../src/web/compute/describe.js';
import { readStoredRun } from '../../src/web/compute/stored.js';
import { trajectoryOf } from '../../src/web/compute/trajectories.js';
import { displayError, readAttributes } from '../../src/web/element/attributes.js';
import { controlsOf } from '../../src/web/element/controls.js';
import { beginAlike, stateOf } from '../../src/web/element/stored-run.js';
import { toEntry } from '../../src/web/form/form-state.js';
import type { Trajectory } from '../../src/web/protocol.js';

await loadCore();
const choices = describeChoices();
const diffAdv = choices.scenarios.find(({ key }) => key === 'diff_adv')!;

const read = (attributes: Readonly<Record<string, string>>) =>
  readAttributes(Object.entries(attributes).map(([name, value]) => ({ name, value })));

const BASE = 'https://example.org/article/';

test('attributes of any element and those of the display are no settings', () => {
  const { state, display } = read({
    ...{ id: 'a', class: 'b', style: '', 'data-x': '1', 'aria-label': 'x', onclick: '' },
    ...{ scenario: 'diff_burgers', num_points: '32', vlim: '-2, 2', netz: 'x' },
    ...{
      autostart: '',
      compact: '',
      caption: 'Figure 1',
      controls: ' net, updates net',
      theme: 'dark',
    },
  });
  assert.equal(state.scenario, 'diff_burgers');
  assert.deepEqual([...state.attributes.keys()], ['num_points', 'vlim', 'netz']);
  assert.deepEqual(display, {
    ...{ src: null, vlim: null, autostart: true, controls: ['net', 'updates'] },
    ...{ caption: 'Figure 1', compact: true, theme: 'dark', page: null },
  });
  const stored = read({ src: 'a.csv', vlim: '1, 2' });
  assert.deepEqual([...stored.state.attributes], []);
  assert.equal(stored.display.vlim, '1, 2');
});

test('what is wrong with the display is told in one line', () => {
  const told = (given: Readonly<Record<string, string>>) => displayError(read(given), BASE);
  assert.equal(told({ theme: 'blue' }), "theme: must be light or dark, not 'blue'");
  assert.equal(
    told({ page: 'javascript:alert(1)' }),
    "page: must be an address of http or https, or empty for no link, not 'javascript:alert(1)'",
  );
  assert.equal(
    told({ src: 'a.csv', net: 'MLP' }),
    'net: has no meaning beside src, which shows a run as it was made',
  );
  assert.match(told({ src: 'a.csv', num_points: '3' })!, /^num_points: has no meaning/);
  assert.match(told({ src: 'a.csv', controls: 'net' })!, /^controls: has no meaning/);
  assert.equal(told({ page: '../', theme: 'light' }), null);
  assert.equal(told({ page: '' }), null);
  assert.equal(told({ src: 'a', vlim: '1' }), null);
});

test('fields change what they name: keys, attributes, updates inside of optim_config', () => {
  const { state } = read({ optim_config: 'adam;100;warmup_cosine;0.0;1e-3;20' });
  const names = ['net', 'seed', 'updates', 'num_points', 'advection_gamma'];
  const { controls, error } = controlsOf(names, state, choices, diffAdv);
  assert.equal(error, null);
  assert.deepEqual(
    controls.map(({ label, value }) => [label, value]),
    [
      ['network', 'Conv;26;10;relu'],
      ['first seed', '0'],
      ['updates', '100'],
      ['num_points', '160'],
      ['advection_gamma', '-4.0'],
    ],
  );
  assert.ok(controls[0]!.suggestions.some((text) => text.startsWith('FNO;')));
  const [, seed, updates, points] = controls;
  assert.equal(seed!.changed('7').start_seed, '7');
  const more = updates!.changed('1000').attributes;
  assert.deepEqual([...more], [['optim_config', 'adam;1000;warmup_cosine;0.0;1e-3;200']]);
  assert.equal(points!.changed('32').attributes.get('num_points'), '32');
});

test('a field that there is not is told with the one that was meant', () => {
  const told = (name: string) => controlsOf([name], read({}).state, choices, diffAdv).error;
  assert.match(
    told('num_point')!,
    /^controls: there is no field 'num_point'; did you mean 'num_points'\? there are scenario, .*, seed, updates and the attributes of diff_adv$/,
  );
  // It is computed from others.
  assert.match(told('gammas')!, /^controls: there is no field 'gammas'/);
  assert.equal(told('threads'), null);
});

/** The table of a run of a scenario, as `raw/NAME.csv` is. */
function tableOf(scenario: string, kwargs: string): string {
  const head = ',scenario,task,train,net,seed,scenario_kwargs,mean_nRMSE_0001,train_loss_000000';
  return `${head}\n0,${scenario},predict,one,MLP;8;1;relu,3,"${kwargs}",0.5,0.25\n`;
}

/** They share their names with each other as long as no coefficient is set. */
const TWINS = /_lin(_simple)?$/;

test('the scenario of a stored run is found by its name and attributes, for every scenario', async () => {
  for (const key of scenarios.names()) {
    const { attributes } = choices.scenarios.find((one) => one.key === key)!;
    const dims = attributes.find(({ name }) => name === 'num_spatial_dims')!.text;
    const scenario = makeScenario(key, { num_spatial_dims: dims, num_points: 10 });
    const kwargs = `{'num_spatial_dims': ${dims}, 'num_points': 10}`;
    const table = tableOf(await scenario.getScenarioName(), kwargs);
    const { entry, limits } = await readStoredRun(table, null);
    assert.equal(entry?.scenario, TWINS.test(key) ? undefined : key);
    assert.deepEqual(limits, TWINS.test(key) ? [-1, 1] : scenario.vlim);
  }
  for (const [key, kwargs] of [
    ['diff_lin', "{'gammas': (0.0, -3.0)}"],
    ['diff_lin_simple', "{'linear_gamma': -3.0}"],
  ] as const) {
    assert.equal(
      (await readStoredRun(tableOf('1d_diff_linear_1', kwargs), null)).entry?.scenario,
      key,
    );
  }
});

test('a stored run reads back to an entry that makes it again', async () => {
  const kwargs = "{'num_points': 20, 'vlim': (-2.0, 2.0), 'optim_config': 'adam;5;constant;1e-3'}";
  const stored = await readStoredRun(tableOf('1d_diff_adv', kwargs), null);
  assert.deepEqual(stored.limits, [-2, 2]);
  const {
    scenario,
    task,
    net,
    train,
    startSeed,
    numSeeds,
    kwargs: read,
  } = await readExperiment(toEntry(stateOf(stored.entry!)));
  assert.deepEqual(
    [scenario, task, net, train, startSeed, numSeeds],
    ['diff_adv', 'predict', 'MLP;8;1;relu', 'one', 3, 1],
  );
  const made = makeScenario('diff_adv', {
    ...{ num_points: 20, vlim: [-2, 2], optim_config: 'adam;5;constant;1e-3' },
  });
  assert.deepEqual(read, made.overrides);
});

test('a run of a scenario that is not known here has no entry', async () => {
  for (const table of [
    tableOf('1d_of_a_plugin', '{}'),
    tableOf('1d_diff_adv', "{'speed': 3}"),
    tableOf('1d_diff_adv', 'no dict'),
    tableOf('2d_diff_adv', '{}'),
  ]) {
    const expected = table.includes('no dict') ? 'diff_adv' : undefined;
    assert.equal((await readStoredRun(table, null)).entry?.scenario, expected);
  }
});

test('trajectories are told apart by their shape and their first state', () => {
  const picture = (shape: readonly number[], at = 0, value = 0): Trajectory => {
    const data = new Float64Array(shape.reduce((product, size) => product * size, 1)).fill(0.5);
    data[at]! += value;
    return trajectoryOf({ data, shape });
  };
  // In the first state: its last point, its second channel, its middle.
  for (const [shape, at] of [
    [[3, 1, 4], 3],
    [[3, 2, 4, 4], 31],
    [[3, 1, 4, 4, 4], 2 * 16],
  ] as const) {
    const size = shape.slice(1).reduce<number>((product, one) => product * one, 1);
    assert.ok(beginAlike(picture(shape), picture(shape)));
    // Later states are the network's own.
    assert.ok(beginAlike(picture(shape), picture(shape, size, 1)));
    assert.ok(!beginAlike(picture(shape), picture(shape, at, 1)), String(shape));
    // The rounding of sums in float32.
    assert.ok(beginAlike(picture(shape), picture(shape, 0, 1e-5)));
    assert.ok(!beginAlike(picture(shape), picture([4, ...shape.slice(1)])));
  }
});
