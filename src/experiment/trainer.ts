/** The training of steppers on a scenario's train data. */

import { withBackend } from '../backends/index.js';
import { checkOptions, pick } from '../checks.js';
import {
  keysOf,
  fullLoss as lossOverAllWindows,
  type NeuralStepper,
  TRAIN_OPTIONS,
  train,
} from '../training/index.js';
import { checkCallbacks, checkTrained } from './checks.js';
import { planOf, trainDataWriter } from './data.js';
import { checkDataOptions, DATA_OPTIONS, TRAINER_OPTIONS } from './option-rules.js';
import { readTraining, trainingTask } from './plan.js';
import type { DataOptions, Scenario, Trainer, TrainerOptions } from './scenario.js';

/** The trainer of a training string; it makes the train data where it trains. */
export async function makeTrainer(
  scenario: Scenario,
  trainConfig: string,
  options: TrainerOptions = {},
): Promise<Trainer> {
  checkOptions('trainer', options, TRAINER_OPTIONS);
  const read = planOf(scenario, options);
  const plan =
    read !== undefined && read.train === trainConfig
      ? read
      : await readTraining(scenario, trainConfig, options.recomputeEvery);
  return {
    plan,
    train: async (stepper, keys, trainOptions = {}) => {
      checkOptions('training', trainOptions, { ...DATA_OPTIONS, ...TRAIN_OPTIONS });
      checkTrained(scenario, stepper);
      const shuffleKeys = await keysOf(keys);
      return withBackend({ ...options, ...trainOptions }, async (backend) => {
        const inside = { ...options, ...trainOptions, backend };
        const within = pick(inside, DATA_OPTIONS);
        const result = await train(
          backend,
          {
            ...trainingTask(plan, stepper),
            writeData: trainDataWriter(scenario, inside),
            batchSize: scenario.batch_size,
            recordLossEvery: scenario.record_loss_every,
            shuffleKeys,
            initial: stepper.params,
            random: options.random,
            callbacks: checkCallbacks(scenario, await scenario.getCallbackFn(stepper, within)),
          },
          trainOptions,
        );
        const trained = stepper.with(result.params, stepper.numSeeds, backend.precision);
        return { stepper: trained, result };
      });
    },
  };
}

/** The loss of a training string over all windows of the train data, for each seed. */
export async function fullLoss(
  scenario: Scenario,
  stepper: NeuralStepper,
  trainConfig: string,
  options: DataOptions = {},
): Promise<Float64Array> {
  checkDataOptions(options);
  checkTrained(scenario, stepper);
  const training = await readTraining(scenario, trainConfig);
  return withBackend({ precision: stepper.precision, ...options }, async (backend) => {
    const writeData = trainDataWriter(scenario, { ...options, backend, allowNonFinite: true });
    return lossOverAllWindows(backend, trainingTask(training, stepper), stepper.params, writeData);
  });
}
