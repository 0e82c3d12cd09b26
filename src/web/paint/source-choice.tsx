/** Which network steps the painted state. */

import { usePage } from '../state/page-model.js';
import { FORM } from './paint-model.js';

export function SourceChoice() {
  const { paint } = usePage();
  const runs = paint.finishedRuns.value;
  return (
    <p class="paint-source">
      <label for="paint-source">Stepped by</label>{' '}
      <select
        id="paint-source"
        value={paint.run.value?.id ?? FORM}
        onChange={(event) => {
          paint.choice.value = event.currentTarget.value;
        }}
      >
        {runs.map((run) => (
          <option key={run.id} value={run.id}>
            {run.number}: {run.name}
          </option>
        ))}
        <option value={FORM}>the reference solver of the form alone</option>
      </select>
    </p>
  );
}
