/** Sample data before training: the picture of a trajectory and its spectra. */

import { byId } from './elements.js';
import { FieldView } from './field-view.js';
import { LineChart } from './line-chart.js';
import type { Preview } from './protocol.js';

/** From the first to the last step. */
const COLOURS = ['#4269d0', '#efb118', '#ff725c'];

export class SampleDataView {
  private readonly picture = new FieldView(byId('data-picture'));
  private readonly spectrum = new LineChart(byId('spectrum'), {
    title: 'Amplitude spectrum',
    xLabel: 'wavenumber',
    log: true,
  });
  private readonly note = byId('data-note');

  say(text: string): void {
    this.note.textContent = text;
  }

  show({ picture, spectra, horizon }: Preview, limits: readonly [number, number]): void {
    const { steps } = picture;
    const cut = steps < horizon ? `, its first ${steps} of ${horizon} time steps` : '';
    this.say(`The first test trajectory of the reference solver${cut}.`);
    byId('data').hidden = false;
    this.picture.show([{ title: 'Reference', picture }], limits);
    this.spectrum.show(spectra.map((curve, i) => ({ ...curve, colour: COLOURS[i]! })));
  }
}
