/** Train, pause, go on, stop: the buttons, the progress bar and what is said beside it. */

import { byId } from './elements.js';
import { seconds, threeDigits, whole } from './number-format.js';
import type { Run } from './runs.js';

export class TrainingControl {
  private readonly train = byId<HTMLButtonElement>('train');
  private readonly pause = byId<HTMLButtonElement>('pause');
  private readonly stop = byId<HTMLButtonElement>('stop');
  private readonly bar = byId<HTMLProgressElement>('progress');
  private readonly status = byId('status');
  private readonly numbers = byId('numbers');
  /** Since when and from which update the speed is measured. */
  private since: { ms: number; update: number } | null = null;

  constructor(handlers: { pause: () => void; goOn: () => void; stop: () => void }) {
    this.pause.addEventListener('click', () => {
      const isPaused = this.pause.textContent === 'Go on';
      this.pause.textContent = isPaused ? 'Pause' : 'Go on';
      this.since = null;
      if (isPaused) handlers.goOn();
      else handlers.pause();
    });
    this.stop.addEventListener('click', handlers.stop);
  }

  /** Something can be trained from now on. */
  ready(): void {
    this.train.disabled = false;
    this.say('');
  }

  say(text: string): void {
    if (this.status.textContent !== text) this.status.textContent = text;
  }

  begin(): void {
    this.train.disabled = true;
    this.pause.disabled = false;
    this.stop.disabled = false;
    this.pause.textContent = 'Pause';
    this.since = null;
    this.bar.value = 0;
    this.numbers.textContent = '';
    this.pause.focus({ preventScroll: true });
  }

  show({ update, total, lastLoss, status }: Run): void {
    if (total === 0) return;
    this.bar.max = total;
    this.bar.value = update;
    const now = performance.now();
    this.since ??= { ms: now, update };
    const done = update - this.since.update;
    const left = ((now - this.since.ms) / 1000 / done) * (total - update);
    const parts = [`${whole(update)} of ${whole(total)} updates`];
    if (!Number.isNaN(lastLoss)) parts.push(`loss ${threeDigits(lastLoss)}`);
    if (status === 'running' && done > 0 && update < total) parts.push(`${seconds(left)} left`);
    this.numbers.textContent = parts.join(' · ');
  }

  end(text: string): void {
    const hadFocus = [this.pause, this.stop].some((one) => one === document.activeElement);
    this.train.disabled = false;
    this.pause.disabled = true;
    this.stop.disabled = true;
    this.pause.textContent = 'Pause';
    this.say(text);
    if (hadFocus) this.train.focus({ preventScroll: true });
  }
}
