/**
 * What becomes of a painted state: the reference solver and a trained network step it side by side,
 * on a backend of their own, so that a training neither waits for them nor they for it.
 */

import { sizeOf } from '../../arrays.js';
import type { Backend, Executable } from '../../backends/index.js';
import { UserError } from '../../errors.js';
import { referenceStepper } from '../../experiment/index.js';
import { type Program, trace } from '../../graph/index.js';
import type { BaseScenario } from '../../scenarios/index.js';
import { irfftn, lowPassMask, rfftn } from '../../spectral/index.js';
import type { Stepper } from '../../steppers/index.js';
import { readScenario } from '../../study/index.js';
import type { NeuralStepper } from '../../training/index.js';
import type { PaintSource, PaintStage, PaintStates, PaintSteps } from '../protocol.js';
import { FIRST } from './preview.js';
import { firstState } from './trajectories.js';

/** Steps in one go, at most. */
const MOST_STEPS = 8;

const stateOf = ({ numChannels, dims, numPoints }: Stepper): number[] => [
  numChannels,
  ...Array<number>(dims).fill(numPoints),
];

/** Steps both, and records each step. */
function programOf(reference: Stepper, network: NeuralStepper | null): Program {
  return trace({ steps: MOST_STEPS }, (t) => {
    const steps = { reference: (u: Parameters<Stepper['step']>[0]) => reference.step(u) };
    const all = network === null ? steps : { ...steps, prediction: network.declare(t) };
    for (const [name, step] of Object.entries(all)) {
      const u = t.state(name, [1, 1, ...stateOf(reference)]);
      const next = step(u);
      t.assign(u, next);
      t.record(name, next);
    }
  });
}

export class PaintedRollout {
  private constructor(
    private readonly scenario: BaseScenario,
    private readonly reference: Stepper,
    private readonly backend: Backend,
    private readonly executable: Executable,
  ) {}

  /** Throws a `UserError` for what is no scenario in 1D or 2D, and for weights that do not fit. */
  static async open({ entry, weights }: PaintSource, backend: Backend): Promise<PaintedRollout> {
    const { scenario: key, task, net, train: _, start_seed: __, num_seeds: ___, ...set } = entry;
    const [, scenario] = await readScenario({ scenario: key }, set);
    const reference = await referenceStepper(scenario);
    if (reference.dims > 2) {
      throw new UserError('painting is for one and two dimensions; this scenario has three');
    }
    const seeds = weights === null ? null : await scenario.loadModel(weights, { task, net });
    const network = seeds?.seed(0) ?? null;
    const executable = await backend.compile(programOf(reference, network));
    await network?.write(executable);
    return new PaintedRollout(scenario, reference, backend, executable);
  }

  get stage(): PaintStage {
    const { dims, numPoints, numChannels } = this.reference;
    const [low, high] = this.scenario.vlim as [number, number];
    const horizon = this.scenario.test_temporal_horizon;
    return { dims, numPoints, numChannels, limits: [low, high], horizon };
  }

  /** Steps both from their last states. Calls must follow each other. */
  async steps(from: PaintStates, most: number): Promise<PaintSteps> {
    const { executable } = this;
    const count = Math.min(most, MOST_STEPS);
    const given = Object.entries(from).filter(([, values]) => values !== null);
    for (const [name, values] of given) await executable.write(name, values);
    await executable.seek(0);
    await executable.run(count);
    const read = async (name: string) =>
      Float32Array.from(await executable.readRecord(name, 0, count));
    const reference = await read('reference');
    const prediction = from.prediction === null ? null : await read('prediction');
    const errors = prediction === null ? [] : this.errors(prediction, reference);
    return { reference, prediction, errors };
  }

  /**
   * The nRMSE of each state. Unlike the metric of that name it takes all channels together: one of
   * them may be left unpainted, and nothing can be set against a channel that is zero.
   */
  private errors(prediction: Float32Array, reference: Float32Array): number[] {
    const size = sizeOf(stateOf(this.reference));
    return Array.from({ length: reference.length / size }, (_, step) => {
      let [error, whole] = [0, 0];
      for (let i = step * size; i < (step + 1) * size; i++) {
        error += (prediction[i]! - reference[i]!) ** 2;
        whole += reference[i]! ** 2;
      }
      return Math.sqrt(error / whole);
    });
  }

  async testState(): Promise<Float32Array<ArrayBuffer>> {
    const { scenario, backend } = this;
    const { signal } = new AbortController();
    return Float32Array.from((await firstState(scenario, FIRST, { backend, signal })).data);
  }

  /** The waves of a state of up to `modes` periods along each axis. */
  smooth(values: Float32Array, modes: number): Float32Array<ArrayBuffer> {
    const { dims, numPoints } = this.reference;
    const [, ...space] = stateOf(this.reference);
    const mask = lowPassMask(dims, numPoints, modes);
    const spectrum = rfftn(Float64Array.from(values), space);
    const kept = spectrum.map((value, i) => value * mask[i % mask.length]!);
    const scale = sizeOf(space);
    return Float32Array.from(irfftn(kept, space), (value) => value / scale);
  }

  close(): Promise<void> {
    return this.executable.dispose();
  }
}
