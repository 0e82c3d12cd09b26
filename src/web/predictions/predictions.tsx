/** Predictions of the runs that are shown, beside the reference. */

import { Hosted } from '../hosted.js';
import { usePage } from '../state/page-model.js';
import { FieldView } from './field-view.js';

export function Predictions() {
  const { runs } = usePage();
  const run = runs.shown.value.filter(({ pictures }) => pictures.value !== null).at(-1);
  const pictures = run?.pictures.value;
  if (run === undefined || pictures === null || pictures === undefined) return null;
  const { reference, prediction, difference } = pictures.of;
  const panels = [
    { title: 'Reference', picture: reference },
    { title: 'Prediction', picture: prediction },
    { title: 'Difference', picture: difference },
  ];
  return (
    <section aria-labelledby="picture-heading" id="picture-section">
      <h2 id="picture-heading">Prediction against reference</h2>
      <p class="note">
        Run {run.number}, after {pictures.update} updates
      </p>
      <Hosted
        id="comparison"
        make={(host) => new FieldView(host)}
        content={panels}
        show={(fields, content) => fields.show(content, run.basis.vlim)}
      />
    </section>
  );
}
