/**
 * How good a network is while it trains: its error over the rollout, and its prediction of the
 * first test trajectory beside the reference. Computed between two pieces of the training, on a
 * backend of its own, so that no number of the run depends on it.
 */

import type { Backend } from '../../backends/index.js';
import { NeuralStepper } from '../../scenarios/neural-stepper.js';
import { parseTask } from '../../scenarios/tasks.js';
import type { Experiment } from '../../study/index.js';
import type { ComparedPictures, Picture, Rollout, TrainingEvent } from '../protocol.js';
import { type Limits, pictureOf } from './pictures.js';
import { referenceTrajectory } from './preview.js';

/** Snapshots take at most about this part of the time. */
const SHARE = 0.2;

export type TestErrors = ReadonlyMap<string, { data: Float64Array; shape: readonly number[] }>;

export function rolloutsOf(metrics: TestErrors): Rollout[] {
  return [...metrics].map(([metric, { data, shape }]) => {
    const [seeds, steps] = shape as [number, number];
    const errors = Array.from({ length: seeds }, (_, e) => data.slice(e * steps, (e + 1) * steps));
    return { metric, errors };
  });
}

export class Snapshots {
  private trajectory: { data: Float64Array; shape: number[] } | null = null;
  private referencePicture: Picture | null = null;
  private nextAt = 0;

  constructor(
    private readonly experiment: Experiment,
    private readonly backend: Backend,
    private readonly signal: AbortSignal,
    private readonly send: (event: TrainingEvent) => void,
  ) {}

  /** Takes a snapshot, unless the last one was not long enough ago for what it took. */
  async maybeTake(update: number, readParams: () => Promise<readonly Float64Array[]>) {
    const started = performance.now();
    if (started < this.nextAt) return;
    await this.take(update, await readParams());
    const now = performance.now();
    this.nextAt = now + (now - started) * (1 / SHARE - 1);
  }

  private async take(update: number, params: readonly Float64Array[]): Promise<void> {
    const { scenarioObject: scenario, task, net, numSeeds } = this.experiment;
    const network = await scenario.defineNetwork(net);
    const stepper = new NeuralStepper(network, parseTask(task), params, numSeeds);
    const inside = { backend: this.backend, signal: this.signal };
    const metrics = await scenario.performTests(stepper, inside);
    this.send({ kind: 'rollout', update, rollouts: rolloutsOf(metrics) });
    this.send({ kind: 'picture', update, pictures: await this.pictures(stepper) });
  }

  /** The pictures of the first seed of a stepper. */
  async pictures(stepper: NeuralStepper): Promise<ComparedPictures> {
    const { backend, signal } = this;
    const { scenarioObject: scenario } = this.experiment;
    this.trajectory ??= await referenceTrajectory(scenario, { backend, signal });
    const reference = this.trajectory;
    const [frames, ...state] = reference.shape as [number, ...number[]];
    const size = reference.data.length / frames;
    const first = { data: reference.data.slice(0, size), shape: state };
    const rollout = await stepper.seed(0).rollout(first, frames - 1, { backend, signal });
    const predicted = new Float64Array(reference.data.length);
    predicted.set(first.data);
    predicted.set(rollout.data, size);
    const [low, high] = scenario.vlim;
    const difference = predicted.map((value, i) => value - reference.data[i]!);
    const half = (high - low) / 2;
    this.referencePicture ??= pictureOf(reference, [low, high]);
    const picture = (data: Float64Array, limits: Limits) =>
      pictureOf({ data, shape: reference.shape }, limits);
    return {
      reference: this.referencePicture,
      prediction: picture(predicted, [low, high]),
      difference: picture(difference, [-half, half]),
    };
  }
}
