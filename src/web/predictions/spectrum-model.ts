/** The spectra of fields, made by the worker: the latest that are wanted, one request at a time. */

import { signal } from '@preact/signals';
import type { Line } from '../charts/line-chart.js';
import type { ComputeClient } from '../compute-client.js';

interface Wanted extends Pick<Line, 'label' | 'tag' | 'colour' | 'dash'> {
  readonly field: Float32Array<ArrayBuffer>;
  readonly dims: number;
}

export class SpectrumModel {
  /** Amplitudes by wavenumber. */
  readonly lines = signal<readonly Line[]>([]);
  private wanted: readonly Wanted[] | null = null;
  private isBusy = false;

  constructor(private readonly client: ComputeClient) {}

  want(fields: readonly Wanted[]): void {
    this.wanted = fields;
    if (!this.isBusy) void this.work();
  }

  private async work(): Promise<void> {
    this.isBusy = true;
    while (this.wanted !== null) {
      const fields = this.wanted;
      this.wanted = null;
      this.lines.value = await Promise.all(
        fields.map(async ({ field, dims, ...line }) => {
          const [y = new Float64Array()] = await this.client.spectra([field], dims);
          return { ...line, x: [...y.keys()], y };
        }),
      );
    }
    this.isBusy = false;
  }
}
