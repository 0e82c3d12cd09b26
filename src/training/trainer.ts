/**
 * Trains a network: lays out the program, uploads data, tables and parameters, runs it in pieces,
 * and brings back losses and parameters.
 *
 * Between pieces it reports progress, obeys an AbortSignal, calls callbacks and saves checkpoints.
 * Neither the length of a piece nor a pause, nor a stop and a resumption, changes any bit of the
 * result.
 */

import { partOf, sizeOf } from '../arrays.js';
import type { Backend, Executable } from '../backends/index.js';
import { checkFields } from '../checks.js';
import { CheckpointError, throwIfStopped, UserError } from '../errors.js';
import { beforeHolding, OPS_PER_LEAF } from '../platform/index.js';
import {
  type CallbackContext,
  CallbackError,
  callAll,
  isCalled,
  nextCall,
  type TrainingCallback,
} from './callbacks/index.js';
import type { AuxEntry, Checkpoint } from './checkpoint.js';
import { LossHistory } from './loss-history.js';
import { type EpochPlan, minibatch, permutationMixer, planEpochs } from './mixer.js';
import { NeuralStepper } from './neural-stepper.js';
import { checkOptimizerParts } from './optimizer-parts.js';
import { fingerprintOf, requireOwn } from './run-fingerprint.js';
import { readTensors, writeTensors } from './tensors.js';
import { DATA, LOSS, ROWS, readWindows, rowTable, trainingProgram } from './training-program.js';
import {
  TRAIN_OPTIONS,
  type TrainingResult,
  type TrainingRun,
  type TrainOptions,
} from './training-run.js';
import { usableCheckpoint } from './usable-checkpoint.js';

/**
 * A piece of a run lasts about this long, if that is as many steps as the backend wants;
 * checkpoints lie about so far apart.
 */
const PIECE_SECONDS = 0.5;
const CHECKPOINT_SECONDS = 10;

/**
 * Trains. Throws a `StoppedError`, after saving a checkpoint, when the signal fires, a
 * `CallbackError`, after saving one, when a callback throws, and a `CheckpointError` where one cannot
 * be saved.
 */
export async function train(
  backend: Backend,
  run: TrainingRun,
  options: TrainOptions = {},
): Promise<TrainingResult> {
  checkFields('training options', options, TRAIN_OPTIONS);
  if (run.shuffleKeys.length !== run.numSeeds) {
    throw new UserError(
      `${run.shuffleKeys.length} keys for ${run.numSeeds} seeds; allowed: one key for each seed`,
    );
  }
  await beforeHolding(OPS_PER_LEAF * run.network.parameters.length);
  const tables = run.optimizer.tables(run.numSteps);
  const fingerprint = fingerprintOf(run, tables);
  if (options.goOnFrom !== undefined) requireOwn(fingerprint, options.goOnFrom);
  const plan = planEpochs(run.windows.count, run.batchSize);
  const orders = run.shuffleKeys.map((key) =>
    permutationMixer(plan, run.numSteps, key, run.random),
  );
  const program = trainingProgram(run, plan.batchSize);
  checkOptimizerParts(program, run, tables);
  const executable = await backend.compile(program, {
    remainder: plan.remainder > 0 ? trainingProgram(run, plan.remainder) : undefined,
    stepsPerEpoch: plan.batchesPerEpoch,
  });
  try {
    await run.writeData(executable, DATA);
    await executable.write(ROWS, rowTable(plan, run.windows, orders, run.numSteps));
    for (const [name, table] of Object.entries(tables)) {
      await executable.write(name, table);
    }
    const sizes = [...program.states].map(([name, { shape }]) => [name, sizeOf(shape)] as const);
    const setUp = { plan, orders, fingerprint, sizes: new Map(sizes) };
    const training = new Training(executable, run, options, backend, setUp);
    return await training.finish();
  } finally {
    await executable.dispose();
  }
}

/** What is known of a run before its first update. */
interface SetUp {
  readonly plan: EpochPlan;
  /** Of each seed: the windows of all minibatches, one behind the other. */
  readonly orders: readonly Int32Array[];
  readonly fingerprint: Checkpoint['run'];
  /** The number of values of each state. */
  readonly sizes: ReadonlyMap<string, number>;
}

/** A run on its way: the updates made, and what is kept of them. */
class Training {
  private done = 0;
  private seconds = 0;
  private readonly end: number;
  private readonly history: LossHistory;
  private readonly callbacks: readonly TrainingCallback[];
  private aux: (readonly [update: number, entries: readonly AuxEntry[]])[] = [];

  constructor(
    private readonly executable: Executable,
    private readonly run: TrainingRun,
    private readonly options: TrainOptions,
    private readonly backend: Backend,
    private readonly setUp: SetUp,
  ) {
    this.end = Math.min(options.until ?? run.numSteps, run.numSteps);
    this.history = new LossHistory(run.numSeeds, run.numSteps, run.recordLossEvery);
    this.callbacks = run.callbacks ?? [];
  }

  async finish(): Promise<TrainingResult> {
    const { signal, checkpointSeconds = CHECKPOINT_SECONDS } = this.options;
    const leastSteps = this.backend.readBackSteps;
    await this.begin();
    let pieceSteps = leastSteps;
    let unsaved = 0;
    while (this.done < this.end) {
      if (isCalled(this.callbacks, this.done)) await this.callBack();
      const steps = Math.min(pieceSteps, nextCall(this.callbacks, this.done, this.end) - this.done);
      const elapsed = await this.advance(steps);
      pieceSteps = Math.max(leastSteps, Math.floor((steps * PIECE_SECONDS) / elapsed));
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
    const { numSeeds, numSteps } = this.run;
    const kept = await usableCheckpoint(this.options.checkpoint, {
      states: this.setUp.sizes,
      numSeeds,
      numSteps,
      numLosses: this.history.updateSteps.length,
      callbacks: this.callbacks,
    });
    const given = this.options.goOnFrom;
    const checkpoint = (kept?.update ?? -1) > (given?.update ?? -1) ? kept : given;
    if (!checkpoint) {
      const { network, initial } = this.run;
      await writeTensors(
        this.executable,
        network.parameters.map(({ path }, i) => [path, initial[i]]),
      );
      return;
    }
    await writeTensors(this.executable, Object.entries(checkpoint.states));
    this.done = checkpoint.update;
    this.seconds = checkpoint.seconds;
    this.aux = [...checkpoint.aux];
    this.history.restore(checkpoint);
    await this.executable.seek(this.done);
  }

  /** The names of what is kept from one update to the next. */
  private stateNames(): string[] {
    const { network, optimizer } = this.run;
    return network.parameters.flatMap(({ path }) => [path, ...optimizer.stateNames(path)]);
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
    if (this.aux.at(-1)?.[0] === this.done) return;
    const { numSeeds } = this.run;
    const params = await this.readParams();
    try {
      const entries = await callAll(this.callbacks, params, numSeeds, this.contextOf(params));
      this.aux.push([this.done, entries]);
    } catch (error) {
      if (this.options.signal?.aborted || !(error instanceof CallbackError)) throw error;
      error.checkpoint = await this.save();
      throw error;
    }
  }

  private contextOf(params: readonly Float64Array[]): CallbackContext {
    const { network, emulator, numSeeds, physics = {} } = this.run;
    const { start, length } = minibatch(this.setUp.plan, this.done);
    const windows = this.setUp.orders.map((order) => order.slice(start, start + length));
    return {
      update: this.done,
      stepper: new NeuralStepper(network, emulator, params, numSeeds, this.backend.precision),
      physics,
      windows,
      minibatch: () => readWindows(this.executable, this.run, windows),
      backend: this.backend,
    };
  }

  private async save(): Promise<Checkpoint> {
    const checkpoint = await this.checkpoint();
    try {
      await this.options.checkpoint?.save(checkpoint);
    } catch (error) {
      throw new CheckpointError(error);
    }
    return checkpoint;
  }

  private async checkpoint(): Promise<Checkpoint> {
    const names = this.stateNames();
    const values = await readTensors(this.executable, names);
    return {
      configuration: this.options.checkpoint?.configuration ?? '',
      run: this.setUp.fingerprint,
      update: this.done,
      states: Object.fromEntries(names.map((name, i) => [name, values[i]])),
      losses: this.history.losses,
      divergedAt: this.history.divergedAt,
      aux: [...this.aux],
      seconds: this.seconds,
    };
  }

  private async readParams(): Promise<Float64Array[]> {
    const { parameters } = this.run.network;
    return readTensors(
      this.executable,
      parameters.map(({ path }) => path),
    );
  }

  private async result(): Promise<TrainingResult> {
    const { numSeeds, network } = this.run;
    const checkpoint = await this.checkpoint();
    const params = network.parameters.map(({ path }) => checkpoint.states[path]);
    const finite = (seed: number) =>
      params.every((values) => partOf(values, seed, numSeeds).every(Number.isFinite));
    const updateSteps = this.history.updateSteps.filter((update) => update < this.done);
    return {
      losses: this.history.losses.map((losses) => losses.slice(0, updateSteps.length)),
      updateSteps,
      params,
      aux: this.callbacks.length === 0 ? [] : this.auxTable(),
      divergedAt: this.history.divergedAt.map(
        (update, seed) => update ?? (finite(seed) ? null : this.done),
      ),
      seconds: this.seconds,
      checkpoint,
    };
  }

  /** An entry for every update of every seed: the values taken, or null under every name. */
  private auxTable(): AuxEntry[][] {
    const none = Object.fromEntries(this.callbacks.map(({ name }) => [name, null]));
    return Array.from({ length: this.run.numSeeds }, (_, seed) => {
      const entries: AuxEntry[] = Array(this.done).fill(none);
      for (const [update, taken] of this.aux) entries[update] = taken[seed];
      return entries;
    });
  }
}
