/** How the page is laid out: the form in its own column, beside it what runs and what has run. */

import { type ReadonlySignal, useComputed } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { Curves } from './charts/curves.js';
import { CostView } from './data/cost-view.js';
import { SampleData } from './data/sample-data.js';
import { ExperimentForm } from './form/experiment-form.js';
import { later, Soon } from './later.js';
import { Masthead } from './masthead.js';
import { Paint } from './paint/paint.js';
import { PrintedExperiment } from './printed-experiment.js';
import { RunBar } from './runs/run-bar.js';
import { RunTable } from './runs/run-table.js';
import { SelfTest } from './selftest/self-test.js';
import { ShareMenu } from './share/share-menu.js';
import { usePage } from './state/page-model.js';
import { Verify } from './verify/verify.js';

const Predictions = later(async () => (await import('./predictions/predictions.js')).Predictions);

interface AppProps {
  /** Of the worker, without which nothing is computed any more. */
  readonly failure: ReadonlySignal<string | null>;
}

export function App({ failure }: AppProps) {
  const { machine, offline, runs } = usePage();
  // Drawn anew with the first run, and not with each.
  const hasRuns = useComputed(() => runs.all.value.length > 0).value;
  const work = useTurnToRuns();
  return (
    <>
      <SkipForm />
      <Masthead current="experiment" version={machine.version} offline={offline}>
        <ShareMenu />
      </Masthead>
      {failure.value !== null && (
        <p class="error" role="alert">
          {failure.value}. Reload the page to go on.
        </p>
      )}
      <main class="workbench">
        <section class="form-column" aria-label="Experiment">
          <ExperimentForm />
        </section>
        <div class="work" ref={work}>
          <PrintedExperiment />
          <RunBar />
          <section class="results" id="results" aria-label="Results" tabIndex={-1}>
            <Soon>
              <div class="folds">
                <SampleData open={!hasRuns} />
                <CostView open={!hasRuns} />
              </div>
              {hasRuns ? <Glance /> : <NoRuns />}
            </Soon>
            <Soon>
              <RunTable />
              <Paint />
              <Verify />
              <SelfTest />
            </Soon>
          </section>
        </div>
      </main>
    </>
  );
}

/** What fits on the first screen while a network trains. */
function Glance() {
  const { runs } = usePage();
  return (
    <div class="glance">
      {runs.shown.value.length === 0 && (
        <p class="empty">No run is shown. Tick one in the table of runs below.</p>
      )}
      <Curves />
      <Predictions />
    </div>
  );
}

function NoRuns() {
  if (usePage().form.shownError.value !== null) {
    return <p class="empty">Nothing has been trained yet. First the form has to be right.</p>;
  }
  return (
    <p class="empty">
      Nothing has been trained yet. Press <b>Train</b>: the loss, the error of the rollout and the
      prediction beside the reference appear here, and grow while the network trains.
    </p>
  );
}

/** A button: a link to a part of the page would put its address in place of the experiment's. */
function SkipForm() {
  return (
    <button type="button" class="skip" onClick={() => document.getElementById('results')?.focus()}>
      Skip the form
    </button>
  );
}

/** Who starts a run sees it, wherever he was: on a phone the form stands above, and is long. */
function useTurnToRuns() {
  const { started } = usePage();
  const work = useRef<HTMLDivElement>(null);
  const count = started.value;
  useEffect(() => {
    if (count === 0) return;
    work.current?.scrollIntoView({ block: 'start' });
    work.current?.querySelector('.results')?.scrollTo(0, 0);
  }, [count]);
  return work;
}
