/** Train, pause, go on, stop, and how far the current run is. */

import { useKeptFocus } from '../kept-focus.js';
import { seconds, threeDigits, whole } from '../number-format.js';
import { usePage } from '../state/page-model.js';
import type { Run } from './run.js';

export function RunBar() {
  const page = usePage();
  const { runs } = page;
  const run = runs.current.value;
  const isPaused = run?.status.value === 'paused';
  return (
    <div class="run-bar" ref={useKeptFocus()}>
      <button type="submit" form="experiment" class="primary" id="train">
        Train
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
    </div>
  );
}

function RunProgress({ run }: { run: Run }) {
  const { update, total, phase } = run.progress.value;
  const loss = run.lastLoss.value;
  const texts = [
    total > 0 && `${whole(update)} of ${whole(total)} updates`,
    !Number.isNaN(loss) && `loss ${threeDigits(loss)}`,
    run.status.value === 'running' && timeLeft(run),
  ];
  return (
    <>
      <progress id="progress" value={update} max={total || 1} aria-label="updates made" />
      <p class="status">
        <span id="status" role="status">
          {run.status.value === 'paused' ? 'paused' : phase || 'training'}
        </span>{' '}
        <span id="numbers">{texts.filter(Boolean).join(' · ')}</span>
      </p>
    </>
  );
}

function timeLeft({ pace, progress }: Run): string | false {
  const { update, total } = progress.value;
  const [first, last] = [pace[0], pace.at(-1)];
  if (first === undefined || last === undefined || last.update === first.update) return false;
  const left = ((last.seconds - first.seconds) / (last.update - first.update)) * (total - update);
  return update < total && `${seconds(left)} left`;
}
