/** What training asks of a scenario beyond its data; a `BaseScenario` has it. */

import type { TrainingCallback } from '../training/index.js';
import type { DataOptions } from './data.js';
import type { DataScenario } from './data-scenario.js';
import type { NeuralStepper } from './neural-stepper.js';
import type { RawArray } from './raw-result.js';
import type { TestMetrics } from './rollout-tests.js';

export interface TrainableScenario extends DataScenario {
  /** The callbacks of `callbacks` for steppers like this one. */
  getCallbackFn(like: NeuralStepper, options?: DataOptions): TrainingCallback[];
  /** The metrics of the test rollout by their config strings, each `[E, T]`. */
  performTests(stepper: NeuralStepper, options?: DataOptions): Promise<TestMetrics>;
  /** The first rollouts of the test set, `[E, trjs, T + 1, C, ...N]`, the initial state first. */
  sampleTrjs(stepper: NeuralStepper, options?: DataOptions): Promise<RawArray>;
}
