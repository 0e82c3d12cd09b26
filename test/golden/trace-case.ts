/**
 * One case of learning/05_traces: a whole training run on a backend against the original's trainer
 * in float64: data, losses, final weights, the loss over all windows, test metrics and sample
 * rollouts.
 */

import assert from 'node:assert/strict';
import type { Backend } from '../../src/backends/index.js';
import { readTask } from '../../src/experiment/plan.js';
import { PRNGKey, split } from '../../src/random/index.js';
import { makeScenario } from '../../src/scenarios/index.js';
import { NeuralStepper } from '../../src/training/index.js';
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
