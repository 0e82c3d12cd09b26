/** Results of a folder that is chosen or dropped: which are whole, and some of them made again. */

import type { CheckedFile, CheckedResult, Rerun, Verification } from '../../study/index.js';
import type { ComputeClient } from '../compute-client.js';
import { button, byId, element } from '../elements.js';
import { whole } from '../number-format.js';
import { chosenFolder, droppedFolder, type GivenFolder } from './dropped-files.js';

export class VerifyView {
  private readonly section = byId('verify');
  private readonly input = byId<HTMLInputElement>('verify-folder');
  private readonly status = byId('verify-status');
  private readonly list = byId('verify-list');
  private folders = 0;

  constructor(private readonly client: ComputeClient) {
    this.input.addEventListener('change', () => void this.take(chosenFolder(this.input)));
    // A file that is dropped elsewhere would replace the page.
    this.section.addEventListener('dragover', (event) => event.preventDefault());
    this.section.addEventListener('drop', (event) => {
      event.preventDefault();
      if (event.dataTransfer !== null) void this.take(droppedFolder(event.dataTransfer));
    });
  }

  private async take(coming: Promise<GivenFolder>): Promise<void> {
    const number = ++this.folders;
    this.list.replaceChildren();
    this.status.textContent = 'reading the folder';
    try {
      const { name, files } = await coming;
      this.status.textContent = `checking ${whole(files.length)} files`;
      const verdict = await this.client.verify(name, files);
      if (number !== this.folders) return;
      if ('error' in verdict) this.status.textContent = verdict.error.message;
      else this.show(name, verdict.verification);
    } catch (error) {
      if (number === this.folders) this.status.textContent = (error as Error).message;
    }
  }

  private show(folder: string, { agrees, results, files }: Verification): void {
    const count = results.filter(({ verdict }) => verdict === 'whole').length;
    const outcome = agrees ? 'nothing is damaged' : 'not all is as it was written';
    this.status.textContent = `${folder}: ${count} of ${results.length} results whole; ${outcome}`;
    this.list.replaceChildren(
      ...results.map((result) => this.resultItem(result)),
      ...files.filter(({ verdict }) => verdict !== 'whole').map(fileItem),
    );
  }

  private resultItem({ name, verdict, why, record }: CheckedResult): HTMLElement {
    const item = element('li', { 'data-verdict': verdict }, ...verdictText(verdict, name, why));
    if (record === null) return item;
    const actions = element('div', { class: 'run-actions' });
    const outcome = element('span', { role: 'status' });
    const add = (label: string, slices: boolean) =>
      actions.append(
        button(label, () => void this.rerun(item, outcome, name, slices), {
          'aria-label': `${label}: ${name}`,
        }),
      );
    add('Make again', false);
    if (Object.keys(record.files).some((path) => path.endsWith('.digests'))) {
      add('Make parts again', true);
    }
    actions.append(outcome);
    item.append(actions);
    return item;
  }

  /** Makes a result again; meanwhile its buttons are one that stops it. */
  private async rerun(
    item: HTMLElement,
    outcome: HTMLElement,
    name: string,
    slices: boolean,
  ): Promise<void> {
    const buttons = [...this.list.querySelectorAll('button')];
    for (const one of buttons) one.disabled = true;
    const stop = button('Stop', () => void this.client.stopRerun());
    outcome.before(stop);
    stop.focus();
    outcome.textContent = 'at work';
    const made = await this.client
      .rerun(name, slices, (update, total) => {
        outcome.textContent = `${whole(update)} of ${whole(total)} updates`;
      })
      .catch((error: Error) => ({ error: { key: null, message: error.message } }));
    stop.remove();
    for (const one of buttons) one.disabled = false;
    if ('error' in made) outcome.textContent = made.error.message;
    else if (made.rerun === null) outcome.textContent = 'stopped';
    else {
      outcome.textContent = rerunText(made.rerun);
      item.setAttribute('data-rerun', made.rerun.verdict);
    }
  }
}

const verdictText = (verdict: string, name: string, why: string | null): Node[] => [
  element('strong', {}, verdict),
  element('span', { class: 'verified-name' }, name),
  ...(why === null ? [] : [element('span', { class: 'note' }, why)]),
];

const fileItem = ({ path, verdict, why }: CheckedFile): HTMLElement =>
  element('li', { 'data-verdict': verdict }, ...verdictText(verdict, path, why));

function rerunText({ verdict, why, slices }: Rerun): string {
  const parts = slices?.map(({ from, until }) => `${from}–${until}`).join(', ');
  const what = parts ? `updates ${parts}` : 'all of it';
  if (verdict === 'agrees') return `agrees to the bit: ${what}`;
  return verdict === 'differs' ? `DIFFERS ${why}` : `not comparable: ${why}`;
}
