/** What of the results is looked at: the same in all that shows them. */

import { signal } from '@preact/signals';
import type { LossAxis } from '../charts/run-lines.js';

export class ViewModel {
  /** The metric of the error rollout; the first that a run has, where that has none of this name. */
  readonly metric = signal('mean_nRMSE');
  readonly lossAxis = signal<LossAxis>('updates');
  /** Of the losses: how far it reaches, as a part of the curve; 0 for none. */
  readonly smoothing = signal(0);
  readonly channel = signal(0);
  /** The time step of pictures, profiles and spectra. */
  readonly time = signal(0);
}
