/**
 * How good a network is while it trains: its error over the rollout, and its prediction of the
 * first test trajectory beside the reference. Computed between two pieces of the training, on a
 * backend of its own, so that no number of the run depends on it.
 */

import type { Backend } from '../../backends/index.js';
import { NeuralStepper } from '../../scenarios/neural-stepper.js';
import type { RawArray } from '../../scenarios/raw-result.js';
import { parseTask } from '../../scenarios/tasks.js';
import type { Experiment } from '../../study/index.js';
import type { ComparedPictures, Picture, Rollout, TrainingEvent } from '../protocol.js';
import { type Limits, pictureOf } from './pictures.js';
import { referenceTrajectory } from './preview.js';
import { Ration } from './ration.js';

/** An update costs about as much as this many evaluations of the network on its minibatch. */
const EVALUATIONS_PER_UPDATE = 3;

export type TestErrors = ReadonlyMap<string, RawArray>;

export function rolloutsOf(metrics: TestErrors): Rollout[] {
  return [...metrics].map(([metric, { data, shape }]) => {
    const [seeds, steps] = shape as [number, number];
    const errors = Array.from({ length: seeds }, (_, e) => data.slice(e * steps, (e + 1) * steps));
    return { metric, errors };
  });
}

export class Snapshots {
  private readonly errorRation: Ration;
  private readonly pictureRation: Ration;
  private last: { ms: number; update: number } | null = null;
  private trajectory: RawArray | null = null;
  private referencePicture: Picture | null = null;

  constructor(
    private readonly experiment: Experiment,
    private readonly backend: Backend,
    private readonly signal: AbortSignal,
    private readonly send: (event: TrainingEvent) => void,
  ) {
    const { scenarioObject: scenario, numSeeds } = experiment;
    const ofUpdate = EVALUATIONS_PER_UPDATE * scenario.batch_size;
    const ofSample = scenario.test_temporal_horizon / ofUpdate;
    this.errorRation = new Ration(scenario.num_test_samples * ofSample);
    this.pictureRation = new Ration(ofSample / numSeeds);
  }

  /** Takes what is due after so many updates. */
  async maybeTake(
    update: number,
    readParams: () => Promise<readonly Float64Array[]>,
  ): Promise<void> {
    const { last, errorRation, pictureRation } = this;
    const now = performance.now();
    if (last !== null) {
      const msPerUpdate = (now - last.ms) / (update - last.update);
      const [errors, pictures] = [errorRation, pictureRation].map((one) => one.isDue(msPerUpdate));
      const stepper = errors || pictures ? await this.stepperOf(await readParams()) : null;
      if (errors) await errorRation.spend(() => this.sendErrors(update, stepper!));
      if (pictures) await pictureRation.spend(() => this.sendPictures(update, stepper!));
    }
    this.last = { ms: performance.now(), update };
  }

  private async stepperOf(params: readonly Float64Array[]): Promise<NeuralStepper> {
    const { scenarioObject: scenario, task, net, numSeeds } = this.experiment;
    const network = await scenario.defineNetwork(net);
    return new NeuralStepper(network, parseTask(task), params, numSeeds);
  }

  private async sendErrors(update: number, stepper: NeuralStepper): Promise<void> {
    const { backend, signal } = this;
    const metrics = await this.experiment.scenarioObject.performTests(stepper, { backend, signal });
    this.send({ kind: 'rollout', update, rollouts: rolloutsOf(metrics) });
  }

  /** Sends the pictures of the first seed of a stepper. */
  async sendPictures(update: number, stepper: NeuralStepper): Promise<void> {
    this.send({ kind: 'picture', update, pictures: await this.pictures(stepper) });
  }

  private async pictures(stepper: NeuralStepper): Promise<ComparedPictures> {
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
    const [low, high] = scenario.vlim;
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
