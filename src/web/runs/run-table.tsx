/** The runs, a row each. */

import { metricName } from '../charts/chart-options.js';
import { rolloutOf } from '../charts/run-lines.js';
import { download } from '../download.js';
import { seconds, threeDigits } from '../number-format.js';
import { usePage } from '../state/page-model.js';
import { medians, type Run } from './run.js';

/** Steps of the rollout whose error is told. */
const STEPS = [1, 10, 100];

export function RunTable() {
  const { runs, view } = usePage();
  const name = metricName(view.metric.value);
  return (
    <section aria-label="Runs">
      <table id="runs">
        <thead>
          <tr>
            <th>Run</th>
            <th>Status</th>
            <th>Loss</th>
            {STEPS.map((step) => (
              <th key={step}>
                {name} {step}
              </th>
            ))}
            <th>Time</th>
            <th>On</th>
            <th>Files</th>
          </tr>
        </thead>
        <tbody>
          {runs.all.value.map((run) => (
            <Row key={run.id} run={run} metric={view.metric.value} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Row({ run, metric }: { run: Run; metric: string }) {
  const errors = medians(rolloutOf(run, metric)?.errors ?? []);
  const result = run.result.value;
  return (
    <tr data-run={run.number} data-status={run.status}>
      <td>
        <label>
          <input
            type="checkbox"
            checked={run.isShown.value}
            onChange={() => {
              run.isShown.value = !run.isShown.peek();
            }}
          />
          <span class="swatch" aria-hidden="true" style={{ background: run.colour }} /> {run.number}
          : {run.name}
        </label>
        {run.error.value !== null && <pre class="error">{run.error.value.message}</pre>}
      </td>
      <td>{run.status}</td>
      <td>{threeDigits(run.lastLoss.value)}</td>
      {STEPS.map((step) => (
        <td key={step}>{step <= errors.length ? threeDigits(errors[step - 1]!) : '–'}</td>
      ))}
      <td>{result === null ? '–' : seconds(result.trainSeconds)}</td>
      <td>{result?.computedOn ?? '–'}</td>
      <td>
        {result !== null && (
          <button
            type="button"
            aria-label={`download the CSV of run ${run.number}`}
            onClick={() => download(`${result.name}.csv`, result.csv, 'text/csv')}
          >
            CSV
          </button>
        )}
      </td>
    </tr>
  );
}
