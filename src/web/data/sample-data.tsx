/** Sample data before training: the picture of a trajectory and its spectra. */

import { LineChart } from '../charts/line-chart.js';
import { Folded } from '../folded.js';
import { Hosted } from '../hosted.js';
import { FieldView } from '../predictions/field-view.js';
import { usePage } from '../state/page-model.js';

/** From the first to the last step. */
const COLOURS = ['#4269d0', '#efb118', '#ff725c'];

export function SampleData({ open }: { open: boolean }) {
  const { form } = usePage();
  const preview = form.preview.value;
  const { scenario } = form.state.value;
  const checked = form.checked.value;
  const limits = checked !== null && 'vlim' in checked ? checked.vlim : ([-1, 1] as const);
  return (
    <Folded id="data" title="Data" aside={form.previewNote.value || scenario} open={open}>
      <p class="note" id="data-note">
        {form.previewNote}
      </p>
      {preview !== null && (
        <div class="beside">
          <Hosted
            id="data-picture"
            make={(host) => new FieldView(host)}
            content={[{ title: 'Reference', picture: preview.picture }]}
            show={(fields, panels) => fields.show(panels, limits)}
          />
          <Hosted
            id="spectrum"
            make={(host) =>
              new LineChart(host, { title: 'Amplitude spectrum', xLabel: 'wavenumber', log: true })
            }
            content={preview.spectra.map((curve, i) => ({ ...curve, colour: COLOURS[i]! }))}
            show={(chart, lines) => chart.show(lines)}
          />
        </div>
      )}
    </Folded>
  );
}
