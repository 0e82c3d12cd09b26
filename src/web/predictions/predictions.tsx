/** Predictions of the runs that are shown, beside the reference of their data. */

import { useEffect, useState } from 'preact/hooks';
import { usePage } from '../state/page-model.js';
import { Comparison } from './comparison.js';
import { MOST_ROWS, PredictionModel } from './prediction-model.js';
import { Profiles } from './profiles.js';
import { TimeBar } from './time-bar.js';
import { TrajectoryFields } from './trajectory-fields.js';
import { Volume } from './volume.js';

export function Predictions() {
  const page = usePage();
  const [model] = useState(() => new PredictionModel(page));
  useEffect(() => model.start(), [model]);
  const groups = model.groups.value;
  if (groups.length === 0) return null;
  return (
    <section aria-labelledby="picture-heading" id="picture-section">
      <div class="prediction-head">
        <h2 id="picture-heading">Predictions</h2>
        <TrajectoryFields model={model} />
      </div>
      <TimeBar model={model} />
      <div id="comparison">
        {groups.map((group) => (
          <Comparison key={group.key} model={model} group={group} groups={groups} />
        ))}
      </div>
      <Pages model={model} />
      <Profiles model={model} />
      <Volume model={model} />
    </section>
  );
}

/** Which of the ticked runs are drawn, where these are too many. */
function Pages({ model }: { model: PredictionModel }) {
  const all = model.runs.value.length;
  if (all <= MOST_ROWS) return null;
  const count = model.drawn.value.length;
  const { first } = model;
  const turn = (pages: number) => {
    model.from.value = Math.max(0, first + pages * MOST_ROWS);
  };
  return (
    <p class="prediction-pages">
      <span>
        {count} of {all} ticked runs are drawn; {all - count} more
      </span>
      <button type="button" disabled={first === 0} onClick={() => turn(-1)}>
        Newer
      </button>
      <button type="button" disabled={first + count >= all} onClick={() => turn(1)}>
        Older
      </button>
    </p>
  );
}
