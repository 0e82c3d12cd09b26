/** Attributes of scenarios: reading, printing, and what bad input gets. */

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { requireMemory } from '../../src/checks.js';
import { repr } from '../../src/config/python-literal.js';
import { loadCore } from '../../src/core/index.js';
import { UserError } from '../../src/errors.js';
import { requireFinite, requireFiniteStart } from '../../src/experiment/finite.js';
import { BaseScenario, float, makeScenario } from '../../src/scenarios/index.js';
import { Advection, type Stepper } from '../../src/steppers/index.js';

before(() => loadCore());

test('a scenario prints as the original does', () => {
  const text = String(makeScenario('diff_adv'));
  assert.equal(
    text,
    `Advection(
  num_spatial_dims=1,
  num_points=160,
  num_channels=1,
  ic_config='fourier;5;true;true',
  num_warmup_steps=0,
  num_train_samples=50,
  train_temporal_horizon=50,
  train_seed=0,
  num_test_samples=30,
  test_temporal_horizon=200,
  test_seed=773,
  optim_config='adam;10_000;warmup_cosine;0.0;1e-3;2_000',
  batch_size=20,
  num_trjs_returned=1,
  record_loss_every=100,
  vlim=(-1.0, 1.0),
  report_metrics='mean_nRMSE',
  callbacks='',
  gammas=(0.0, -4.0, 0.0, 0.0, 0.0),
  coarse_proportion=0.5,
  advection_gamma=-4.0
)`,
  );
});

test('overrides are read by the type of the attribute', async () => {
  const scenario = makeScenario('diff_burgers', {
    num_points: '10_0',
    conservative: 'FALSE',
    dealiasing_fraction: '1e-1',
    vlim: '(-2, 2.5)',
    num_channels: 1,
  });
  assert.equal(scenario.num_points, 100);
  assert.deepEqual(scenario.vlim, [-2, 2.5]);
  assert.equal(scenario.toPython().get('conservative'), false);
  const text = [...scenario.overrides].map(([key, value]) => `${key}=${repr(value)}`).join(' ');
  assert.equal(
    text,
    'num_points=100 conservative=False dealiasing_fraction=0.1 vlim=(-2.0, 2.5) num_channels=1',
  );
  const linear = makeScenario('diff_lin', { gammas: '0,0,1.5' });
  assert.equal(repr(linear.toPython().get('gammas')!), '(0.0, 0.0, 1.5)');
  assert.equal(await linear.getScenarioName(), '1d_diff_linear_2');
  const listed = makeScenario('diff_lin', { gammas: [0, '1'] });
  assert.equal(repr(listed.toPython().get('gammas')!), '(0.0, 1.0)');
});

/** Overrides, and what the error must say. */
const bad: readonly [key: string, overrides: Record<string, unknown>, says: RegExp][] = [
  ['dif_adv', {}, /unknown scenario 'dif_adv'; did you mean 'diff_adv'\?/],
  ['diff_adv', { num_point: 3 }, /did you mean 'num_points'/],
  ['diff_adv', { num_points: 2.5 }, /'num_points' must be a whole number, at least 2, not 2\.5/],
  ['diff_adv', { num_points: '64.0' }, /not "64.0"/],
  ...['9007199254740993', 2 ** 60].map((num_points): (typeof bad)[number] => [
    'diff_adv',
    { num_points },
    /must be a whole number, at least 2 and less than 2\^53 in size, not "?\d+"?$/,
  ]),
  ['diff_adv', { num_points: 'many' }, /not "many"/],
  ['diff_adv', { num_train_samples: -1 }, /'num_train_samples' must be a whole number, at least 1/],
  ['diff_adv', { batch_size: 0 }, /'batch_size'/],
  ['diff_adv', { num_points: null }, /'num_points' must be/],
  ['diff_adv', { vlim: [1, 2, 3] }, /'vlim' must be 2 numbers/],
  ['diff_adv', { ic_config: 5 }, /'ic_config' must be a text/],
  ['diff_adv', { gammas: [0, 1] }, /'gammas' of Advection is computed; set advection_gamma/],
  ['diff_burgers', { gammas: [0, 1] }, /set diffusion_gamma/],
  ['diff_adv', { num_channels: 2 }, /Advection in 1D has num_channels 1, not 2/],
  ['diff_burgers', { num_spatial_dims: 2, num_channels: 1 }, /Burgers in 2D has num_channels 2/],
  ['diff_burgers', { order: 5 }, /'order' must be a whole number from 0 to 4/],
  ['diff_burgers', { conservative: 'yes' }, /'conservative' must be true or false/],
  ['diff_lin', { gammas: '' }, /'gammas' must be one or more numbers/],
  ['diff_lin', { coarse_proportion: 'nan' }, /'coarse_proportion' must be a number/],
  [
    'norm_ks_cons',
    { convection_delta: -1 },
    /'convection_delta' .* has no effect; set convection_beta/,
  ],
  ['phy_ks_cons', { num_spatial_dims: 2 }, /exists in 1D only; num_spatial_dims is 2, set it to 1/],
  ['phy_gs', {}, /GrayScott exists in 2D and 3D only; num_spatial_dims is 1, set it to 2 or 3/],
  ['phy_kolm_flow', { num_spatial_dims: 3 }, /KolmogorovFlow exists in 2D only/],
  ['phy_unbal_adv', { num_spatial_dims: 2 }, /'advection_coef_vector' .* each of 2 axes/],
  ['phy_diag_diff', { num_spatial_dims: 3 }, /'diffusion_coef_vector' .* each of 3 axes/],
  ['phy_aniso_diff', { num_spatial_dims: 3 }, /'diffusion_coef_matrix' .* each of 3 axes/],
  [
    'phy_aniso_diff',
    { num_spatial_dims: 2, diffusion_coef_matrix: '[[1, 2, 3], [4, 5, 6]]' },
    /'diffusion_coef_matrix' must be a square matrix/,
  ],
  [
    'phy_aniso_diff',
    { num_spatial_dims: 2, diffusion_coef_matrix: '[[0.001, 0.0021], [0.0018, 0.0035]]' },
    /'diffusion_coef_matrix' .* must be positive semidefinite, else some waves grow/,
  ],
  [
    'phy_aniso_diff',
    { num_spatial_dims: 3, diffusion_coef_matrix: '[[0, 0, 0], [0, 0, 0], [0, 0, -1e-6]]' },
    /'diffusion_coef_matrix' .* must be positive semidefinite/,
  ],
  [
    'phy_gs_type',
    { num_spatial_dims: 2, pattern_type: 'omega' },
    /must be one of alpha, .*'omega'/,
  ],
  ['phy_poisson', { train_temporal_horizon: 2 }, /'train_temporal_horizon' of Poisson must be 1/],
  ['phy_poisson', { test_temporal_horizon: 2 }, /'test_temporal_horizon' of Poisson must be 1/],
  ['phy_poisson', { order: 3 }, /'order' of Poisson must be even: 2, 4, 6, …, not 3/],
  ['phy_poisson', { order: 0 }, /'order' must be a whole number, at least 2/],
  ['phy_poisson', { num_warmup_steps: 1 }, /'num_warmup_steps' of Poisson must be 0/],
];

for (const [key, overrides, says] of bad) {
  test(`bad attributes get one clear message: ${key} ${JSON.stringify(overrides)}`, () => {
    assert.throws(
      () => makeScenario(key, overrides),
      (error: unknown) => error instanceof UserError && says.test(error.message),
    );
  });
}

test('a diffusion matrix may have axes without diffusion, and need not be symmetric', () => {
  for (const diffusion_coef_matrix of [
    '[[0.001, 0.001], [0.001, 0.001]]',
    '[[0.1, 0.3], [0.3, 0.9]]',
    '[[0.001, 0.004], [-0.004, 0]]',
    '[[0, 0], [0, 0]]',
  ]) {
    makeScenario('phy_aniso_diff', { num_spatial_dims: 2, diffusion_coef_matrix });
  }
});

test("names that the original spells in a way of their own have their kin's, too", () => {
  const text = (key: string, overrides = {}) => String(makeScenario(key, overrides));
  assert.equal(text('norm_hyp_diff'), text('norm_hypdiff'));
  for (const [key, its, ours] of [
    ['phy_disp', 'dipersion_coef', 'dispersion_coef'],
    ['phy_hyp_diff', 'hyper_diffusion_coef', 'hyp_diffusion_coef'],
  ] as const) {
    const set = text(key, { [ours]: -0.25 });
    assert.equal(set, text(key, { [its]: -0.25 }));
    assert.notEqual(set, text(key));
  }
});

test('what is checked before work starts', async () => {
  const check = (overrides: Record<string, unknown>) =>
    makeScenario('diff_adv', overrides).checkData();
  await check({});
  await assert.rejects(check({ ic_config: 'fourier;5' }), /'ZERO_MEAN' is missing/);
  await assert.rejects(check({ ic_config: 'furier;5;true;true' }), /did you mean 'fourier'/);
  await assert.rejects(check({ ic_config: 'grf;2.0;true' }), /'MAX_ONE' is missing/);
  await assert.rejects(check({ ic_config: 'clamp;0.0;x;fourier;5;true;true' }), /must be a number/);
  await assert.rejects(check({ ic_config: '' }), /empty/);
  await assert.rejects(check({ report_metrics: 'mean_nRMS' }), /did you mean 'mean_nRMSE'/);
  await assert.rejects(check({ report_metrics: 'mean_fourier_MSE' }), /'LOW' is missing/);
  await assert.rejects(check({ num_points: 10_000_000 }), /would take 204,000,000,000 bytes/);
});

test('sizes past memory and non-finite data', () => {
  requireMemory('a', [2 ** 29]);
  assert.throws(() => requireMemory('a', [2 ** 29 + 1]), /4,294,967,304 bytes/);
  const data = new Float64Array(2 * 3 * 4);
  const shape = [2, 3, 1, 4];
  requireFinite('it', { data, shape }, 0);
  data[(1 * 3 + 2) * 4 + 1] = Number.NaN;
  assert.throws(() => requireFinite('it', { data, shape }, 5), /first at sample 6, time step 2/);
  const states = Float64Array.of(0, 1, 2, 3, 4, Number.POSITIVE_INFINITY);
  requireFiniteStart('it', states.subarray(0, 4), 2);
  const start =
    /^it has an initial condition that is not finite \(first at sample 2\): see ic_config/;
  assert.throws(() => requireFiniteStart('it', states, 3), { name: 'UserError', message: start });
});

test('a scenario of one’s own', () => {
  class Mine extends BaseScenario {
    static override readonly className = 'Mine';
    static override readonly attributes = { ...BaseScenario.attributes, speed: float(2) };
    declare speed: number;

    getRefStepper(): Stepper {
      const { num_points: numPoints, speed: velocity } = this;
      return new Advection({ dims: 1, domainExtent: 1, numPoints, dt: 0.1, velocity });
    }

    getCoarseStepper(): Stepper {
      return this.getRefStepper();
    }

    getScenarioName(): string {
      return 'mine';
    }
  }
  const mine = new Mine({ speed: '3' });
  assert.equal(mine.speed, 3);
  assert.match(String(mine), /^Mine\([\s\S]*speed=3\.0\n\)$/);
  assert.throws(() => new Mine({ sped: 1 }), /did you mean 'speed'/);
});
