/**
 * One case of learning/05_traces: a whole training run on a backend against the original's trainer
 * in float64: data, losses, final weights, the loss over all windows, test metrics and sample
 * rollouts.
 */

import assert from 'node:assert/strict';
import type { Backend } from '../../src/backends/index.js';
import { readTask } from '../../src/experiment/plan.js';
import { getNetwork } from '../../src/nets/index.js';
import { PRNGKey, split } from '../../src/random/index.js';
import { makeScenario } from '../../src/scenarios/index.js';
import { NeuralStepper } from '../../src/training/index.js';
import { roundingBound } from './arch-case.js';
import { type ArrayRef, type Group, relativeError } from './goldens.js';
import { concatenate, splitLeaves } from './programs.js';

export interface TraceCase {
  name: string;
  scenario: 'adv' | 'burgers';
  task_config: string;
  train_config: string;
  network_config: string;
  optim_config: string;
  batch_size: number;
  seed: number;
  params_initial: ArrayRef;
  params_final: ArrayRef;
  losses: ArrayRef;
  full_loss_before: number;
  full_loss_after: number;
  test_metrics: Record<string, ArrayRef>;
  sample_rollout: ArrayRef;
}

/** What a case is about; its number alone sets it apart from the others. */
export const nameOf = (c: TraceCase): string =>
  [c.name, c.scenario, c.network_config, c.train_config, c.optim_config].join(' ');

const keys = { adv: 'diff_adv', burgers: 'diff_burgers' };

/** Errors that are allowed, relative to the largest value of each array. */
export interface TraceTolerances {
  data: number;
  /** Of everything after the data. */
  run: number;
}

/**
 * Whether float32 can follow a run: where the argument of a ReLU is within rounding of 0 (it is in
 * case 18 at the third update), its gradient is another one and runs part by far more than rounding.
 */
export const isSmooth = (c: TraceCase): boolean => !c.network_config.endsWith('relu');

/**
 * What float32 leaves of a trace's data, relative to the largest value: eight steps of a solver, two
 * transforms of an rms error of 3e-7 in each.
 */
const DATA_ROUNDING = 5e-6;

/**
 * What float32 leaves of a trace. The 25 steps of a run, of at most 1e-2, add up to a weight's size,
 * some tenths, and each is off by what a gradient is.
 */
export function rounding(c: TraceCase, group: Group): TraceTolerances {
  const network = getNetwork(c.network_config, {
    numSpatialDims: 1,
    numPoints: group.index.scenarios[c.scenario].kwargs.num_points,
    numChannels: 1,
  });
  return { data: DATA_ROUNDING, run: DATA_ROUNDING + roundingBound(network) };
}

export async function checkTrace(
  backend: Backend,
  c: TraceCase,
  group: Group,
  tolerances: TraceTolerances,
): Promise<void> {
  const near = (
    what: string,
    a: ArrayLike<number>,
    b: ArrayLike<number>,
    tolerance = tolerances.run,
  ) => {
    const error = relativeError(a, b);
    assert.ok(error <= tolerance, `${what}: ${error}`);
  };
  const { kwargs, train_data, test_data } = group.index.scenarios[c.scenario];
  const scenario = makeScenario(keys[c.scenario], {
    ...kwargs,
    optim_config: c.optim_config,
    batch_size: c.batch_size,
    record_loss_every: 1,
    report_metrics: Object.keys(c.test_metrics).join(','),
  });
  const options = { backend };
  near(
    'train data',
    (await scenario.getTrainData(options)).data,
    group.array(train_data),
    tolerances.data,
  );
  near(
    'test data',
    (await scenario.getTestData(options)).data,
    group.array(test_data),
    tolerances.data,
  );

  const [initKey, shuffleKey] = split(PRNGKey(c.seed));
  const { network } = await scenario.getNetwork(c.network_config, initKey);
  const initial = splitLeaves(group.array(c.params_initial), network.parameters);
  near('drawn weights', concatenate(network.init(initKey)), concatenate(initial), 1e-6);
  const stepper = new NeuralStepper(
    network,
    await readTask(scenario, c.task_config),
    initial,
    1,
    backend.precision,
  );
  const before = await scenario.fullLoss(stepper, c.train_config, options);
  near('full loss before', before, [c.full_loss_before]);

  const trainer = await scenario.getTrainer(c.train_config, options);
  const { stepper: trained, result } = await trainer.train(stepper, [shuffleKey]);
  near('losses', result.losses[0], group.array(c.losses));
  near('final weights', concatenate(result.params), group.array(c.params_final));
  const after = await scenario.fullLoss(trained, c.train_config, options);
  near('full loss after', after, [c.full_loss_after]);

  const metrics = await scenario.performTests(trained, options);
  for (const [name, ref] of Object.entries(c.test_metrics)) {
    near(name, metrics.get(name)!.data, group.array(ref));
  }
  const rollout = await scenario.testTrajectories(trained, options);
  const again = await scenario.performTestsOnRollout(rollout, undefined, options);
  for (const [name, { data }] of metrics) near(`${name} again`, again.get(name)!.data, data);
  const samples = await scenario.sampleTrjs(trained, options);
  near('sample rollout', samples.data, group.array(c.sample_rollout));
}
