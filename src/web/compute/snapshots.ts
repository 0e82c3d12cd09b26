/**
 * How good a network is while it trains: its error over the rollout, and its prediction of the
 * first test trajectory beside the reference. Computed between two pieces of the training, on a
 * backend of its own, so that no number of the run depends on it.
 */

import type { NdArray } from '../../arrays.js';
import type { Backend } from '../../backends/index.js';
import { type Limits, type Picture, pictureOf } from '../../drawing/index.js';
import { LazyTestSet } from '../../experiment/index.js';
import type { Experiment } from '../../study/index.js';
import { NeuralStepper } from '../../training/index.js';
import type { ComparedPictures, Rollout, TrainingEvent } from '../protocol.js';
import { referenceTrajectory } from './preview.js';
import { TimeBudget } from './time-budget.js';

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
  private trajectory: NdArray | null = null;
  private referencePicture: Picture | null = null;

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

  /** Sends the pictures of the first seed of a stepper. */
  async sendPictures(update: number, stepper: NeuralStepper): Promise<void> {
    this.send({ kind: 'picture', update, pictures: await this.pictures(stepper) });
  }

  async pictures(stepper: NeuralStepper): Promise<ComparedPictures> {
    const { backend, signal } = this;
    const { scenarioObject: scenario } = this.experiment;
    this.trajectory ??= await referenceTrajectory(scenario, { backend, signal });
    const { data, shape } = this.trajectory;
    const [frames, ...state] = shape as [number, ...number[]];
    const size = data.length / frames;
    const first = { data: data.slice(0, size), shape: state };
    const rollout = await stepper.seed(0).rollout(first, frames - 1, { backend, signal });
    const predicted = new Float64Array(data.length);
    predicted.set(first.data);
    predicted.set(rollout.data, size);
    const [low, high] = scenario.vlim as Limits;
    const half = (high - low) / 2;
    const difference = predicted.map((value, i) => value - data[i]!);
    const picture = (values: Float64Array, limits: Limits) =>
      pictureOf({ data: values, shape }, limits);
    this.referencePicture ??= picture(data, [low, high]);
    return {
      reference: this.referencePicture,
      prediction: picture(predicted, [low, high]),
      difference: picture(difference, [-half, half]),
    };
  }
}
