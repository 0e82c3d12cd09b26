/** The time step of all pictures: chosen by hand, or played. */

import { useEffect, useRef } from 'preact/hooks';
import { usePage } from '../state/page-model.js';
import type { PredictionModel } from './prediction-model.js';

const FRAMES_PER_SECOND = 12;
const wantsStillness = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

export function TimeBar({ model }: { model: PredictionModel }) {
  const { view } = usePage();
  const bar = useRef<HTMLDivElement>(null);
  const last = model.lastStep.value;
  const isPlaying = model.playing.value;
  const references = model.groups.value.map((group) => model.reference(group));
  const moves = references.some((one) => one !== null && one.dims > 1);
  const every = Math.max(1, ...references.map((one) => one?.every ?? 1));

  // In 1D all of the time is in the picture: nothing moves before it is told to.
  useEffect(() => {
    if (moves && !wantsStillness()) model.playing.value = true;
  }, [moves, model]);

  useEffect(() => {
    if (!isPlaying) return;
    const timer = setInterval(() => {
      if (!isInSight(bar.current)) return;
      const next = model.step.peek() + every;
      view.time.value = next > last ? 0 : next;
    }, 1000 / FRAMES_PER_SECOND);
    return () => clearInterval(timer);
  }, [isPlaying, last, every, model, view]);

  if (last === 0) return null;
  return (
    <div class="time-bar" ref={bar}>
      <button
        type="button"
        id="play"
        aria-label={isPlaying ? 'pause the animation' : 'play the animation'}
        onClick={() => {
          model.playing.value = !isPlaying;
        }}
      >
        {isPlaying ? 'Pause' : 'Play'}
      </button>
      <input
        type="range"
        id="time"
        aria-label="time step"
        min={0}
        max={last}
        value={model.step.value}
        onInput={({ currentTarget }) => {
          model.playing.value = false;
          view.time.value = Number(currentTarget.value);
        }}
      />
      <output for="time">
        time step {model.step.value} of {last}
      </output>
    </div>
  );
}

/** Whether the pictures below it may be seen; what nobody sees need not be drawn. */
function isInSight(bar: HTMLElement | null): boolean {
  if (bar === null || document.hidden) return false;
  const { bottom } = bar.closest('section')!.getBoundingClientRect();
  return bottom > 0 && bar.getBoundingClientRect().top < innerHeight;
}
