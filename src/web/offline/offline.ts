/**
 * The page's end of its service worker: offline use, isolation where the server sends no headers,
 * and newer versions, which are offered and never forced.
 *
 * A page that is not isolated reloads itself at most once: when the service worker has taken its
 * place, if nothing was done or begun yet, and never a page that was itself reloaded. What was begun
 * before that goes on with one thread; the next load has all of them.
 */

import { type ReadonlySignal, signal } from '@preact/signals';
import { TAKE_OVER } from './take-over.js';

/** What a reload would bring: a newer version, or threads; `one thread`: nothing brings threads. */
export type Standing = 'as it should be' | 'new version' | 'threads' | 'one thread';

export class Offline {
  readonly standing = signal<Standing>('as it should be');
  private registration: ServiceWorkerRegistration | undefined;

  /**
   * `isBusy`: whether the page does what a reload would end; `isUntouched`: whether nothing was asked
   * of it yet, by its user or by its address, so that nobody has seen what a reload would take away.
   */
  constructor(
    readonly isBusy: ReadonlySignal<boolean>,
    private readonly isUntouched: () => boolean,
  ) {}

  async start(): Promise<void> {
    try {
      // Undefined where a browser has none, as in some private windows.
      this.registration = await navigator.serviceWorker?.register('sw.js', {
        updateViaCache: 'none',
      });
    } catch {
      // A browser may refuse it.
    }
    const { registration } = this;
    if (registration !== undefined) this.watchVersions(registration);
    if (!crossOriginIsolated) this.seekIsolation(registration);
  }

  /** Loads the page anew, in the newer version where one is there. */
  reload(): void {
    const waiting = this.registration?.waiting;
    if (waiting == null) {
      location.reload();
    } else {
      whenIn(waiting, 'activated', () => location.reload());
      waiting.postMessage(TAKE_OVER);
    }
  }

  private watchVersions(registration: ServiceWorkerRegistration): void {
    const offer = () => {
      this.standing.value = 'new version';
    };
    if (registration.waiting !== null) offer();
    registration.addEventListener('updatefound', () => {
      const { installing, active } = registration;
      if (installing !== null && active !== null) whenIn(installing, 'installed', offer);
    });
    // Another page has switched to it.
    navigator.serviceWorker.addEventListener('controllerchange', offer);
  }

  private seekIsolation(registration: ServiceWorkerRegistration | undefined): void {
    // A newer version is more than threads, and may bring them.
    const say = (standing: Standing) => {
      if (this.standing.peek() !== 'new version') this.standing.value = standing;
    };
    const worker = registration?.installing ?? registration?.waiting ?? registration?.active;
    // What it controls has its headers already.
    if (worker == null || navigator.serviceWorker.controller !== null) {
      say('one thread');
      return;
    }
    whenIn(worker, 'redundant', () => say('one thread'));
    whenIn(worker, 'activated', () => {
      const isUntouched = !navigator.userActivation?.hasBeenActive && this.isUntouched();
      if (isUntouched && !this.isBusy.peek() && !wasReloaded()) location.reload();
      else say('threads');
    });
  }
}

/** Calls back once a service worker is in a state, now or later. */
function whenIn(worker: ServiceWorker, state: ServiceWorkerState, then: () => void): void {
  const look = () => {
    if (worker.state === state) then();
  };
  worker.addEventListener('statechange', look);
  look();
}

function wasReloaded(): boolean {
  const [entry] = performance.getEntriesByType('navigation');
  return (entry as PerformanceNavigationTiming | undefined)?.type === 'reload';
}
