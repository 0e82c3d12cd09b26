/** The page's end of its worker. */

import { proxy, type Remote, transfer, wrap } from 'comlink';
import { startWorker } from '../platform/index.js';
import type { StudyEntry } from '../study/index.js';
import type { BenchChoice, BenchEvent, BenchOutcome } from './bench/bench-protocol.js';
import type {
  Compute,
  ComputeOptions,
  Finished,
  GivenFile,
  Outcome,
  PaintSource,
  PaintStates,
  Preview,
  RerunOutcome,
  SelfTestOutcome,
  StepsOf,
  TrainingEvent,
  TrajectoryChoice,
} from './protocol.js';

export class ComputeClient {
  private readonly worker: Worker;
  private readonly remote: Remote<Compute>;
  private begun: { readonly entry: string; readonly preview: Promise<Preview | null> } | null =
    null;

  /** `failed` is called if the worker can't be started. */
  constructor(failed: (message: string) => void) {
    this.worker = startWorker(new URL('./compute.js', import.meta.url));
    this.worker.addEventListener('error', ({ message }) => {
      failed(message || `${new URL('./compute.js', import.meta.url)} could not be loaded`);
    });
    this.remote = wrap<Compute>(this.worker);
  }

  /** Ends the worker and all that it does. What waits for an answer waits for ever. */
  close = () => this.worker.terminate();
  choices = () => this.remote.choices();
  machine = () => this.remote.machine();
  pause = () => this.remote.pause();
  goOn = () => this.remote.goOn();
  stop = () => this.remote.stop();
  check = (entry: StudyEntry, options: ComputeOptions) => this.remote.check(entry, options);
  measureSpeed = (options: ComputeOptions) => this.remote.measureSpeed(options);

  /** Begins what `preview` of the same entry will be. */
  beginPreview(entry: StudyEntry): void {
    const preview = this.remote.preview(entry);
    // Whoever asks for it hears of a failure.
    preview.catch(() => {});
    this.begun = { entry: JSON.stringify(entry), preview };
  }

  preview(entry: StudyEntry): Promise<Preview | null> {
    const { begun } = this;
    this.begun = null;
    if (begun?.entry === JSON.stringify(entry)) return begun.preview;
    return this.remote.preview(entry);
  }

  predict = (entry: StudyEntry, steps: StepsOf, choice: TrajectoryChoice) =>
    this.remote.predict(entry, steps, choice);
  stopPredicting = () => this.remote.stopPredicting();
  spectra = (fields: readonly Float32Array<ArrayBuffer>[], dims: number) =>
    this.remote.spectra(fields, dims);
  stored = (csv: string, vlim: string | null) => this.remote.stored(csv, vlim);

  train(
    entry: StudyEntry,
    options: ComputeOptions,
    watch: (event: TrainingEvent) => void,
    from: Uint8Array | null = null,
    save?: (checkpoint: Uint8Array<ArrayBuffer>) => Promise<void>,
  ): Promise<Outcome> {
    return this.remote.train(entry, options, proxy(watch), from, save && proxy(save));
  }

  keep = () => this.remote.keep();
  compare = (run: Finished, other: Finished) => this.remote.compare(run, other);
  exportRun = (result: Finished) => this.remote.exportRun(result);

  /** Hands the files over: the page has their bytes no more. */
  importRuns(files: readonly GivenFile[]) {
    const buffers = files.map(({ bytes }) => bytes.buffer);
    return this.remote.importRuns(transfer([...files], buffers));
  }

  stopRerun = () => this.remote.stopRerun();
  paintOpen = (source: PaintSource) => this.remote.paintOpen(source);
  paintSteps = (from: PaintStates, count: number) => this.remote.paintSteps(from, count);
  paintTestState = () => this.remote.paintTestState();
  paintSmooth = (values: Float32Array, modes: number) => this.remote.paintSmooth(values, modes);
  npy = (data: Float32Array, shape: readonly number[]) => this.remote.npy(data, [...shape]);

  /** Hands the files over: the page has their bytes no more. */
  verify(folder: string, files: readonly GivenFile[]) {
    const buffers = files.map(({ bytes }) => bytes.buffer);
    return this.remote.verify(folder, transfer([...files], buffers));
  }

  rerun(
    name: string,
    slices: boolean,
    watch: (update: number, total: number) => void,
  ): Promise<RerunOutcome> {
    return this.remote.rerun(name, slices, proxy(watch));
  }

  bench(choice: BenchChoice, watch: (event: BenchEvent) => void): Promise<BenchOutcome> {
    return this.remote.bench(choice, proxy(watch));
  }

  stopBench = () => this.remote.stopBench();

  selfTest(watch: (done: number, total: number) => void): Promise<SelfTestOutcome> {
    return this.remote.selfTest(proxy(watch));
  }

  stopSelfTest = () => this.remote.stopSelfTest();
}
