/** Train, pause, go on, stop, and how far the run is. */

import { useLayoutEffect, useRef } from 'preact/hooks';
import { threeDigits, whole } from '../number-format.js';
import type { Run } from '../runs/run.js';
import type { ElementModel } from './element-model.js';

export function RunButtons({ model }: { model: ElementModel }) {
  const run = model.run.value;
  const isTraining = model.isTraining.value;
  const isPaused = run?.status.value === 'paused';
  const box = useRef<HTMLDivElement>(null);
  const root = box.current?.getRootNode();
  const active = root instanceof ShadowRoot ? root.activeElement : null;
  // A button that goes hands its focus to one that comes.
  useLayoutEffect(() => {
    if (!(active instanceof HTMLElement) || !active.hidden) return;
    box.current!.querySelector<HTMLElement>('button:not([hidden])')!.focus({ preventScroll: true });
  });
  return (
    <div class="embedded-buttons" ref={box}>
      <button type="submit" class="primary" hidden={isTraining}>
        {run === null ? 'Train' : 'Train again'}
      </button>
      <button
        type="button"
        hidden={run === null || !isTraining}
        onClick={() => (isPaused ? model.goOn() : model.pause())}
      >
        {isPaused ? 'Go on' : 'Pause'}
      </button>
      <button type="button" hidden={!isTraining} onClick={() => model.leave()}>
        Stop
      </button>
    </div>
  );
}

export function RunStatus({ model }: { model: ElementModel }) {
  const run = model.run.value;
  return (
    <div class="embedded-status">
      <p>
        <span role="status">{statusOf(model)}</span> {run !== null && <span>{numbersOf(run)}</span>}
      </p>
      {run !== null && model.isTraining.value && <RunProgress run={run} />}
    </div>
  );
}

function RunProgress({ run }: { run: Run }) {
  const { update, total } = run.progress.value;
  return <progress value={update} max={total || 1} aria-label="updates made" />;
}

function statusOf({ run, waitsFor, isInLine, display }: ElementModel): string {
  if (waitsFor.value !== '') return waitsFor.value;
  if (isInLine.value) return 'waiting for another experiment of this page, which trains';
  if (run.value === null || display.value.src !== null) return '';
  const { status, progress, result } = run.value;
  if (status.value === 'running') return progress.value.phase || 'training';
  if (status.value === 'failed') return '';
  if (result.value === null) return status.value;
  const { computedOn, diverged } = result.value;
  const seeds = diverged.length === 0 ? '' : `, diverged with seed ${diverged.join(', ')}`;
  return `finished on ${computedOn}${seeds}`;
}

function numbersOf({ progress, lastLoss }: Run): string {
  const { update, total } = progress.value;
  const texts = [
    total > 0 && `${whole(update)} of ${whole(total)} updates`,
    !Number.isNaN(lastLoss.value) && `loss ${threeDigits(lastLoss.value)}`,
  ];
  return texts.filter(Boolean).join(' · ');
}
