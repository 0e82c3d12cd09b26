/**
 * The runs that the browser keeps, for this page and for other tabs of it. Where it keeps none, or no
 * longer, the page goes on without: `notice` says so, and nothing here throws.
 */

import { signal } from '@preact/signals';
import { hasEnded, type Run } from '../run.js';
import { type KeptRun, keptOf } from './kept-run.js';
import { atOnce, openRunDatabase, type RunDatabase, whyNotKept } from './run-database.js';

/** The page does not wait longer than this for what is kept. */
const PATIENCE_MS = 2000;

export class KeptRuns {
  /** Why runs are not kept, if that is so. */
  readonly notice = signal<string | null>(null);
  private database: RunDatabase | null = null;
  /** What other tabs have changed, and what they are told: the id of a run. */
  private readonly channel = new BroadcastChannel('apebench runs');

  constructor(onChange: (id: string) => void) {
    this.channel.addEventListener('message', ({ data }) => onChange(String(data)));
  }

  /**
   * Opens what is kept and hands it to `take`, then or later: it is settled at the latest when nothing
   * can be had before another tab is closed.
   */
  open(take: (runs: readonly KeptRun[]) => Promise<void>): Promise<void> {
    const opened = openRunDatabase({
      onBlocked: () => {
        this.notice.value = 'another tab holds them for an older version of this page: close it';
      },
      onLost: (why) => {
        this.database = null;
        this.notice.value = why;
      },
    }).then(
      async (database) => {
        this.database = database;
        this.notice.value = null;
        await take((await this.ask((db) => db.getAll('runs'))) ?? []);
      },
      (error) => {
        this.notice.value = whyNotKept(error);
      },
    );
    const patience = new Promise<void>((resolve) => setTimeout(resolve, PATIENCE_MS));
    return Promise.race([opened, patience]);
  }

  read = (id: string) => this.ask((db) => db.get('runs', id));
  checkpointOf = (id: string) => this.ask((db) => db.get('checkpoints', id));

  /** Keeps a run as it is now; one that has ended without its checkpoint. */
  async save(run: Run): Promise<void> {
    const isEnd = hasEnded(run.status.peek());
    await this.write(run, (db) =>
      atOnce(db, (runs, checkpoints) => [
        runs.put(keptOf(run), run.id),
        ...(isEnd ? [checkpoints.delete(run.id)] : []),
      ]),
    );
  }

  /** Keeps what a run has come to together with the checkpoint from which it goes on there. */
  async saveCheckpoint(run: Run, checkpoint: Uint8Array<ArrayBuffer>): Promise<void> {
    await this.write(run, (db) =>
      atOnce(db, (runs, checkpoints) => [
        runs.put(keptOf(run), run.id),
        checkpoints.put(checkpoint, run.id),
      ]),
    );
  }

  /** Keeps what a row changes of a run, and only this: another tab may be training it. */
  async change(run: Run): Promise<void> {
    const { id } = run;
    const change = {
      name: run.name.peek(),
      isShown: run.isShown.peek(),
      turn: run.turn.peek(),
    };
    const isChanged = await this.ask(async (db) => {
      const transaction = db.transaction('runs', 'readwrite');
      const kept = await transaction.store.get(id);
      const isNew =
        kept !== undefined &&
        (kept.name !== change.name || kept.isShown !== change.isShown || kept.turn !== change.turn);
      if (isNew) await transaction.store.put({ ...kept, ...change }, id);
      await transaction.done;
      return isNew;
    });
    if (isChanged) this.tell(id);
  }

  async remove(id: string): Promise<void> {
    await this.ask((db) =>
      atOnce(db, (runs, checkpoints) => [runs.delete(id), checkpoints.delete(id)]),
    );
    this.tell(id);
  }

  private tell(id: string): void {
    this.channel.postMessage(id);
  }

  private async write(run: Run, work: (db: RunDatabase) => Promise<unknown>): Promise<void> {
    const isWritten = await this.ask((db) => work(db).then(() => true));
    if (isWritten !== true) return;
    // As after room was made in a storage that was full.
    this.notice.value = null;
    this.tell(run.id);
  }

  /** What the database answers; undefined where there is none, or it fails. */
  private async ask<T>(work: (db: RunDatabase) => Promise<T>): Promise<T | undefined> {
    const { database } = this;
    if (database === null) return undefined;
    try {
      return await work(database);
    } catch (error) {
      if (this.database === database) this.notice.value = whyNotKept(error);
      return undefined;
    }
  }
}
