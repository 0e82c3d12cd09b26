/**
 * Trains a network: lays out the program, uploads data, tables and parameters, runs it in pieces,
 * and brings back losses and parameters.
 *
 * Between pieces it reports progress, obeys an AbortSignal, calls callbacks and saves checkpoints.
 * Neither the length of a piece nor a pause, nor a stop and a resumption, changes any bit of the
 * result.
 */

import { partOf } from '../arrays.js';
import type { Backend, Executable } from '../backends/index.js';
import { throwIfStopped } from '../errors.js';
import type { Key, RandomOptions } from '../random/index.js';
import { type AuxEntry, callAll, isCalled, nextCall, type TrainingCallback } from './callbacks.js';
import { type CheckpointSink, usableCheckpoint } from './checkpoint.js';
import { LossHistory } from './loss-history.js';
import { type EpochPlan, permutationMixer, planEpochs } from './mixer.js';
import {
  DATA,
  type DataWriter,
  LOSS,
  ROWS,
  rowTable,
  type TrainingTask,
  trainingProgram,
} from './training-program.js';

/** A run of a training task: its data, its seeds, and how it is watched. */
export interface TrainingRun extends TrainingTask {
  readonly writeData: DataWriter;
  readonly batchSize: number;
  readonly recordLossEvery: number;
  /** The key of each seed's mixer. */
  readonly shuffleKeys: readonly Key[];
  /** The initial parameters in leaf order, each `[E, ...shape]`. */
  readonly initial: readonly Float64Array[];
  readonly random?: RandomOptions;
  readonly callbacks?: readonly TrainingCallback[];
}

export interface TrainingProgress {
  /** Updates made, and updates in all. */
  readonly update: number;
  readonly total: number;
  /** The loss of each seed at the last update made. */
  readonly losses: readonly number[];
  /** `[seed][i]`: the losses that the result will hold; those of updates not yet made are NaN. */
  readonly recorded: readonly Float64Array[];
  /**
   * The parameters after the last update made, in leaf order, each `[E, ...shape]`. To be called
   * before what `onProgress` returns is settled.
   */
  readonly readParams: () => Promise<readonly Float64Array[]>;
}

export interface TrainOptions {
  readonly signal?: AbortSignal;
  /** Called after every piece, about twice a second. Training waits for what it returns. */
  readonly onProgress?: (progress: TrainingProgress) => void | Promise<void>;
  readonly checkpoint?: CheckpointSink;
  /** Seconds between two checkpoints; default 10. */
  readonly checkpointSeconds?: number;
}

export interface TrainingResult {
  /** `[seed][i]`: the loss before update `updateSteps[i]`. */
  readonly losses: readonly Float64Array[];
  readonly updateSteps: readonly number[];
  /** The trained parameters in leaf order, each `[E, ...shape]`. */
  readonly params: readonly Float64Array[];
  /** `[seed][update]`; empty without callbacks. */
  readonly aux: readonly (readonly AuxEntry[])[];
  /** The first update at which a seed's loss (or, at the end, a parameter) was not finite. */
  readonly divergedAt: readonly (number | null)[];
  readonly seconds: number;
}

/**
 * A piece of a run lasts about this long, if that is as many steps as the backend wants;
 * checkpoints lie about so far apart.
 */
const PIECE_SECONDS = 0.5;
const CHECKPOINT_SECONDS = 10;

/** Trains. Throws a `StoppedError`, after saving a checkpoint, when the signal fires. */
export async function train(
  backend: Backend,
  run: TrainingRun,
  options: TrainOptions = {},
): Promise<TrainingResult> {
  const plan = planEpochs(run.windows.count, run.batchSize);
  const executable = await backend.compile(trainingProgram(run, plan.batchSize), {
    remainder: plan.remainder > 0 ? trainingProgram(run, plan.remainder) : undefined,
    stepsPerEpoch: plan.batchesPerEpoch,
  });
  try {
    await upload(executable, run, plan);
    return await new Training(executable, run, options, backend.readBackSteps).finish();
  } finally {
    await executable.dispose();
  }
}

/** Writes the data and the tables. */
async function upload(executable: Executable, run: TrainingRun, plan: EpochPlan): Promise<void> {
  const orders = run.shuffleKeys.map((key) =>
    permutationMixer(plan, run.numSteps, key, run.random),
  );
  await run.writeData(executable, DATA);
  await executable.write(ROWS, rowTable(plan, run.windows, orders, run.numSteps));
  for (const [name, table] of Object.entries(run.optimizer.tables(run.numSteps))) {
    await executable.write(name, table);
  }
}

/** A run on its way: the updates made, and what is kept of them. */
class Training {
  private done = 0;
  private seconds = 0;
  private readonly history: LossHistory;
  private readonly callbacks: readonly TrainingCallback[];
  private aux: (readonly [update: number, entries: readonly AuxEntry[]])[] = [];

  constructor(
    private readonly executable: Executable,
    private readonly run: TrainingRun,
    private readonly options: TrainOptions,
    /** Steps of a piece at least. */
    private readonly leastSteps: number,
  ) {
    this.history = new LossHistory(run.numSeeds, run.numSteps, run.recordLossEvery);
    this.callbacks = run.callbacks ?? [];
  }

  async finish(): Promise<TrainingResult> {
    const { numSteps } = this.run;
    const { signal, checkpointSeconds = CHECKPOINT_SECONDS } = this.options;
    await this.begin();
    let pieceSteps = this.leastSteps;
    let unsaved = 0;
    while (this.done < numSteps) {
      if (isCalled(this.callbacks, this.done)) await this.callBack();
      const steps = Math.min(pieceSteps, nextCall(this.callbacks, this.done, numSteps) - this.done);
      const elapsed = await this.advance(steps);
      pieceSteps = Math.max(this.leastSteps, Math.floor((steps * PIECE_SECONDS) / elapsed));
      unsaved += elapsed;
      if (signal?.aborted || unsaved >= checkpointSeconds) {
        await this.save();
        unsaved = 0;
      }
      throwIfStopped(signal);
    }
    return this.result();
  }

  /** Starts from the checkpoint if there is one that fits, else from the initial parameters. */
  private async begin(): Promise<void> {
    const checkpoint = await usableCheckpoint(this.options.checkpoint);
    if (checkpoint === null) {
      for (const [i, { path }] of this.run.network.parameters.entries()) {
        await this.executable.write(path, this.run.initial[i]);
      }
      return;
    }
    for (const [name, values] of Object.entries(checkpoint.states)) {
      await this.executable.write(name, values);
    }
    this.done = checkpoint.update;
    this.seconds = checkpoint.seconds;
    this.aux = [...checkpoint.aux];
    this.history.restore(checkpoint);
    await this.executable.seek(this.done);
  }

  /**
   * Makes `steps` updates, or fewer if the signal fires, and takes their losses; returns the
   * seconds that this took.
   */
  private async advance(steps: number): Promise<number> {
    const { signal, onProgress } = this.options;
    const started = performance.now();
    const first = this.done;
    try {
      await this.executable.run(steps, { signal });
    } catch (error) {
      if (signal?.aborted !== true) throw error;
    }
    this.done = this.executable.step;
    const losses = await this.executable.readRecord(LOSS, first, this.done);
    this.history.add(first, losses);
    const elapsed = (performance.now() - started) / 1000;
    this.seconds += elapsed;
    if (this.done > first) {
      await onProgress?.({
        update: this.done,
        total: this.run.numSteps,
        losses: [...losses.slice(losses.length - this.run.numSeeds)],
        recorded: this.history.losses,
        readParams: () => this.readParams(),
      });
    }
    return elapsed;
  }

  private async callBack(): Promise<void> {
    const params = await this.readParams();
    this.aux.push([this.done, await callAll(this.callbacks, params, this.run.numSeeds, this.done)]);
  }

  private async save(): Promise<void> {
    const sink = this.options.checkpoint;
    if (sink === undefined) return;
    const states: Record<string, Float64Array> = {};
    for (const { path } of this.run.network.parameters) {
      for (const name of [path, ...this.run.optimizer.stateNames(path)]) {
        states[name] = await this.executable.read(name);
      }
    }
    await sink.save({
      configuration: sink.configuration,
      update: this.done,
      states,
      losses: this.history.losses,
      divergedAt: this.history.divergedAt,
      aux: this.aux,
      seconds: this.seconds,
    });
  }

  private async readParams(): Promise<Float64Array[]> {
    const params: Float64Array[] = [];
    for (const { path } of this.run.network.parameters) {
      params.push(await this.executable.read(path));
    }
    return params;
  }

  private async result(): Promise<TrainingResult> {
    const { numSeeds, numSteps } = this.run;
    const params = await this.readParams();
    const finite = (seed: number) =>
      params.every((values) => partOf(values, seed, numSeeds).every(Number.isFinite));
    return {
      losses: this.history.losses,
      updateSteps: this.history.updateSteps,
      params,
      aux: this.callbacks.length === 0 ? [] : this.auxTable(),
      divergedAt: this.history.divergedAt.map(
        (update, seed) => update ?? (finite(seed) ? null : numSteps),
      ),
      seconds: this.seconds,
    };
  }

  /** An entry for every update of every seed: the values taken, or null under every name. */
  private auxTable(): AuxEntry[][] {
    const none = Object.fromEntries(this.callbacks.map(({ name }) => [name, null]));
    return Array.from({ length: this.run.numSeeds }, (_, seed) => {
      const entries: AuxEntry[] = Array(this.run.numSteps).fill(none);
      for (const [update, taken] of this.aux) entries[update] = taken[seed];
      return entries;
    });
  }
}
