/** What the form of the page is made of, without a browser. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadCore } from '../../src/core/index.js';
import { readExperiment } from '../../src/study/index.js';
import { describeChoices, describeScenarios } from '../../src/web/compute/describe.js';
import { reportOf } from '../../src/web/compute/error-report.js';
import {
  carriedTo,
  completed,
  knownTo,
  withAttribute,
} from '../../src/web/form/attribute-edits.js';
import { attributesOfGroup, GROUPS, hintOf, labelOf } from '../../src/web/form/attribute-groups.js';
import { takeApart, withField } from '../../src/web/form/composed-string.js';
import { DEFAULT_STATE, fromHash, hashOf, toEntry } from '../../src/web/form/form-state.js';
import { SIZE_PRESETS, sizeOf, withSize } from '../../src/web/form/presets.js';
import { remedied } from '../../src/web/form/remedies.js';
import {
  grouped,
  inOrder,
  likeliest,
  matching,
  sentenceOf,
} from '../../src/web/form/scenario-search.js';
import { updatesOf } from '../../src/web/form/updates.js';

await loadCore();
const scenarios = describeScenarios();
const scenarioOf = (key: string) => scenarios.find((one) => one.key === key)!;
const advection = scenarioOf('diff_adv');
const attributeOf = (key: string, name: string) =>
  scenarioOf(key).attributes.find((one) => one.name === name)!;

test('each of the 60 scenarios has an equation, a sentence, a family', () => {
  assert.equal(scenarios.length, 60);
  for (const scenario of scenarios) {
    assert.match(scenario.equation, / = /, scenario.key);
    // A capital, three words at least, a full stop.
    assert.match(sentenceOf(scenario), /^[A-Z].*\s.*\s.*[^.]\.$/, scenario.key);
    assert.notEqual(scenario.family, '', scenario.key);
  }
});

test('scenarios stand in groups by family and units, each in one', () => {
  const groups = grouped(scenarios);
  assert.deepEqual(
    groups.map(({ title, scenarios }) => `${title}: ${scenarios.length}`),
    [
      'Linear, difficulties: 8',
      'Linear, normalised coefficients: 8',
      'Linear, physical coefficients: 13',
      'Convection, difficulties: 3',
      'Convection, normalised coefficients: 3',
      'Convection, physical coefficients: 3',
      'Nonlinear, difficulties: 4',
      'Nonlinear, normalised coefficients: 4',
      'Nonlinear, physical coefficients: 4',
      'Reaction and diffusion, difficulties: 1',
      'Reaction and diffusion, normalised coefficients: 1',
      'Reaction and diffusion, physical coefficients: 5',
      'Flow, physical coefficients: 2',
      'Elliptic, physical coefficients: 1',
    ],
  );
  assert.equal(new Set(inOrder(groups)).size, 60);
});

for (const [query, keys] of [
  ['phy_sh', ['phy_sh']],
  ['swift', ['phy_sh']],
  ['kuramoto cons normalised', ['norm_ks_cons']],
  ['burgers difficulty', ['diff_burgers', 'diff_burgers_sc']],
  ['FLOW', ['phy_decay_turb', 'phy_kolm_flow']],
  ['solitons phy', ['phy_kdv']],
  ['nothing of that kind', []],
] as const) {
  test(`who searches for '${query}' finds ${keys.join(', ') || 'nothing'}`, () => {
    assert.deepEqual(
      matching(scenarios, query).map(({ key }) => key),
      keys,
    );
  });
}

test('of what is found, the one that is called so is meant', () => {
  const meant = (query: string) => likeliest(matching(scenarios, query), query)?.key;
  assert.equal(meant('diff_ks'), 'diff_ks');
  assert.equal(meant('norm_burgers'), 'norm_burgers');
  assert.equal(meant('diff_bu'), 'diff_burgers');
  assert.equal(meant('qqq'), undefined);
});

test('every attribute stands in one group, under a label that is no name of a variable', () => {
  for (const { key, attributes } of scenarios) {
    const inGroups = GROUPS.flatMap((group) => attributesOfGroup(attributes, group.key));
    assert.deepEqual(new Set(inGroups), new Set(attributes), key);
    assert.equal(inGroups.length, attributes.length, key);
    for (const attribute of attributes) {
      const label = labelOf(attribute);
      assert.match(label, /^[A-Z]/, `${key}.${attribute.name}`);
      assert.doesNotMatch(label, /_/, `${key}.${attribute.name}`);
    }
  }
});

test('what cannot be set says what to set instead', () => {
  assert.equal(hintOf(attributeOf('diff_adv', 'gammas')), 'computed from advection_gamma');
  const idle = hintOf(attributeOf('norm_ks_cons', 'convection_delta'));
  assert.equal(idle, 'no effect; see convection_beta');
  assert.equal(hintOf(attributeOf('phy_sh', 'num_spatial_dims')), '2 or 3');
  assert.match(hintOf(attributeOf('diff_adv', 'vlim')), /the lower one first/);
  assert.equal(hintOf(attributeOf('diff_adv', 'batch_size')), '');
});

test('what is changed keeps its place, what is set first comes last, a default is not set', () => {
  const set = (attributes: ReadonlyMap<string, string>, name: string, value: string) =>
    withAttribute(attributes, attributeOf('diff_adv', name), value);
  let attributes = set(new Map(), 'num_points', '48');
  attributes = set(attributes, 'batch_size', '5');
  attributes = set(attributes, 'num_points', '64');
  assert.deepEqual([...attributes.keys()], ['num_points', 'batch_size']);
  attributes = set(attributes, 'num_points', '160');
  assert.deepEqual([...attributes], [['batch_size', '5']]);
});

test('another scenario keeps what it has too, and is given the dimensions that it needs', () => {
  const attributes = new Map([
    ['advection_gamma', '-2.0'],
    ['num_points', '48'],
    ['num_spatial_dims', '3'],
  ]);
  assert.deepEqual([...carriedTo(scenarioOf('norm_ks_cons'), attributes)], [['num_points', '48']]);
  assert.deepEqual(
    [...carriedTo(scenarioOf('phy_sh'), attributes)],
    [
      ['num_points', '48'],
      ['num_spatial_dims', '3'],
    ],
  );
  assert.deepEqual([...completed(scenarioOf('phy_sh'), new Map())], [['num_spatial_dims', '2']]);
  const wrong = new Map([
    ['gammas', '0,1'],
    ['nu_points', '3'],
  ]);
  assert.deepEqual([...knownTo(advection, wrong)], []);
});

for (const scenario of scenarios) {
  test(`${scenario.key} can be run in every size that is offered, and knows it again`, async () => {
    for (const dims of scenario.dimensions) {
      const given = dims === 1 ? new Map() : new Map([['num_spatial_dims', String(dims)]]);
      const attributes = completed(scenario, given);
      const state = { ...DEFAULT_STATE, scenario: scenario.key, backend: 'wasm', attributes };
      for (const preset of SIZE_PRESETS) {
        const sized = { ...state, attributes: withSize(state, scenario, preset) };
        const isPlain = scenario.key.includes('diag') || scenario.key.includes('aniso');
        // Their coefficients have an entry for each axis, and the default is that of one number.
        if (dims === 3 && isPlain) continue;
        if (dims === 2 && scenario.key === 'phy_unbal_adv') continue;
        await readExperiment(toEntry(sized), { backend: 'wasm', threads: 2 });
        assert.equal(sizeOf(sized, scenario), preset);
      }
    }
  });
}

test('a size leaves physics, network and training alone, and the paper’s is what is default', () => {
  const state = { ...DEFAULT_STATE, attributes: new Map([['advection_gamma', '-2.0']]) };
  const [quick, , paper] = SIZE_PRESETS;
  const small = withSize(state, advection, quick!);
  assert.equal(small.get('advection_gamma'), '-2.0');
  assert.equal(updatesOf(small.get('optim_config')!), '500');
  const again = withSize({ ...state, attributes: small }, advection, paper!);
  assert.deepEqual([...again], [['advection_gamma', '-2.0']]);
});

test('a string is taken apart into fields and put together without what is default', () => {
  const { nets, trainings } = describeChoices();
  const net = takeApart('fno; 3;4;2;GELU', { kinds: nets });
  assert.equal(net.kind?.name, 'fno');
  assert.deepEqual(net.values, ['3', '4', '2', 'gelu']);
  assert.equal(withField('fno; 3;4;2;GELU', { kinds: nets }, 2, ' 1'), 'fno;3;4;1;gelu');
  assert.equal(takeApart('Nothing;3', { kinds: nets }).kind, undefined);
  const ways = { kinds: trainings, hyphens: true };
  assert.equal(takeApart('sup-03', ways).values[0], '03');
  assert.equal(withField('div;2', ways, 2, 'true'), 'div;2;false;true');
  assert.equal(withField('div;2;false;true', ways, 2, 'false'), 'div;2');
});

test('only run=1 in an address starts a run', () => {
  assert.equal(fromHash('#scenario=diff_adv&run=1').run, true);
  for (const text of ['run=0', 'run=abc', 'run=', 'run']) {
    const { state, run } = fromHash(`#scenario=diff_adv&${text}`);
    assert.deepEqual([run, [...state.attributes]], [false, []], text);
  }
});

test('what stands after ? in an address is taken where nothing stands after #', () => {
  const meant = '?scenario=diff_burgers&num_points=48';
  assert.equal(hashOf({ search: meant, hash: '' }), '#scenario=diff_burgers&num_points=48');
  assert.equal(hashOf({ search: meant, hash: '#net=Pure;3' }), '#net=Pure;3');
  assert.equal(hashOf({ search: '?utm_source=mail', hash: '' }), '');
  const { state } = fromHash(hashOf({ search: meant, hash: '' }));
  assert.equal(state.scenario, 'diff_burgers');
});

test('a remedy changes what it is about, in a string of the form or in an attribute', () => {
  const state = { ...DEFAULT_STATE, attributes: new Map([['num_points', '900']]) };
  assert.deepEqual(remedied(state, { key: 'num_seeds', value: 5 }), { num_seeds: '5' });
  const { attributes } = remedied(state, { key: 'num_points', value: 32 });
  assert.deepEqual([...attributes!], [['num_points', '32']]);
});

test('an unknown name is reported in a line, with the one that is meant', async () => {
  const state = { ...DEFAULT_STATE, attributes: new Map([['nu_points', '48']]) };
  const error = await readExperiment(toEntry(state)).catch(reportOf);
  assert.deepEqual(error, {
    key: 'nu_points',
    message: "unknown attribute of diff_adv 'nu_points' (21 are known); did you mean 'num_points'?",
    remedy: { key: 'num_points', value: '48' },
  });
});
