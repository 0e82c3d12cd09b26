/** What changes the painted state besides the pointer. */

import { useSignal } from '@preact/signals';
import { usePage } from '../state/page-model.js';
import type { Painting } from './painting.js';

/** As many waves along an axis as most test data begin with. */
const USUAL_WAVES = 5;

export function Tools() {
  const { paint } = usePage();
  const { painting } = paint;
  const { history } = painting;
  const isEmpty = painting.state.value === null;
  return (
    <div class="paint-tools">
      <button type="button" disabled={!history.canUndo} onClick={() => painting.undo()}>
        Undo
      </button>
      <button type="button" disabled={!history.canRedo} onClick={() => painting.redo()}>
        Redo
      </button>
      <button type="button" disabled={isEmpty} onClick={() => painting.clear()}>
        Clear
      </button>
      <button type="button" onClick={() => void paint.takeTestState()}>
        From the test data
      </button>
      <Smooth isEmpty={isEmpty} />
      <ChannelChoice painting={painting} />
      <BrushTools painting={painting} />
    </div>
  );
}

function Smooth({ isEmpty }: { isEmpty: boolean }) {
  const { paint } = usePage();
  const { numPoints } = paint.painting.stage.value!;
  // Two thirds of the waves that the grid holds are what a solver of quadratic terms resolves.
  const most = Math.max(1, Math.floor(numPoints / 3));
  const waves = useSignal(Math.min(USUAL_WAVES, most));
  return (
    <span class="paint-tool">
      <button type="button" disabled={isEmpty} onClick={() => void paint.smooth(waves.value)}>
        Smooth
      </button>
      <label>
        to{' '}
        <input
          type="range"
          min="1"
          max={most}
          value={waves}
          aria-label="waves that are left"
          onInput={(event) => {
            waves.value = event.currentTarget.valueAsNumber;
          }}
        />{' '}
        {waves} {waves.value === 1 ? 'wave' : 'waves'}
      </label>
    </span>
  );
}

function ChannelChoice({ painting }: { painting: Painting }) {
  const { numChannels } = painting.stage.value!;
  if (numChannels === 1) return null;
  return (
    <label class="paint-tool">
      channel{' '}
      <select
        value={Math.min(painting.channel.value, numChannels - 1)}
        onChange={(event) => {
          painting.channel.value = Number(event.currentTarget.value);
        }}
      >
        {Array.from({ length: numChannels }, (_, channel) => (
          <option key={channel} value={channel}>
            {channel}
          </option>
        ))}
      </select>
    </label>
  );
}

function BrushTools({ painting }: { painting: Painting }) {
  const brush = painting.brush.value;
  const range = (key: 'size' | 'strength', least: number, most: number) => (
    <label class="paint-tool">
      {key}{' '}
      <input
        type="range"
        min={least}
        max={most}
        step="0.01"
        value={brush[key]}
        onInput={(event) => {
          painting.brush.value = { ...brush, [key]: event.currentTarget.valueAsNumber };
        }}
      />
    </label>
  );
  return (
    <fieldset class="paint-brush">
      <legend>Brush</legend>
      {painting.stage.value!.dims === 2 &&
        [true, false].map((raises) => (
          <label key={String(raises)}>
            <input
              type="radio"
              name="paint-sign"
              checked={brush.raises === raises}
              onChange={() => {
                painting.brush.value = { ...brush, raises };
              }}
            />{' '}
            {raises ? 'raises' : 'lowers'}
          </label>
        ))}
      {range('size', 0.02, 0.4)}
      {range('strength', 0.02, 0.5)}
    </fieldset>
  );
}
