/** What scenarios declare is static: it is listed, checked and read without making any. */

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { inspect } from 'node:util';
import { loadCore } from '../../src/core/index.js';
import {
  BaseScenario,
  defaultValues,
  difficulty,
  float,
  floats,
  int,
  makeScenario,
  matrix,
  type Overrides,
  type ScenarioClass,
  scenarioDict,
  scenarios,
} from '../../src/scenarios/index.js';
import { Advection, type Stepper } from '../../src/steppers/index.js';
import { readExperiment } from '../../src/study/index.js';
import { describeScenarios } from '../../src/web/compute/describe.js';

before(() => loadCore());

/** Exists in 2D and 3D only, has as many channels as twice its axes, and a diffusivity matrix. */
class Flat extends BaseScenario {
  static override readonly className = 'Flat';
  static override readonly dimensions = [2, 3];
  static override readonly keyAliases = ['level'];
  static override readonly aliases = { velocity: 'speed' };
  static override readonly channels = ({ num_spatial_dims }: { num_spatial_dims?: unknown }) =>
    2 * Number(num_spatial_dims);
  static override readonly attributes = {
    ...BaseScenario.attributes,
    speed: float(2),
    spread: matrix([
      [1, 0],
      [0, 2],
    ]),
    pair: floats([0, 0], 2),
  };
  static override readonly derived = {
    pair: { from: ['speed'], value: ({ speed }: { speed?: unknown }) => [0, Number(speed)] },
  };

  declare readonly speed: number;
  declare readonly pair: readonly number[];

  getRefStepper(): Stepper {
    throw new Error('no solver is asked for');
  }

  getCoarseStepper(): Stepper {
    return this.getRefStepper();
  }

  getScenarioName(): string {
    return 'flat';
  }
}

async function withFlat(work: () => void | Promise<void>): Promise<void> {
  scenarios.extensions.Flat = Flat;
  try {
    await work();
  } finally {
    delete scenarios.extensions.Flat;
  }
}

const flatEntry = { scenario: 'flat', task: 'predict', net: 'Conv;2;1;relu', train: 'one' };
const where = { backend: 'wasm', threads: 1 } as const;

test('a scenario of some dimensions only is listed, read and refused by its attribute', () =>
  withFlat(async () => {
    const listed = describeScenarios().find(({ key }) => key === 'Flat')!;
    const text = (name: string) => listed.attributes.find((one) => one.name === name)!;
    assert.equal(text('num_spatial_dims').text, '2');
    assert.equal(text('num_channels').text, '4');
    assert.equal(text('spread').text, '((1.0, 0.0), (0.0, 2.0))');
    assert.deepEqual(text('pair').derivedFrom, ['speed']);
    assert.equal(text('pair').text, '(0.0, 2.0)');
    const small = { num_spatial_dims: 3, num_points: 8 };
    const { plan, scenario } = await readExperiment({ ...flatEntry, ...small }, where);
    assert.equal(plan.scenario.num_channels, 6);
    assert.equal(scenario, 'Flat');
    await assert.rejects(readExperiment(flatEntry, where), {
      key: 'num_spatial_dims',
      message: /Flat exists in 2D and 3D only; num_spatial_dims is 1/,
    });
    await assert.rejects(readExperiment({ ...flatEntry, ...small, num_channels: 2 }, where), {
      key: 'num_channels',
      message: /Flat in 3D has num_channels 6, not 2/,
    });
  }));

test('keys and attributes are found under their aliases, keys in any case', () =>
  withFlat(() => {
    for (const key of ['Flat', 'FLAT', 'level']) {
      const scenario = makeScenario(key, { num_spatial_dims: 2, velocity: '3' }) as Flat;
      assert.equal(scenario.speed, 3);
      assert.deepEqual(scenario.pair, [0, 3]);
      assert.deepEqual([...scenario.overrides.keys()], ['num_spatial_dims', 'speed']);
    }
  }));

test('a wrong attribute is named, whichever it is', () =>
  withFlat(async () => {
    const bad: [name: string, value: unknown, says: RegExp][] = [
      ['spread', '[[1, 2]]', /must be a square matrix/],
      ['spread', '[[1, 2], [3, true]]', /must be a square matrix/],
      ['spread', 'x', /must be a square matrix/],
      ['pair', '1,2', /is computed; set speed instead/],
      ['sped', 1, /did you mean 'speed'/],
      ['num_spatial_dims', 4, /from 1 to 3/],
    ];
    for (const [key, value, message] of bad) {
      const entry = { ...flatEntry, num_spatial_dims: 2, [key]: value };
      await assert.rejects(readExperiment(entry, where), { key, message });
    }
  }));

test('a matrix is read from JSON and from Python', () => {
  const attribute = matrix([[0]]);
  assert.deepEqual(attribute.read('[[1, 2.5], [0, -1]]'), [
    [1, 2.5],
    [0, -1],
  ]);
  assert.deepEqual(attribute.read('((1, 2), (3, 4))'), [
    [1, 2],
    [3, 4],
  ]);
});

test('attributes are read-only; a subclass may have fields of its own', () => {
  class WithField extends difficulty.Advection {
    #hidden = 1;
    counted = 0;

    count(): number {
      this.counted += this.#hidden;
      return this.counted;
    }
  }
  const scenario = new WithField({ num_points: 32 });
  assert.equal(scenario.count() + scenario.count(), 3);
  assert.throws(() => Object.assign(scenario, { num_points: 40 }), {
    name: 'UserError',
    key: undefined,
    message: /'num_points' of WithField is read-only: its value goes to the constructor/,
  });
  assert.equal(scenario.num_points, 32);
});

test('a class field over an attribute is an error that says how it is done', () => {
  // As JavaScript has it, and as TypeScript compiles `num_points!: number` without `declare`.
  const compile = (field: string) =>
    new Function('Base', `return class Mine extends Base { ${field} }`)(
      difficulty.Advection,
    ) as ScenarioClass;
  for (const field of ['num_points = 40;', 'num_points;', 'advection_gamma = -1;']) {
    const Mine = compile(field);
    assert.throws(() => new Mine(), { name: 'UserError', message: /would wipe it/ }, field);
  }
  assert.equal(new (compile('speed = 3;'))().num_points, 160);
});

test('a subclass of a built-in scenario may return values where the base has promises', async () => {
  class Values extends difficulty.Burgers {
    static override readonly attributes = { ...difficulty.Burgers.attributes, level: int(3) };
    declare readonly level: number;

    override getRefStepper(): Stepper {
      const { num_points: numPoints, advectionOf } = this;
      return new Advection({ dims: 1, domainExtent: 1, numPoints, dt: 0.1, velocity: advectionOf });
    }

    override getScenarioName(): string {
      return `values_${this.level + this.diffusion_gamma + this.circle_radius}`;
    }

    private get advectionOf(): number {
      return this.convection_delta;
    }
  }
  assert.equal(await new Values().getScenarioName(), 'values_5.5');
});

test('every listed scenario has a key of its own, defaults, meanings, an equation', () => {
  for (const key of scenarios.names()) {
    const Scenario = scenarios.get(key);
    assert.equal(Scenario.key, key);
    assert.notEqual(Scenario.equation, '', key);
    assert.notEqual(Scenario.family, '', key);
    assert.notEqual(Scenario.behavior, '', key);
    for (const [name, { meaning }] of Object.entries(Scenario.attributes)) {
      assert.notEqual(meaning, '', `${key}.${name}`);
    }
    const values = defaultValues(Scenario);
    const overrides: Overrides = { num_spatial_dims: values.num_spatial_dims };
    const made = new Scenario(overrides) as unknown as Record<string, unknown>;
    for (const name of Object.keys(Scenario.attributes)) {
      assert.deepEqual(values[name], made[name], `${key}.${name}`);
    }
  }
});

test('scenarios are typed by their keys', () => {
  const advection: number = new scenarioDict.diff_adv({ advection_gamma: -2 }).advection_gamma;
  const pair: readonly number[] = new scenarioDict.phy_diag_diff({
    num_spatial_dims: 2,
  }).diffusion_coef_vector;
  // @ts-expect-error a key that there is not
  assert.equal(scenarioDict.diff_advv, undefined);
  // @ts-expect-error an attribute that there is not
  assert.equal(new scenarioDict.diff_adv().diffusion_gamma, undefined);
  assert.deepEqual([advection, pair], [-2, [0.001, 0.002]]);
});

test('values of attributes can’t be changed from within, nor be deleted', () => {
  const scenario = new difficulty.Linear();
  assert.throws(() => Object.assign(scenario.gammas, { 1: 99 }), TypeError);
  assert.throws(() => Object.assign(scenario.vlim, { 0: 99 }), TypeError);
  assert.deepEqual(new difficulty.Linear().gammas, [0, -4, 0, 0, 0]);
  assert.throws(() => Reflect.deleteProperty(scenario, 'gammas'), { name: 'UserError' });
});

test('an attribute with the name of a member of the class is refused', () => {
  class Getter extends difficulty.Advection {
    static override readonly attributes = { ...difficulty.Advection.attributes, speed: float(1) };

    get speed(): number {
      return 3;
    }
  }
  assert.throws(() => new Getter(), { key: 'speed', message: /name of a method or accessor/ });
});

test('a scenario prints its attributes, under the name of its own class', () => {
  class Own extends difficulty.Advection {}
  for (const [scenario, name] of [
    [new Own({ num_points: 32 }), 'Own'],
    [new difficulty.Advection({ num_points: 32 }), 'Advection'],
  ] as const) {
    assert.equal(scenario.constructor.name, name);
    assert.match(
      String(scenario),
      new RegExp(`^${name}\\(\\n  num_spatial_dims=1,\\n  num_points=32,`),
    );
    assert.equal(inspect(scenario), String(scenario));
  }
});

for (const bundle of ['index.js', 'browser/index.js']) {
  test(`scenarios have their names in dist/${bundle}`, async () => {
    const { scenarios } = await import(new URL(`../../dist/${bundle}`, import.meta.url).href);
    for (const classes of [scenarios.difficulty, scenarios.normalized, scenarios.physical]) {
      for (const [name, Scenario] of Object.entries<{ name: string; className: string }>(classes)) {
        assert.deepEqual([Scenario.name, Scenario.className], [name, name]);
      }
    }
  });
}
