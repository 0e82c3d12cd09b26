/**
 * Sample data before training: the picture of a trajectory and its spectra; and beside it those of
 * another experiment that were pinned, to compare.
 */

import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { runColour } from '../../drawing/index.js';
import { LineChart } from '../charts/line-chart.js';
import { Folded } from '../folded.js';
import { ofData, type Sample } from '../form/form-model.js';
import { Hosted } from '../hosted.js';
import { Soon } from '../later.js';
import { FieldView } from '../predictions/field-view.js';
import type { Preview } from '../protocol.js';
import { usePage } from '../state/page-model.js';

const NO_SAMPLE = 'Sample data appear here once the form says what to compute.';
const WRONG = 'Sample data appear here once the form is right.';

const SPECTRUM = { title: 'Amplitude spectrum', xLabel: 'wavenumber', log: true };

export function SampleData({ open }: { open: boolean }) {
  const { form } = usePage();
  const pinned = useSignal<Sample | null>(null);
  const sample = form.sample.value;
  const note = form.previewNote.value;
  const { scenario } = form.state.value;
  const none = form.shownError.value === null ? NO_SAMPLE : WRONG;
  return (
    <Folded id="data" title="Data" aside={note || scenario} open={open}>
      <p class="note" id="data-note">
        {note || (sample === null ? none : noteOf(sample.preview))}
      </p>
      {sample !== null && (
        <div class={pinned.value === null ? 'samples' : 'samples two'}>
          {pinned.value !== null && (
            <section aria-label="Pinned data" id="pinned-data">
              <SampleHead sample={pinned.value}>
                <button
                  type="button"
                  onClick={() => {
                    pinned.value = null;
                  }}
                >
                  Unpin
                </button>
              </SampleHead>
              <SampleView sample={pinned.value} id="pinned" />
            </section>
          )}
          <section aria-label="Data of the form" id="form-data">
            <SampleHead sample={sample}>
              <button
                type="button"
                onClick={() => {
                  pinned.value = sample;
                }}
              >
                Pin these data
              </button>
            </SampleHead>
            <SampleView sample={sample} />
          </section>
        </div>
      )}
    </Folded>
  );
}

function SampleHead({ sample, children }: { sample: Sample; children: ComponentChildren }) {
  const { state } = sample;
  const set = ofData(state).map(([name, text]) => `${name}=${text}`);
  return (
    <div class="sample-head">
      <h3>{[state.scenario, ...set].join(' · ')}</h3>
      {children}
    </div>
  );
}

/** The picture and the spectra of the channel that is chosen there. */
function SampleView({ sample, id }: { sample: Sample; id?: string }) {
  const { view } = usePage();
  const { preview, limits } = sample;
  const channel = Math.min(view.channel.value, preview.spectra.length - 1);
  return (
    <div
      class="beside"
      onInput={({ target }) => {
        if (target instanceof HTMLSelectElement) view.channel.value = Number(target.value);
      }}
    >
      <Hosted
        id={id === undefined ? 'data-picture' : `${id}-picture`}
        make={(host) => new FieldView(host)}
        content={[{ title: 'Reference', picture: preview.picture }]}
        show={(fields, panels) => fields.show(panels, limits)}
      />
      <Soon>
        <Hosted
          id={id === undefined ? 'spectrum' : `${id}-spectrum`}
          make={(host) => new LineChart(host, SPECTRUM)}
          content={preview.spectra[channel]!.map((curve, i) => ({
            ...curve,
            colour: runColour(i),
          }))}
          show={(chart, lines) => chart.show(lines)}
        />
      </Soon>
    </div>
  );
}

function noteOf({ picture: { every } }: Preview): string {
  const some = every > 1 ? `, of each ${every} time steps one` : '';
  return `The first test trajectory of the reference solver${some}.`;
}
