/** The updates of a plan by themselves, with all that they read: to measure what one takes. */

import type { Backend } from '../backends/index.js';
import type { HostAbortSignal } from '../host-types.js';
import {
  DATA,
  NeuralStepper,
  permutationMixer,
  planEpochs,
  ROWS,
  rowTable,
} from '../training/index.js';
import { checkMadeStepper } from './checks.js';
import { keysOf, updateProgram } from './plan.js';
import type { Plan } from './scenario.js';

/** Updates whose minibatches are laid out; after them the first ones come again. */
const MOST_UPDATES = 4096;

/** The train data, made on `backend`, are whole in memory. */
export async function updateWorkload(
  plan: Plan,
  { backend, signal }: { backend: Backend; signal?: HostAbortSignal },
) {
  const { scenario, task, net, seeds, windows, optimizer, options } = plan;
  const numSteps = Math.min(plan.numSteps, MOST_UPDATES);
  const random = { partitionable: options.partitionable };
  const keys = seeds.map((seed) => keysOf(seed, options.partitionable));
  const steppers: NeuralStepper[] = [];
  for (const [initKey] of keys) {
    const stepper = await scenario.getNeuralStepper(task, net, initKey, { backend, random, plan });
    steppers.push(checkMadeStepper(scenario, 'getNeuralStepper', stepper));
  }
  const initial = NeuralStepper.stack(steppers);
  const epochs = planEpochs(windows.count, scenario.batch_size);
  const orders = keys.map(([, shuffleKey]) =>
    permutationMixer(epochs, numSteps, shuffleKey, random),
  );
  const { data } = await scenario.getTrainData({ backend, random, signal, plan });
  const { parameters } = initial.network;
  return {
    program: updateProgram({ ...plan, numSteps }, initial, scenario.batch_size),
    inputs: {
      ...Object.fromEntries(parameters.map(({ path }, i) => [path, initial.params[i]!])),
      [DATA]: Float64Array.from(data),
      [ROWS]: rowTable(epochs, windows, orders, numSteps),
      ...optimizer.tables(numSteps),
    },
    results: parameters.map(({ path }) => path),
  };
}
