/** A folder of results that the page was given: whether it is whole, and results of it made again. */

import { StoppedError } from '../../errors.js';
import { MemoryStore, type Rerun, verifyStore } from '../../study/index.js';
import { knownRecord, recordPath } from '../../study/running/index.js';
import type { FolderVerdict, GivenFile, RerunOutcome } from '../protocol.js';
import { reportOf } from './error-report.js';

export class FolderCheck {
  private readonly store: MemoryStore;
  private stopper = new AbortController();

  constructor(name: string) {
    this.store = new MemoryStore(name);
  }

  async verify(files: readonly GivenFile[]): Promise<FolderVerdict> {
    for (const { path, bytes } of files) await this.store.write(path, bytes);
    try {
      return { verification: await verifyStore(this.store) };
    } catch (error) {
      return { error: reportOf(error) };
    }
  }

  /** Makes a whole result again, or parts of its training. */
  async rerun(
    name: string,
    slices: boolean,
    onUpdate: (update: number, total: number) => void,
  ): Promise<RerunOutcome> {
    try {
      const { reruns } = await verifyStore(await this.onlyOf(name), {
        rerun: [name],
        slices,
        signal: this.stopper.signal,
        onEvent: (event) => {
          if (event.kind === 'progress') onUpdate(event.progress.update, event.progress.total);
        },
      });
      return { rerun: reruns[0] as Rerun };
    } catch (error) {
      if (error instanceof StoppedError) return { rerun: null };
      return { error: reportOf(error) };
    }
  }

  /** Ends what is made again. */
  stop(): void {
    this.stopper.abort();
    this.stopper = new AbortController();
  }

  /** The files of one result: of the others nothing need be looked at again. */
  private async onlyOf(name: string): Promise<MemoryStore> {
    const only = new MemoryStore(this.store.root);
    const record = await knownRecord(this.store, name);
    for (const path of [recordPath(name), ...Object.keys(record?.files ?? {})]) {
      const bytes = await this.store.read(path);
      if (bytes !== undefined) await only.write(path, bytes);
    }
    return only;
  }
}
