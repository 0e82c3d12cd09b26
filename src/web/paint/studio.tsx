/** Where a state is painted: its tools, its picture, and what steps it. */

import { usePage } from '../state/page-model.js';
import { Controls } from './controls.js';
import { Easel } from './easel.js';
import { Files, LinkNote } from './files.js';
import { ErrorCurve, Outcome } from './outcome.js';
import type { Grid } from './painted-state.js';
import { SourceChoice } from './source-choice.js';
import { Tools } from './tools.js';

export function Studio() {
  const { paint, form } = usePage();
  const { painting, note, linkError } = paint;
  const stage = painting.stage.value;
  return (
    <div class="studio">
      <p class="note">
        Watch the reference solver and a trained network step what you paint, in one or two
        dimensions. The address of the page holds it.
      </p>
      <SourceChoice />
      {linkError.value !== '' && (
        <p class="error" role="alert">
          {linkError}
        </p>
      )}
      <p class="note" role="status" id="paint-state">
        {note.value ||
          (stage === null && form.error.value !== null
            ? 'What the form says cannot be stepped: its error stands there.'
            : '')}
      </p>
      {stage !== null &&
        (painting.isElsewhere.value ? <Elsewhere stage={stage} /> : <Board dims={stage.dims} />)}
    </div>
  );
}

function Board({ dims }: { dims: number }) {
  return (
    <>
      <Tools />
      <div class={`paint-board dims-${dims}`}>
        <div class="paint-easel">
          <Easel />
          <Controls />
        </div>
        <Outcome />
        <div class="paint-error">
          <ErrorCurve />
        </div>
      </div>
      <LinkNote />
      <Files />
    </>
  );
}

function Elsewhere({ stage }: { stage: Grid }) {
  const { painting } = usePage().paint;
  return (
    <p class="note">
      The painted state has {gridText(painting.state.value!)}; what steps it wants {gridText(stage)}
      . Choose another run, change the form, or{' '}
      <button type="button" onClick={() => painting.clear()}>
        Begin a new one
      </button>
    </p>
  );
}

function gridText({ dims, numPoints, numChannels }: Grid): string {
  const points = Array(dims).fill(numPoints).join(' × ');
  return `${points} points and ${numChannels} ${numChannels === 1 ? 'channel' : 'channels'}`;
}
