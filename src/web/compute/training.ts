/** One training run as the page wants it: watched, paused, stopped, and its files in memory. */

import { sha256 } from '#platform';
import type { Backend } from '../../backends/index.js';
import { StoppedError } from '../../errors.js';
import {
  type Experiment,
  MemoryStore,
  readExperiment,
  runChecked,
  type StudyEntry,
} from '../../study/index.js';
import {
  commit,
  configurationOf,
  keyedIn,
  rawPath,
  recordPath,
  weightsPath,
} from '../../study/running/index.js';
import type {
  ComputeOptions,
  Finished,
  Outcome,
  TrainingEvent,
  TrajectoryChoice,
} from '../protocol.js';
import { readComputeOptions } from './compute-options.js';
import { downsample } from './downsample.js';
import { reportOf } from './error-report.js';
import { rolloutsOf, Snapshots } from './snapshots.js';
import { type Keeping, TrainingCheckpoints } from './training-checkpoints.js';

export class TrainingRun {
  private readonly stopper = new AbortController();
  /** Known once the experiment has been read. */
  private checkpoints: TrainingCheckpoints | null = null;
  private snapshots: Snapshots | null = null;
  private isPaused = false;

  constructor(
    private readonly entry: StudyEntry,
    private readonly options: ComputeOptions,
    /** For data and tests while the run is paused. */
    private readonly backend: Promise<Backend>,
    private readonly send: (event: TrainingEvent) => void | Promise<void>,
    private readonly keeping: Keeping,
  ) {}

  /** Holds the run up after the piece on which it works. */
  pause(): void {
    this.isPaused = true;
    this.checkpoints?.pause();
  }

  goOn(): void {
    this.isPaused = false;
    this.checkpoints?.goOn();
  }

  stop(): void {
    this.stopper.abort();
    this.goOn();
  }

  keep(): void {
    this.checkpoints?.keep();
  }

  /** The network as it was shown last. From now on this is the trajectory that is shown of it. */
  lookAt(choice: TrajectoryChoice) {
    if (this.snapshots === null) return null;
    this.snapshots.choice = choice;
    return this.snapshots.latest;
  }

  async run(): Promise<Outcome> {
    try {
      const experiment = await readExperiment(this.entry, readComputeOptions(this.options));
      return { kind: 'finished', result: await this.train(experiment) };
    } catch (error) {
      if (error instanceof StoppedError) return { kind: 'stopped' };
      return { kind: 'error', error: reportOf(error) };
    }
  }

  private async train(experiment: Experiment): Promise<Finished> {
    const { signal } = this.stopper;
    const snapshots = new Snapshots(experiment, await this.backend, signal, this.send);
    this.snapshots = snapshots;
    const every = experiment.scenarioObject.record_loss_every;
    const options = readComputeOptions(this.options);
    const configuration = configurationOf(experiment, options);
    const onNotice = (text: string) => void this.send({ kind: 'phase', text });
    const checkpoint = new TrainingCheckpoints(configuration, this.keeping, onNotice);
    this.checkpoints = checkpoint;
    if (this.isPaused) checkpoint.pause();
    onNotice('making the train data');
    const { raw, table } = await runChecked(experiment, {
      signal,
      onNotice,
      checkpoint,
      // After every piece: which of them are kept is decided there.
      checkpointSeconds: 0,
      onProgress: async ({ update, total, losses: last, recorded, readParams }) => {
        const curves = downsample({ losses: recorded, every });
        this.send({ kind: 'progress', update, total, last, ...curves });
        if (update < total) await snapshots.maybeTake(update, readParams);
        else onNotice('testing');
      },
    });
    const { name } = experiment;
    await snapshots.sendPictures(raw.numUpdates, raw.stepper);

    const store = new MemoryStore('page');
    const [keyed] = await keyedIn(store, [experiment], options);
    await commit(store, keyed!, { raw, table });
    const file = async (path: string) => (await store.read(path)) as Uint8Array<ArrayBuffer>;
    const weights = await file(weightsPath(name));
    const count = raw.updateSteps.length;
    const losses = raw.seeds.map((_, e) => raw.losses.data.slice(e * count, (e + 1) * count));
    const { backend, build, threads, trainSeconds, diverged } = raw.info;
    // Events come by another way than the result: behind this one, all of them have come.
    await this.send({ kind: 'phase', text: 'finished' });
    return {
      name,
      seeds: raw.seeds,
      ...downsample({ losses, every }),
      rollouts: rolloutsOf(raw.metrics),
      csv: new Blob([await file(rawPath(name))], { type: 'text/csv' }),
      weights,
      record: new TextDecoder().decode(await file(recordPath(name))),
      configuration,
      sha256: await sha256(weights),
      computedOn: placeInWords(backend, build, threads),
      trainSeconds,
      diverged,
    };
  }
}

/** Backend, build and threads. */
export const placeInWords = (backend: string, build: string, threads: number): string =>
  [backend, build, `${threads} ${threads === 1 ? 'thread' : 'threads'}`].join(', ');
