/**
 * One case of learning/03_losses: a training configuration on a backend, against the original's
 * loss and gradient.
 */

import type { Backend } from '../../src/backends/index.js';
import type { Tensor } from '../../src/graph/index.js';
import * as ops from '../../src/graph/ops/index.js';
import { getNetwork, type Network } from '../../src/nets/index.js';
import {
  type Configuration,
  composite,
  divertedChain,
  divertedChainBranchOne,
  lossAndGradientOnArrays,
  losses,
  mixChainPostPhysics,
  type Physics,
  type RolloutOptions,
  residuum,
  supervised,
} from '../../src/training/index.js';
import { roundingBound } from './arch-case.js';
import { type ArrayRef, type Group, relativeError } from './goldens.js';
import { concatenate, splitLeaves } from './programs.js';

export interface Setup {
  network: string;
  num_points: number;
  num_channels: number;
  params: ArrayRef;
  data: ArrayRef;
  ref_stepper: keyof typeof steppers;
  ref_stepper_args: Coefficients;
  residuum: keyof typeof residuals;
  residuum_args: Coefficients;
}

interface Coefficients {
  a: number;
  c: number;
  d: number;
}

/** What a case says of a configuration; what is absent has its default. */
export interface Described {
  class: keyof typeof makers;
  num_rollout_steps: number;
  num_branch_steps?: number;
  num_post_physics_steps?: number;
  loss?: 'MSE' | 'nMSE' | 'MAE' | 'nMAE';
  batch_reduction?: 'mean' | 'sum';
  time_level_weights?: number[];
  branch_level_weights?: number[];
  cut_bptt?: boolean;
  cut_bptt_every?: number;
  cut_div_chain?: boolean;
  cut_prev?: boolean;
  cut_next?: boolean;
  configurations?: Described[];
  weights?: number[];
}

export interface ConfigurationCase {
  setup: string;
  configuration: Described;
  loss: number;
  grad: ArrayRef;
}

/** What sets a case apart from the others. */
export const nameOf = ({ setup, configuration }: ConfigurationCase): string =>
  `${setup} ${JSON.stringify(configuration)}`;

/** The network of a case's setup. */
export function networkOf(setup: Setup): Network {
  return getNetwork(setup.network, {
    numSpatialDims: 1,
    numPoints: setup.num_points,
    numChannels: setup.num_channels,
  });
}

/** u_{i + offset} of a periodic state, `[E, B, C, N]`. */
function shifted(u: Tensor, offset: number): Tensor {
  const numPoints = u.shape[3]!;
  const at = (offset + numPoints) % numPoints;
  return ops.concat([ops.slice(u, 3, at, numPoints), ops.slice(u, 3, 0, at)], 3);
}

const central = (u: Tensor) => ops.scale(ops.sub(shifted(u, 1), shifted(u, -1)), 0.5);
const curvature = (u: Tensor) => ops.sub(ops.add(shifted(u, 1), shifted(u, -1)), ops.scale(u, 2));
const upwind = (u: Tensor) => ops.sub(u, shifted(u, -1));

const steppers = {
  adv_fd: (u: Tensor, { c }: Coefficients) => ops.sub(u, ops.scale(upwind(u), c)),
  burg_fd: (u: Tensor, { a, d }: Coefficients) =>
    ops.add(ops.sub(u, ops.scale(ops.mul(u, central(u)), a)), ops.scale(curvature(u), d)),
};

const residuals = {
  res_adv: (next: Tensor, prev: Tensor, { c }: Coefficients) =>
    ops.add(ops.sub(next, prev), ops.scale(upwind(next), c)),
  res_burg: (next: Tensor, prev: Tensor, { a, d }: Coefficients) =>
    ops.sub(
      ops.add(ops.sub(next, prev), ops.scale(ops.mul(next, central(next)), a)),
      ops.scale(curvature(next), d),
    ),
};

export const physicsOf = (setup: Setup): Physics => ({
  refStepper: (u) => steppers[setup.ref_stepper](u, setup.ref_stepper_args),
  residuumFn: (next, prev) => residuals[setup.residuum](next, prev, setup.residuum_args),
});

const makers = {
  Supervised: (c: Described) => supervised(c.num_rollout_steps, optionsOf(c)),
  DivertedChain: (c: Described) =>
    divertedChain(c.num_rollout_steps, {
      ...optionsOf(c),
      numBranchSteps: c.num_branch_steps,
      branchLevelWeights: c.branch_level_weights,
      cutDivChain: c.cut_div_chain,
    }),
  DivertedChainBranchOne: (c: Described) =>
    divertedChainBranchOne(c.num_rollout_steps, {
      ...optionsOf(c),
      cutDivChain: c.cut_div_chain,
    }),
  MixChainPostPhysics: (c: Described) =>
    mixChainPostPhysics(c.num_rollout_steps, {
      ...optionsOf(c),
      numPostPhysicsSteps: c.num_post_physics_steps,
    }),
  Residuum: (c: Described) =>
    residuum(c.num_rollout_steps, {
      ...optionsOf(c),
      cutPrev: c.cut_prev,
      cutNext: c.cut_next,
    }),
  Composite: (c: Described): Configuration =>
    composite(c.configurations!.map(configurationOf), c.weights),
};

function optionsOf(c: Described): RolloutOptions {
  return {
    loss: c.loss && losses[c.loss],
    batchReduction: c.batch_reduction,
    timeLevelWeights: c.time_level_weights,
    cutBptt: c.cut_bptt,
    cutBpttEvery: c.cut_bptt_every,
  };
}

/** The configuration that a case describes. */
export function configurationOf(described: Described): Configuration {
  return makers[described.class](described);
}

/** The longest chain of steps in a configuration. */
function depthOf(c: Described): number {
  if (c.configurations !== undefined) return Math.max(...c.configurations.map(depthOf));
  return c.num_rollout_steps + (c.num_post_physics_steps ?? 0);
}

/**
 * The rounding error that float32 leaves in a loss and its gradient, relative to the largest value:
 * that of one pass for each step of a rollout; a step of a solver or a residuum, of which there is
 * one beside each, has less than one of the network.
 */
export function configurationBound(setup: Setup, configuration: Described): number {
  return 2 * depthOf(configuration) * roundingBound(networkOf(setup));
}

/** Errors of the loss and its gradient, relative to the largest value of each. */
export async function configurationErrors(
  backend: Backend,
  { setup: name, configuration, loss: expected, grad: gradRef }: ConfigurationCase,
  group: Group,
): Promise<{ loss: number; grad: number }> {
  const setup: Setup = group.index.setups[name];
  const network = networkOf(setup);
  const params = splitLeaves(group.array(setup.params), network.parameters);
  const data = { data: group.array(setup.data), shape: setup.data.shape };
  const { loss, gradient } = await lossAndGradientOnArrays(
    configurationOf(configuration),
    { network, params },
    data,
    { backend, ...physicsOf(setup) },
  );
  return {
    loss: relativeError(loss, [expected]),
    grad: relativeError(concatenate(gradient), group.array(gradRef)),
  };
}
