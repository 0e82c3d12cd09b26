/** A part of a run's training made again, from states that were kept. */

import { FailoverBackend } from '../backends/index.js';
import { throwIfStopped, UserError } from '../errors.js';
import type { HostAbortSignal } from '../host-types.js';
import type { Checkpoint, StateDigests, StatesByName } from '../training/index.js';
import { readyTraining } from './ready-training.js';
import type { Plan } from './scenario.js';

/** Updates `from` to `until` - 1 of a run. */
export interface Slice {
  readonly from: number;
  readonly until: number;
  /** All that training changes, as it was before update `from`; at 0 it is made anew. */
  readonly states?: StatesByName;
}

/**
 * Makes some updates of a plan's training and takes the digests on the way, as the plan's
 * `digestEvery` says. Throws a UserError for states that are not this plan's.
 */
export async function trainSlice(
  plan: Plan,
  { from, until, states }: Slice,
  signal?: HostAbortSignal,
): Promise<StateDigests | undefined> {
  const { scenario, numSteps, seeds, options } = plan;
  const { partitionable = false, precision = 'f32', allowNonFinite, digestEvery } = options;
  const inside = { precision, random: { partitionable }, signal, plan };
  const count = Math.ceil(numSteps / scenario.record_loss_every);
  const kept: Checkpoint | null =
    states === undefined
      ? null
      : {
          configuration: '',
          run: {},
          update: from,
          states,
          losses: seeds.map(() => new Float64Array(count).fill(Number.NaN)),
          divergedAt: seeds.map(() => null),
          aux: [],
          seconds: 0,
        };
  const checkpoint = {
    configuration: '',
    load: async () => kept,
    save: async () => {},
    setAside: async (why: string) => {
      throw new UserError(`the states after ${from} updates are not those of the run: ${why}`);
    },
    remove: async () => {},
  };
  // Elsewhere it would come to other bits: a device that is lost ends it.
  const failover = await FailoverBackend.open(options, await plan.choose(), () => {});
  try {
    const ready = await readyTraining(plan, failover, { ...inside, allowNonFinite });
    const { result } = await ready.trainer.train(ready.initial, ready.shuffleKeys, {
      ...{ ...inside, backend: failover.current },
      ...{ checkpoint, digestEvery, until },
    });
    return result.digests;
  } catch (error) {
    throwIfStopped(signal);
    throw error;
  } finally {
    await failover.dispose();
  }
}
