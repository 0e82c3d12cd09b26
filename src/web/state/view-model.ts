/** What of the results is looked at: the same in all that shows them. */

import { signal } from '@preact/signals';
import type { LossAxis } from '../charts/run-lines.js';
import type { TrajectoryChoice } from '../protocol.js';

export type Point = readonly [x: number, y: number, z: number];

export class ViewModel {
  /** The metric of the error rollout; the first that a run has, where that has none of this name. */
  readonly metric = signal('mean_nRMSE');
  readonly lossAxis = signal<LossAxis>('updates');
  /** Of the losses: how far it reaches, as a part of the curve; 0 for none. */
  readonly smoothing = signal(0);
  readonly channel = signal(0);
  /**
   * The time step of pictures, profiles and spectra, or the last one of what is shorter. At first one
   * at which emulators may be told apart.
   */
  readonly time = signal(10);
  readonly trajectory = signal<TrajectoryChoice>({ set: 'test', number: 0 });
  /** The place at which values are told, and through which profiles and slices go: parts of the domain. */
  readonly point = signal<Point>([0.5, 0.5, 0.5]);
}
