/** Train, pause, go on, stop, how far the current run is, and which wait for it. */

import { RunSwatch } from '../charts/run-swatch.js';
import { useKeptFocus } from '../kept-focus.js';
import { seconds, threeDigits, whole } from '../number-format.js';
import { usePage } from '../state/page-model.js';
import type { Pace, Run } from './run.js';

/** What the training took lately is how fast it is now. */
const RECENT_SECONDS = 10;

export function RunBar() {
  const page = usePage();
  const { runs } = page;
  const run = runs.current.value;
  const isPaused = run?.status.value === 'paused';
  return (
    <div class="run-bar" ref={useKeptFocus()}>
      <button type="submit" form="experiment" class="primary" id="train">
        {run === null ? 'Train' : 'Add to queue'}
      </button>
      <button
        type="button"
        id="pause"
        disabled={run === null}
        onClick={() => (isPaused ? runs.goOn() : runs.pause())}
      >
        {isPaused ? 'Go on' : 'Pause'}
      </button>
      <button type="button" id="stop" disabled={run === null} onClick={() => runs.stop()}>
        Stop
      </button>
      {run !== null && <RunProgress run={run} />}
      <Queue />
    </div>
  );
}

function RunProgress({ run }: { run: Run }) {
  const { update, total, phase } = run.progress.value;
  const loss = run.lastLoss.value;
  const isPaused = run.status.value === 'paused';
  const texts = [
    total > 0 && `${whole(update)} of ${whole(total)} updates`,
    !Number.isNaN(loss) && `loss ${threeDigits(loss)}`,
    !isPaused && timeLeft(run),
  ];
  const paused = `paused${update > 0 ? ` at update ${whole(update)}` : ''}`;
  return (
    <>
      <progress id="progress" value={update} max={total || 1} aria-label="updates made" />
      <p class="status">
        <span id="status" role="status">
          run {run.number} {isPaused ? paused : `· ${phase || 'training'}`}
        </span>{' '}
        <span id="numbers">{texts.filter(Boolean).join(' · ')}</span>
      </p>
    </>
  );
}

function timeLeft({ pace, progress }: Run): string | false {
  const { update, total } = progress.value;
  const last = pace.at(-1);
  const first = last && recent(pace, last);
  if (first === undefined || last.update === first.update || update >= total) return false;
  const left = ((last.seconds - first.seconds) / (last.update - first.update)) * (total - update);
  return `${seconds(left)} left`;
}

const recent = (pace: readonly Pace[], last: Pace): Pace | undefined =>
  pace.find((one) => one.seconds >= last.seconds - RECENT_SECONDS);

/** Those that wait: which is next, and next but one. */
function Queue() {
  const { runs } = usePage();
  const queue = runs.queue.value;
  if (queue.length === 0) return null;
  return (
    <ol id="queue" class="queue" aria-label="Runs that wait">
      {queue.map((run, i) => (
        <li key={run.id}>
          <RunSwatch run={run} /> run {run.number}
          <button
            type="button"
            class="quiet"
            aria-label={`run ${run.number} sooner`}
            disabled={i === 0}
            onClick={() => runs.move(run, -1)}
          >
            ↑
          </button>
          <button
            type="button"
            class="quiet"
            aria-label={`run ${run.number} later`}
            disabled={i === queue.length - 1}
            onClick={() => runs.move(run, 1)}
          >
            ↓
          </button>
          <button
            type="button"
            class="quiet"
            aria-label={`take run ${run.number} out of the queue`}
            onClick={() => runs.delete(run)}
          >
            ✕
          </button>
        </li>
      ))}
    </ol>
  );
}
