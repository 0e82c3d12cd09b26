/** Start, pause, step, back to the painted state; how far it is and how far off the network is. */

import { threeDigits, whole } from '../number-format.js';
import { usePage } from '../state/page-model.js';
import { SPEEDS } from './player.js';

export function Controls() {
  const { paint } = usePage();
  const { player } = paint;
  const isPlaying = player.isPlaying.value;
  const step = player.step.value;
  return (
    <div class="paint-controls">
      <button
        type="button"
        id="paint-play"
        class="primary"
        onClick={() => (isPlaying ? player.pause() : void player.play())}
      >
        {isPlaying ? 'Pause' : 'Start'}
      </button>
      <button type="button" disabled={isPlaying} onClick={() => void player.take(1)}>
        Step
      </button>
      <button type="button" disabled={step === 0} onClick={() => paint.reset()}>
        Reset
      </button>
      <label class="paint-tool">
        <span class="visually-hidden">speed</span>
        <select
          id="paint-speed"
          value={player.speed}
          onChange={(event) => {
            player.speed.value = Number(event.currentTarget.value);
          }}
        >
          {SPEEDS.map((speed) => (
            <option key={speed} value={speed}>
              {speed} steps/s
            </option>
          ))}
        </select>
      </label>
      <p class="paint-numbers">
        <span>
          time step <strong id="paint-step">{whole(step)}</strong>
        </span>
        {paint.source.value?.run != null && (
          <span>
            nRMSE <strong id="paint-error">{errorText(player.error)}</strong>
          </span>
        )}
      </p>
      <p class="paint-note" role="status">
        {player.lostAt.value !== null &&
          `The prediction is not finite from step ${whole(player.lostAt.value)} on. `}
        {player.note}
      </p>
    </div>
  );
}

/** Nothing can be set against a reference that is zero. */
const errorText = (error: number | undefined) =>
  error === undefined || Number.isNaN(error) ? '–' : threeDigits(error);
