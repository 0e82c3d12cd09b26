/**
 * What a run is given by code of users' own, checked where it comes in: an override that returns
 * something else than it should is a UserError that names the scenario and the method.
 */

import { float64Of, type NdArray, type Numbers } from '../arrays.js';
import { COUNT, check, checkNdArray, listOf, textOf } from '../checks.js';
import { UserError } from '../errors.js';
import type { Metric } from '../metrics/index.js';
import { spatialShape } from '../spectral/index.js';
import type { Stepper } from '../steppers/index.js';
import {
  CALLBACK,
  NeuralStepper,
  type ResiduumFn,
  stateShape,
  type TrainingCallback,
} from '../training/index.js';
import type { CommonAttributes, ScenarioMethods } from './scenario.js';

type Method = keyof ScenarioMethods | 'getResiduumFn';

function wrong(scenario: object, method: Method, should: string): UserError {
  return new UserError(`${scenario.constructor.name}.${method} ${should}`);
}

/** Numbers of this shape, in double precision. */
export function checkArray(
  scenario: object,
  method: Method,
  array: NdArray<Numbers>,
  shape: readonly number[],
): NdArray {
  if (String(array?.shape) === String(shape)) {
    checkNdArray(`what ${scenario.constructor.name}.${method} gives`, array, 0);
    return float64Of(array);
  }
  const given = Array.isArray(array?.shape) ? `[${array.shape.join(', ')}]` : textOf(array);
  const wanted = `{ data, shape }, numbers of shape [${shape.join(', ')}]`;
  throw wrong(scenario, method, `should give ${wanted}, not ${given}`);
}

/** Throws a UserError for a scenario without one of the methods that it must have. */
export function checkMethods(scenario: ScenarioMethods): void {
  for (const method of ['getRefStepper', 'getScenarioName'] as const) {
    if (typeof scenario[method] !== 'function') throw wrong(scenario, method, 'is missing');
  }
}

/** A stepper of the scenario's states. */
export function checkStepper(
  scenario: CommonAttributes,
  method: 'getRefStepper' | 'getCoarseStepper',
  stepper: Stepper,
): Stepper {
  const { num_spatial_dims: dims, num_points: numPoints, num_channels: channels } = scenario;
  if (typeof stepper?.step !== 'function') {
    throw wrong(scenario, method, `should give a stepper, not ${textOf(stepper)}`);
  }
  const wanted = [channels, ...spatialShape(dims, numPoints)];
  const given = [stepper.numChannels, ...spatialShape(stepper.dims, stepper.numPoints)];
  if (String(given) === String(wanted)) return stepper;
  throw wrong(
    scenario,
    method,
    `should give a stepper of states [${wanted.join(', ')}], not [${given.join(', ')}]`,
  );
}

/** Throws a UserError for what is no neural stepper of the scenario's states. */
export function checkTrained(scenario: CommonAttributes, stepper: NeuralStepper): void {
  const { num_spatial_dims: dims, num_points: numPoints, num_channels: channels } = scenario;
  const wanted = [channels, ...spatialShape(dims, numPoints)];
  const given = stepper instanceof NeuralStepper ? stateShape(stepper.network) : null;
  if (String(given) === String(wanted)) return;
  throw new UserError(
    `${scenario.constructor.name} trains neural steppers of states [${wanted.join(', ')}], ` +
      `not ${given === null ? textOf(stepper) : `one of [${given.join(', ')}]`}`,
  );
}

/** A whole number from 1 on. */
export function checkCount(scenario: object, method: Method, count: number): number {
  if (COUNT.fits(count)) return count;
  throw wrong(scenario, method, `should give ${COUNT.allowed}, not ${textOf(count)}`);
}

export function checkResiduum(scenario: object, residuum: ResiduumFn): ResiduumFn {
  if (typeof residuum === 'function') return residuum;
  throw wrong(scenario, 'getResiduumFn', `should give a function, not ${textOf(residuum)}`);
}

/** What other numbered columns of a table are called. */
const TAKEN = ['train_loss', 'aux', 'sample_rollout'];

export function checkMetrics(scenario: object, metrics: readonly Metric[]): readonly Metric[] {
  const isMetric = (one: Metric) =>
    typeof one?.config === 'string' && typeof one.evaluate === 'function';
  if (!Array.isArray(metrics) || !metrics.every(isMetric)) {
    throw wrong(scenario, 'getMetricFns', 'should give a list of { config, evaluate }');
  }
  const names = new Set<string>();
  for (const { config } of metrics as readonly Metric[]) {
    if (names.has(config)) throw wrong(scenario, 'getMetricFns', `gives '${config}' twice`);
    if (TAKEN.includes(config)) {
      throw new UserError(`'${config}' is no name for a metric: other columns are called so`);
    }
    names.add(config);
  }
  return metrics;
}

export function checkCallbacks(
  scenario: object,
  callbacks: readonly TrainingCallback[],
): readonly TrainingCallback[] {
  const { allowed, fits } = listOf(CALLBACK);
  if (fits(callbacks)) return callbacks;
  throw wrong(scenario, 'getCallbackFn', `should give ${allowed}`);
}

/** How many unrolled steps are kept, where that is said. */
export function checkRecomputeEvery(every: number | undefined): void {
  if (every !== undefined) check('recomputeEvery', every, COUNT);
}
