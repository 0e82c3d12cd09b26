/**
 * A training run on its way, in pieces.
 *
 * Between pieces it reports progress, obeys an AbortSignal, calls callbacks, takes digests and saves
 * checkpoints. Neither the length of a piece nor a pause, nor a stop and a resumption, changes any
 * bit of the result.
 */

import { partOf } from '../arrays.js';
import type { Backend, Executable } from '../backends/index.js';
import { CheckpointError, throwIfStopped } from '../errors.js';
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
import { type EpochPlan, minibatch } from './mixer.js';
import { NeuralStepper } from './neural-stepper.js';
import { DigestTaker } from './state-digests.js';
import { readTensors, writeTensors } from './tensors.js';
import { LOSS, readWindows } from './training-program.js';
import type { TrainingResult, TrainingRun, TrainOptions } from './training-run.js';
import { usableCheckpoint } from './usable-checkpoint.js';

/**
 * A piece of a run lasts about this long, if that is as many steps as the backend wants;
 * checkpoints lie about so far apart. The first piece is one step: who watches sees a loss at once.
 */
const PIECE_SECONDS = 0.5;
const CHECKPOINT_SECONDS = 10;

/** What is known of a run before its first update. */
export interface SetUp {
  readonly plan: EpochPlan;
  /** Of each seed: the windows of all minibatches, one behind the other. */
  readonly orders: readonly Int32Array[];
  readonly fingerprint: Checkpoint['run'];
  /** The number of values of each state. */
  readonly sizes: ReadonlyMap<string, number>;
}

/** A run on its way: the updates made, and what is kept of them. */
export class Training {
  private done = 0;
  private seconds = 0;
  private readonly end: number;
  private readonly history: LossHistory;
  private readonly callbacks: readonly TrainingCallback[];
  private readonly digests: DigestTaker | null;
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
    const { digestEvery } = options;
    const numbers = [...setUp.sizes.values()].reduce((sum, size) => sum + size, 0);
    this.digests =
      digestEvery === undefined
        ? null
        : new DigestTaker(digestEvery, run.numSteps, numbers, backend.precision);
  }

  async finish(): Promise<TrainingResult> {
    const { signal, checkpointSeconds = CHECKPOINT_SECONDS } = this.options;
    const leastSteps = this.backend.readBackSteps;
    await this.begin();
    await this.digests?.take(this.done, () => this.readStates());
    let pieceSteps = 1;
    let unsaved = 0;
    while (this.done < this.end) {
      if (isCalled(this.callbacks, this.done)) await this.callBack();
      const next = nextCall(this.callbacks, this.done, this.end);
      const steps = Math.min(pieceSteps, (this.digests?.next(this.done, next) ?? next) - this.done);
      const elapsed = await this.advance(steps);
      await this.digests?.take(this.done, () => this.readStates());
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
    this.digests?.restore(checkpoint.digests);
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

  private async readStates(): Promise<Record<string, Float64Array>> {
    const names = this.stateNames();
    const values = await readTensors(this.executable, names);
    return Object.fromEntries(names.map((name, i) => [name, values[i]]));
  }

  private async checkpoint(): Promise<Checkpoint> {
    return {
      configuration: this.options.checkpoint?.configuration ?? '',
      run: this.setUp.fingerprint,
      update: this.done,
      states: await this.readStates(),
      losses: this.history.losses,
      divergedAt: this.history.divergedAt,
      aux: [...this.aux],
      seconds: this.seconds,
      digests: this.digests?.taken,
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
      digests: checkpoint.digests,
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
