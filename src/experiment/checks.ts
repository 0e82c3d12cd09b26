/**
 * What a run is given by code of users' own, checked where it comes in: an override that returns
 * something else than it should is a UserError that names the scenario and the method.
 */

import { type NdArray, sizeOf } from '../arrays.js';
import { UserError } from '../errors.js';
import type { Metric } from '../metrics/index.js';
import { spatialShape } from '../spectral/index.js';
import type { Stepper } from '../steppers/index.js';
import type { ResiduumFn, TrainingCallback } from '../training/index.js';
import type { CommonAttributes, ScenarioMethods } from './scenario.js';

type Method = keyof ScenarioMethods | 'getResiduumFn';

function wrong(scenario: object, method: Method, should: string): UserError {
  return new UserError(`${scenario.constructor.name}.${method} ${should}`);
}

const textOf = (value: unknown) => {
  if (value === null || typeof value !== 'object') return String(value);
  return 'shape' in value ? `[${String(value.shape)}]` : 'something else';
};

/** An array of this shape. */
export function checkArray(
  scenario: object,
  method: Method,
  array: NdArray,
  shape: readonly number[],
): NdArray {
  const fits =
    array?.data instanceof Float64Array &&
    String(array.shape) === String(shape) &&
    array.data.length === sizeOf(shape);
  if (fits) return array;
  throw wrong(
    scenario,
    method,
    `should give { data, shape }, float64 numbers of shape [${shape.join(', ')}], ` +
      `not ${textOf(array)}`,
  );
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

/** A whole number from 1 on. */
export function checkCount(scenario: object, method: Method, count: number): number {
  if (Number.isSafeInteger(count) && count >= 1) return count;
  throw wrong(scenario, method, `should give a whole number from 1 on, not ${count}`);
}

export function checkResiduum(scenario: object, residuum: ResiduumFn): ResiduumFn {
  if (typeof residuum === 'function') return residuum;
  throw wrong(scenario, 'getResiduumFn', `should give a function, not ${textOf(residuum)}`);
}

export function checkMetrics(scenario: object, metrics: readonly Metric[]): readonly Metric[] {
  const isMetric = (one: Metric) =>
    typeof one?.config === 'string' && typeof one.evaluate === 'function';
  if (Array.isArray(metrics) && metrics.every(isMetric)) return metrics;
  throw wrong(scenario, 'getMetricFns', 'should give a list of { config, evaluate }');
}

export function checkCallbacks(
  scenario: object,
  callbacks: readonly TrainingCallback[],
): readonly TrainingCallback[] {
  const isCallback = ({ name, every, value }: TrainingCallback) =>
    typeof name === 'string' &&
    Number.isSafeInteger(every) &&
    every >= 1 &&
    typeof value === 'function';
  if (Array.isArray(callbacks) && callbacks.every((one) => one && isCallback(one))) {
    return callbacks;
  }
  throw wrong(
    scenario,
    'getCallbackFn',
    'should give a list of { name, every, value }, every a whole number from 1 on',
  );
}

/** How many unrolled steps are kept, where that is said. */
export function checkRecomputeEvery(every: number | undefined): void {
  if (every === undefined || (Number.isSafeInteger(every) && every >= 1)) return;
  throw new UserError(`recomputeEvery must be a whole number from 1 on, not ${every}`);
}
