/** What a run takes, from its plan. */

import { type Choice, coreMemory, gpuMemory, type PlannedMemory } from '../backends/index.js';
import { costOf } from '../graph/index.js';
import type { ReceptiveField } from '../nets/index.js';
import { bareStepper, updateProgram } from './plan.js';
import type { Plan } from './scenario.js';
import { emulatorReach } from './tasks.js';

export interface RunCost {
  readonly parameterCount: number;
  readonly receptiveField: ReceptiveField;
  readonly numUpdates: number;
  /** Floating-point operations of one update of all seeds; a convolution counts as direct sums. */
  readonly flopPerUpdate: number;
  /** Where it will run, and for `auto` why. */
  readonly choice: Choice;
  /** Memory that training takes, its data included. */
  readonly memory: PlannedMemory;
}

/** The cost of a run. */
export async function runCost(plan: Plan): Promise<RunCost> {
  const { scenario, task, net, network, emulatorOf, numSteps } = plan;
  const choice = await plan.choose();
  const { precision = 'f32', threads = 1 } = plan.options;
  const program = updateProgram(plan, bareStepper(plan), scenario.batch_size);
  return {
    parameterCount: scenario.redefines('getParameterCount')
      ? await scenario.getParameterCount(net)
      : network.parameterCount,
    receptiveField: scenario.redefines('getReceptiveField')
      ? await scenario.getReceptiveField(net, task)
      : emulatorReach(emulatorOf, network.receptiveField),
    numUpdates: numSteps,
    flopPerUpdate: costOf(program).reduce((sum, { flops }) => sum + flops, 0),
    choice,
    memory:
      choice.backend === 'wasm'
        ? coreMemory(program, precision, threads)
        : await gpuMemory(program),
  };
}
