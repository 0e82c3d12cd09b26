/** What a plan's training begins with: the trainer, the networks of all seeds, their keys. */

import type { FailoverBackend } from '../backends/index.js';
import type { Key } from '../random/index.js';
import { NeuralStepper } from '../training/index.js';
import { checkMadeStepper, checkTrainer } from './checks.js';
import { keysOf } from './plan.js';
import type { Plan, Trainer, TrainerOptions } from './scenario.js';

export interface ReadyTraining {
  readonly trainer: Trainer;
  /** The initial networks of all seeds, side by side. */
  readonly initial: NeuralStepper;
  /** Of each seed. */
  readonly shuffleKeys: readonly Key[];
}

/**
 * Asks the scenario for its trainer and for the network of each seed, for which
 * `init_key, shuffle_key = split(PRNGKey(seed))`.
 */
export async function readyTraining(
  plan: Plan,
  failover: FailoverBackend,
  { allowNonFinite, ...inside }: Omit<TrainerOptions, 'backend'>,
): Promise<ReadyTraining> {
  const { scenario, task, net, train, seeds } = plan;
  const keys = seeds.map((seed) => keysOf(seed, inside.random?.partitionable));
  const made = await failover.do(async (backend) =>
    scenario.getTrainer(train, { ...inside, backend, allowNonFinite }),
  );
  const trainer = checkTrainer(scenario, made);
  const steppers: NeuralStepper[] = [];
  for (const [initKey] of keys) {
    const within = { ...inside, backend: failover.current };
    const own = await scenario.getNeuralStepper(task, net, initKey, within);
    steppers.push(checkMadeStepper(scenario, 'getNeuralStepper', own));
  }
  const shuffleKeys = keys.map(([, shuffleKey]) => shuffleKey);
  return { trainer, initial: NeuralStepper.stack(steppers), shuffleKeys };
}
