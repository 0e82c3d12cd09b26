/**
 * The data half of a scenario: its attributes with the original's names, and its train and test
 * sets. `BaseScenario` adds the training half.
 */

import { type PyValue, repr } from '../config/python-literal.js';
import { loadCore } from '../core/index.js';
import { UserError, unknownName } from '../errors.js';
import { type InitialConditionGenerator, parseIcConfig } from '../initial-conditions/index.js';
import { type Metric, parseReportMetrics } from '../metrics/index.js';
import { PRNGKey, SEED_RANGE } from '../random/index.js';
import { spatialShape } from '../spectral/index.js';
import type { Stepper } from '../steppers/index.js';
import { type AttributeTable, floats, int, readAttributes, text } from './attributes.js';
import {
  type DataOptions,
  produceTrajectories,
  requireMemory,
  type TrajectorySet,
} from './data.js';
import type { RawArray } from './raw-result.js';

/** What may be given at once or as a promise. */
export type Awaitable<T> = T | Promise<T>;

export type Overrides = Readonly<Record<string, unknown>>;

/** A PDE with its solvers, initial conditions and data sets. */
export abstract class DataScenario {
  /** Attributes in the order of the original's fields; subclasses spread their parent's first. */
  static readonly attributes: AttributeTable = {
    num_spatial_dims: int(1, { min: 1, max: 3 }),
    num_points: int(160, { min: 2 }),
    num_channels: int(1, { min: 1 }),
    ic_config: text('fourier;5;true;true'),
    num_warmup_steps: int(0, { min: 0 }),
    num_train_samples: int(50, { min: 1 }),
    train_temporal_horizon: int(50, { min: 1 }),
    train_seed: int(0, SEED_RANGE),
    num_test_samples: int(30, { min: 1 }),
    test_temporal_horizon: int(200, { min: 1 }),
    test_seed: int(773, SEED_RANGE),
    optim_config: text('adam;10_000;warmup_cosine;0.0;1e-3;2_000'),
    batch_size: int(20, { min: 1 }),
    num_trjs_returned: int(1, { min: 1 }),
    record_loss_every: int(100, { min: 1 }),
    vlim: floats([-1, 1], 2),
    report_metrics: text('mean_nRMSE'),
    callbacks: text(''),
  };

  /** Attributes that are computed from others and can't be set: by name, what to set instead. */
  static readonly derived: Readonly<Record<string, readonly string[]>> = {};

  /** The name that the scenario prints with. */
  static readonly className: string = 'DataScenario';

  /** Number of spatial dimensions, D. */
  declare num_spatial_dims: number;
  /** Grid points along each axis, N. */
  declare num_points: number;
  /** Number of channels, C. */
  declare num_channels: number;
  /** Distribution of the initial conditions. */
  declare ic_config: string;
  /** Steps that are taken before trajectories begin. */
  declare num_warmup_steps: number;
  declare num_train_samples: number;
  declare train_temporal_horizon: number;
  declare train_seed: number;
  declare num_test_samples: number;
  declare test_temporal_horizon: number;
  declare test_seed: number;
  /** `OPTIMIZER;STEPS;SCHEDULE;…` */
  declare optim_config: string;
  declare batch_size: number;
  /** How many sample rollouts are kept. */
  declare num_trjs_returned: number;
  declare record_loss_every: number;
  /** The range of values, for plots. */
  declare vlim: readonly [number, number];
  /** Metrics of the test rollout, separated by commas. */
  declare report_metrics: string;
  declare callbacks: string;

  /** What was set, by name and in the order given, as Python values. */
  readonly overrides: ReadonlyMap<string, PyValue>;

  /**
   * Sets attributes by their original names. Throws a UserError for a name that there is not, a
   * value of the wrong type or out of range, and an attribute that is derived from others.
   */
  constructor(overrides: Overrides = {}) {
    const { attributes, derived, className } = this.type;
    for (const name of Object.keys(overrides)) {
      if (!Object.hasOwn(attributes, name)) {
        throw unknownName(`attribute of ${className}`, name, Object.keys(attributes));
      }
      if (Object.hasOwn(derived, name)) {
        throw new UserError(
          `attribute '${name}' of ${className} is computed; set ${derived[name]!.join(', ')} instead`,
        );
      }
    }
    const values = readAttributes(attributes, overrides);
    Object.assign(this, values);
    this.overrides = new Map(
      Object.keys(overrides)
        .filter((name) => overrides[name] !== undefined)
        .map((name) => [name, attributes[name]!.toPython(values[name]!)]),
    );
    this.derive();
  }

  private get type(): typeof DataScenario {
    return this.constructor as typeof DataScenario;
  }

  /** Computes attributes that follow from others (the original's `__post_init__`). */
  protected derive(): void {}

  /** For scenarios that decide their number of channels: setting another one is an error. */
  protected decideChannels(channels: number): void {
    if (this.overrides.has('num_channels') && this.num_channels !== channels) {
      throw new UserError(
        `${this.type.className} in ${this.num_spatial_dims}D has num_channels ${channels}, ` +
          `not ${this.num_channels}`,
      );
    }
    this.num_channels = channels;
  }

  /** The solver that makes the data. */
  abstract getRefStepper(): Awaitable<Stepper>;

  /** The solver that correction tasks start from: it covers only part of the time step. */
  abstract getCoarseStepper(): Awaitable<Stepper>;

  /** The name in the column `scenario`: `1d_diff_adv`. */
  abstract getScenarioName(): Awaitable<string>;

  /** The distribution that `ic_config` names, of `num_channels` channels. */
  async getIcGenerator(): Promise<InitialConditionGenerator> {
    await loadCore();
    return parseIcConfig(this.ic_config, this.num_spatial_dims, this.num_channels);
  }

  /** The metrics of `report_metrics`. */
  async getMetricFns(): Promise<Metric[]> {
    await loadCore();
    return parseReportMetrics(this.report_metrics);
  }

  /**
   * Checks everything about the data that can be checked before work starts: initial conditions,
   * metrics, and the memory that the train set takes. Throws a UserError.
   */
  async checkData(): Promise<void> {
    await this.getIcGenerator();
    await this.getMetricFns();
    const state = [this.num_channels, ...spatialShape(this.num_spatial_dims, this.num_points)];
    const frames = this.train_temporal_horizon + 1;
    requireMemory('the train data', [this.num_train_samples, frames, ...state]);
    requireMemory('one step of the test data', [this.num_test_samples, ...state]);
  }

  /** Draws, warms up and rolls out: `[numSamples, temporalHorizon + 1, C, ...N]`. */
  async produceData(
    { stepper, ...set }: TrajectorySet & { stepper: Stepper },
    options: DataOptions = {},
  ): Promise<RawArray> {
    return produceTrajectories(stepper, await this.getIcGenerator(), set, options);
  }

  /** Train trajectories of the reference stepper. */
  getTrainData(options?: DataOptions): Promise<RawArray> {
    return this.produceTrainData(() => this.getRefStepper(), this.train_temporal_horizon, options);
  }

  /** Train trajectories of the coarse stepper, warm-up included. */
  getTrainDataCoarse(options?: DataOptions): Promise<RawArray> {
    return this.produceTrainData(
      () => this.getCoarseStepper(),
      this.train_temporal_horizon,
      options,
    );
  }

  /** Test trajectories of the reference stepper. */
  getTestData(options?: DataOptions): Promise<RawArray> {
    return this.produceTestData(() => this.getRefStepper(), this.test_temporal_horizon, options);
  }

  /** Test trajectories of the coarse stepper, warm-up included. */
  getTestDataCoarse(options?: DataOptions): Promise<RawArray> {
    return this.produceTestData(() => this.getCoarseStepper(), this.test_temporal_horizon, options);
  }

  /** Initial states of the train trajectories, `[S, C, ...N]`: after the warm-up. */
  async getTrainIcSet(options?: DataOptions): Promise<RawArray> {
    return firstFrames(await this.produceTrainData(() => this.getRefStepper(), 0, options));
  }

  /** As `getTrainIcSet`, with the coarse stepper's warm-up. */
  async getTrainIcSetCoarse(options?: DataOptions): Promise<RawArray> {
    return firstFrames(await this.produceTrainData(() => this.getCoarseStepper(), 0, options));
  }

  /** Initial states of the test trajectories, `[S, C, ...N]`: after the warm-up. */
  async getTestIcSet(options?: DataOptions): Promise<RawArray> {
    return firstFrames(await this.produceTestData(() => this.getRefStepper(), 0, options));
  }

  /** As `getTestIcSet`, with the coarse stepper's warm-up. */
  async getTestIcSetCoarse(options?: DataOptions): Promise<RawArray> {
    return firstFrames(await this.produceTestData(() => this.getCoarseStepper(), 0, options));
  }

  /** The first `num_trjs_returned` test trajectories. */
  getRefSampleData(options?: DataOptions): Promise<RawArray> {
    const numSamples = Math.min(this.num_trjs_returned, this.num_test_samples);
    const horizon = this.test_temporal_horizon;
    return this.produceTestData(() => this.getRefStepper(), horizon, options, numSamples);
  }

  private async produceTrainData(
    makeStepper: () => Awaitable<Stepper>,
    temporalHorizon: number,
    options?: DataOptions,
  ): Promise<RawArray> {
    await loadCore();
    const stepper = await makeStepper();
    const { num_train_samples: numSamples, num_warmup_steps: numWarmupSteps } = this;
    const key = PRNGKey(this.train_seed);
    return this.produceData({ stepper, numSamples, numWarmupSteps, temporalHorizon, key }, options);
  }

  private async produceTestData(
    makeStepper: () => Awaitable<Stepper>,
    temporalHorizon: number,
    options?: DataOptions,
    numSamples = this.num_test_samples,
  ): Promise<RawArray> {
    await loadCore();
    const stepper = await makeStepper();
    const { num_warmup_steps: numWarmupSteps } = this;
    const key = PRNGKey(this.test_seed);
    return this.produceData({ stepper, numSamples, numWarmupSteps, temporalHorizon, key }, options);
  }

  /** All attributes by name, in order, as Python values. */
  toPython(): Map<string, PyValue> {
    const { attributes } = this.type;
    return new Map(
      Object.entries(attributes).map(([name, attribute]) => [
        name,
        attribute.toPython((this as unknown as Record<string, never>)[name]!),
      ]),
    );
  }

  /** The scenario as the original prints it, one attribute to a line. */
  toString(): string {
    const lines = [...this.toPython()].map(([name, value]) => `  ${name}=${repr(value)}`);
    return `${this.type.className}(\n${lines.join(',\n')}\n)`;
  }
}

/** The first state of every trajectory `[S, T + 1, ...]`. */
function firstFrames({ data, shape }: RawArray): RawArray {
  const [samples, frames, ...state] = shape as [number, number, ...number[]];
  const size = data.length / (samples * frames);
  const result = new Float64Array(samples * size);
  for (let sample = 0; sample < samples; sample++) {
    const from = sample * frames * size;
    result.set(data.subarray(from, from + size), sample * size);
  }
  return { data: result, shape: [samples, ...state] };
}
