/** What a run takes, found out before it starts by laying out its programs. */

import { type Choice, coreMemoryBytes } from '../backends/index.js';
import { costOf } from '../graph/index.js';
import type { ReceptiveField } from '../nets/index.js';
import { planEpochs, trainingProgram } from '../training/index.js';
import { checkExperiment, DEFAULT_NET, trainingTask } from './experiment.js';
import { NeuralStepper } from './neural-stepper.js';
import type { RunRawOptions } from './raw-result.js';
import { parseTask } from './tasks.js';
import type { TrainableScenario } from './trainable-scenario.js';

export interface RunCost {
  readonly parameterCount: number;
  readonly receptiveField: ReceptiveField;
  readonly numUpdates: number;
  /** Floating-point operations of one update of all seeds; a convolution counts as direct sums. */
  readonly flopPerUpdate: number;
  /** Where it will run, and for `auto` why. */
  readonly choice: Choice;
  /** Bytes of memory that training takes, its data included; null on a GPU. */
  readonly memoryBytes: number | null;
}

/** The cost of a run. Throws a UserError for one that can't be made. */
export async function runCost(
  scenario: TrainableScenario,
  options: RunRawOptions = {},
): Promise<RunCost> {
  const { task = 'predict', net = DEFAULT_NET, numSeeds = 1 } = options;
  const { precision = 'f32', threads = 1 } = options;
  const { plan, choice } = await checkExperiment(scenario, options);
  const network = await scenario.defineNetwork(net);
  const stepper = new NeuralStepper(network, parseTask(task), [], numSeeds, precision);
  const { batchSize } = planEpochs(plan.windows.count, scenario.batch_size);
  const program = trainingProgram(trainingTask(plan, stepper), batchSize);
  return {
    parameterCount: network.parameterCount,
    receptiveField: network.receptiveField,
    numUpdates: plan.numSteps,
    flopPerUpdate: costOf(program).reduce((sum, { flops }) => sum + flops, 0),
    choice,
    memoryBytes: choice.backend === 'wasm' ? coreMemoryBytes(program, precision, threads) : null,
  };
}
