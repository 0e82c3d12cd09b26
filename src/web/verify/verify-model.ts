/** A folder of results that was chosen or dropped: which are whole, and what came of making some again. */

import { signal } from '@preact/signals';
import type { Rerun, Verification } from '../../study/index.js';
import type { ComputeClient } from '../compute-client.js';
import { whole } from '../number-format.js';
import type { GivenFolder } from './dropped-files.js';

export interface Outcome {
  readonly text: string;
  /** None where it was stopped or failed. */
  readonly verdict?: Rerun['verdict'];
}

export class VerifyModel {
  /** How far the check is, or what came of it. */
  readonly status = signal('');
  readonly verification = signal<Verification | null>(null);
  /** The result that is made again, and how far that is. */
  readonly atWork = signal<{ readonly name: string; readonly progress: string } | null>(null);
  /** Of results that were made again, by name. */
  readonly outcomes = signal<ReadonlyMap<string, Outcome>>(new Map());
  private folders = 0;

  constructor(private readonly client: ComputeClient) {}

  async take(coming: Promise<GivenFolder>): Promise<void> {
    const number = ++this.folders;
    this.verification.value = null;
    this.outcomes.value = new Map();
    this.atWork.value = null;
    this.status.value = 'reading the folder';
    try {
      const { name, files } = await coming;
      if (number !== this.folders) return;
      this.status.value = `checking ${whole(files.length)} files`;
      const verdict = await this.client.verify(name, files);
      if (number !== this.folders) return;
      if ('error' in verdict) this.status.value = verdict.error.message;
      else {
        this.verification.value = verdict.verification;
        this.status.value = summaryOf(name, verdict.verification);
      }
    } catch (error) {
      if (number === this.folders) this.status.value = (error as Error).message;
    }
  }

  /** Makes a result again, or parts of its training. */
  async rerun(name: string, slices: boolean): Promise<void> {
    const number = this.folders;
    this.atWork.value = { name, progress: 'at work' };
    this.setOutcome(name, null);
    const made = await this.client
      .rerun(name, slices, (update, total) => {
        if (number !== this.folders || this.atWork.peek() === null) return;
        this.atWork.value = { name, progress: `${whole(update)} of ${whole(total)} updates` };
      })
      .catch((error: Error) => ({ error: { key: null, message: error.message } }));
    if (number !== this.folders) return;
    this.atWork.value = null;
    if ('error' in made) this.setOutcome(name, { text: made.error.message });
    else if (made.rerun === null) this.setOutcome(name, { text: 'stopped' });
    else this.setOutcome(name, { text: rerunText(made.rerun), verdict: made.rerun.verdict });
  }

  stop(): void {
    void this.client.stopRerun();
  }

  private setOutcome(name: string, outcome: Outcome | null): void {
    const outcomes = new Map(this.outcomes.peek());
    if (outcome === null) outcomes.delete(name);
    else outcomes.set(name, outcome);
    this.outcomes.value = outcomes;
  }
}

function summaryOf(folder: string, { agrees, results }: Verification): string {
  const count = results.filter(({ verdict }) => verdict === 'whole').length;
  const outcome = agrees ? 'nothing is damaged' : 'not all is as it was written';
  return `${folder}: ${count} of ${results.length} results whole; ${outcome}`;
}

function rerunText({ verdict, why, slices }: Rerun): string {
  const parts = slices?.map(({ from, until }) => `${from}–${until}`).join(', ');
  const what = parts ? `updates ${parts}` : 'all of it';
  if (verdict === 'agrees') return `agrees to the bit: ${what}`;
  return verdict === 'differs' ? `DIFFERS ${why}` : `not comparable: ${why}`;
}
