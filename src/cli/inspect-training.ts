/** What `apebench inspect` tells of a training: its emulator's reach, operations and memory. */

import type { Argv } from 'yargs';
import { UserError } from '../errors.js';
import { makePlan, type RunCost, runCost } from '../experiment/index.js';
import type { BaseScenario } from '../scenarios/index.js';
import {
  type ComputeArguments,
  computeOptions,
  recomputeEvery,
  recomputeOption,
  runOptions,
} from './options.js';

export interface TrainingArguments extends ComputeArguments {
  net?: string;
  task?: string;
  train?: string;
  'recompute-every'?: string;
}

export function trainingOptions<T>(yargs: Argv<T>) {
  return recomputeOption(computeOptions(yargs))
    .option('task', { type: 'string', describe: 'see `list tasks`; tells what training takes' })
    .option('train', { type: 'string', describe: 'see `list trainings`; the same' });
}

/** A part of what is printed, and the same as data; null where no training is asked for. */
export async function trainingPart(args: TrainingArguments, scenario: BaseScenario | undefined) {
  const { net, task = 'predict', train = 'one', 'recompute-every': given } = args;
  if (args.task === undefined && args.train === undefined && given === undefined) return null;
  if (scenario === undefined || net === undefined) {
    throw new UserError('--task, --train and --recompute-every need --scenario and --net');
  }
  const every = recomputeEvery(given);
  const options = { ...runOptions(args), recomputeEvery: every };
  const cost = await runCost(await makePlan(scenario, { ...options, task, net, train }));
  const { receptiveField, numUpdates, flopPerUpdate, memory, choice } = cost;
  const reach = receptiveField.map((axis) => axis.map((x) => (Number.isFinite(x) ? x : 'inf')));
  return {
    text: trainingText([task, train], cost, reach),
    data: {
      task,
      train,
      recomputeEvery: every ?? null,
      receptiveField: reach,
      numUpdates,
      flopPerUpdate,
      backend: choice.backend,
      memoryBytes: memory.bytes,
      updateBytes: memory.stepBytes,
    },
  };
}

function trainingText(
  strings: readonly string[],
  { numUpdates, flopPerUpdate, memory, choice }: RunCost,
  reach: readonly (readonly (number | string)[])[],
): string {
  const whole = (value: number) => value.toLocaleString('en-US');
  return [
    `training of one seed: ${strings.join(', ')}`,
    `receptive field of the emulator: ${reach.map((axis) => `(${axis.join(', ')})`).join(', ')}`,
    `updates: ${whole(numUpdates)}`,
    `operations per update: ${whole(flopPerUpdate)}`,
    `memory on ${choice.backend}: ${whole(memory.bytes)} bytes, of these ` +
      `${whole(memory.stepBytes)} for the values of one update`,
  ].join('\n');
}
