/**
 * How good a network is while it trains: its error over the rollout, and its prediction of one
 * trajectory beside the reference. Computed between two pieces of the training, on a
 * backend of its own, so that no number of the run depends on it.
 */

import { transfer } from 'comlink';
import type { NdArray } from '../../arrays.js';
import type { Backend } from '../../backends/index.js';
import { LazyTestSet } from '../../experiment/index.js';
import type { Experiment } from '../../study/index.js';
import { NeuralStepper } from '../../training/index.js';
import type { Rollout, TrainingEvent, TrajectoryChoice } from '../protocol.js';
import { FIRST } from './preview.js';
import { TimeBudget } from './time-budget.js';
import { byNetwork, bySolver, extentOf, firstState, follow } from './trajectories.js';

/** An update costs about as much as this many evaluations of the network on its minibatch. */
const EVALUATIONS_PER_UPDATE = 3;

export type TestErrors = ReadonlyMap<string, NdArray>;

export function rolloutsOf(metrics: TestErrors): Rollout[] {
  return [...metrics].map(([metric, { data, shape }]) => {
    const [seeds, steps] = shape as [number, number];
    const errors = Array.from({ length: seeds }, (_, e) => data.slice(e * steps, (e + 1) * steps));
    return { metric, errors };
  });
}

export class Snapshots {
  private readonly errorBudget: TimeBudget;
  private readonly pictureBudget: TimeBudget;
  private last: { ms: number; update: number } | null = null;
  private readonly testSet: LazyTestSet;
  /** The trajectory that the page looks at. */
  choice = FIRST;
  /** The network that was shown last. */
  latest: { readonly update: number; readonly stepper: NeuralStepper } | null = null;
  private first: { readonly choice: TrajectoryChoice; readonly state: NdArray } | null = null;

  constructor(
    private readonly experiment: Experiment,
    private readonly backend: Backend,
    private readonly signal: AbortSignal,
    private readonly send: (event: TrainingEvent) => void,
  ) {
    const { scenarioObject: scenario, numSeeds } = experiment;
    this.testSet = new LazyTestSet(scenario);
    const ofUpdate = EVALUATIONS_PER_UPDATE * scenario.batch_size;
    const ofSample = scenario.test_temporal_horizon / ofUpdate;
    this.errorBudget = new TimeBudget(scenario.num_test_samples * ofSample);
    this.pictureBudget = new TimeBudget(ofSample / numSeeds);
  }

  /** Takes what is due after so many updates. */
  async maybeTake(
    update: number,
    readParams: () => Promise<readonly Float64Array[]>,
  ): Promise<void> {
    const { last, errorBudget, pictureBudget } = this;
    const now = performance.now();
    if (last !== null) {
      const msPerUpdate = (now - last.ms) / (update - last.update);
      const [errors, pictures] = [errorBudget, pictureBudget].map((one) => one.isDue(msPerUpdate));
      const stepper = errors || pictures ? this.stepperOf(await readParams()) : null;
      if (errors) await errorBudget.spend(() => this.sendErrors(update, stepper!));
      if (pictures) await pictureBudget.spend(() => this.sendPictures(update, stepper!));
    }
    this.last = { ms: performance.now(), update };
  }

  private stepperOf(params: readonly Float64Array[]): NeuralStepper {
    const { network, emulatorOf, seeds } = this.experiment.plan;
    return new NeuralStepper(network, emulatorOf, params, seeds.length);
  }

  private async sendErrors(update: number, stepper: NeuralStepper): Promise<void> {
    const { backend, signal, testSet } = this;
    const { plan } = this.experiment;
    const options = { backend, signal, plan, testSet };
    const metrics = await plan.scenario.performTests(stepper, options);
    this.send({ kind: 'rollout', update, rollouts: rolloutsOf(metrics) });
  }

  /** Sends the trajectory that is looked at, by the first seed of a stepper. */
  async sendPictures(update: number, stepper: NeuralStepper): Promise<void> {
    const { choice } = this;
    this.latest = { update, stepper };
    const means = { backend: this.backend, signal: this.signal };
    const { scenarioObject: scenario } = this.experiment;
    const { horizon } = extentOf(scenario, choice.set);
    const isNew = this.first?.choice !== choice;
    if (isNew) this.first = { choice, state: await firstState(scenario, choice, means) };
    const first = this.first!.state;
    const prediction = await follow(byNetwork(stepper, means), first, horizon);
    const reference = isNew
      ? await follow(bySolver(await scenario.getRefStepper(), means), first, horizon)
      : null;
    const buffers = [prediction, reference].flatMap((one) => one?.values.buffer ?? []);
    this.send(transfer({ kind: 'picture', update, choice, reference, prediction }, buffers));
  }
}
