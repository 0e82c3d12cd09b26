/** How the page is laid out: the form in its own column, beside it what runs and what has run. */

import { Curves } from './charts/curves.js';
import { CostView } from './data/cost-view.js';
import { SampleData } from './data/sample-data.js';
import { ExperimentForm } from './form/experiment-form.js';
import { Masthead } from './masthead.js';
import { Paint } from './paint/paint.js';
import { Predictions } from './predictions/predictions.js';
import { RunBar } from './runs/run-bar.js';
import { RunTable } from './runs/run-table.js';
import { usePage } from './state/page-model.js';
import { Verify } from './verify/verify.js';

export function App() {
  const { runs } = usePage();
  const hasRuns = runs.all.value.length > 0;
  return (
    <>
      <Masthead current="experiment" />
      <main class="workbench">
        <div class="form-column">
          <ExperimentForm />
        </div>
        <div class="results">
          <RunBar />
          {hasRuns && (
            <>
              <Curves />
              <Predictions />
            </>
          )}
          <RunTable />
          <SampleData open={!hasRuns} />
          <CostView open={!hasRuns} />
          <Paint />
          <Verify />
        </div>
      </main>
    </>
  );
}
