/** What one `<ape-experiment>` shows, in its shadow root. */

import { useComputed, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { whole } from '../number-format.js';
import type { Run } from '../runs/run.js';
import { ControlFields } from './control-fields.js';
import type { ElementModel } from './element-model.js';
import { RunButtons, RunStatus } from './run-part.js';
import type { Scheme } from './scheme.js';

export interface ElementViewProps {
  readonly model: ElementModel;
  readonly scheme: Scheme;
  /** Whether the style is there: what is drawn measures itself. */
  readonly isStyled: boolean;
  /** The page with this experiment, or null. */
  readonly link: string | null;
}

export function ElementView({ model, scheme, isStyled, link }: ElementViewProps) {
  const { compact, src } = model.display.value;
  const message = model.message.value;
  const title = titleOf(model);
  return (
    <section
      class={`embedded ${scheme}${compact ? ' compact' : ''}`}
      aria-label={title}
      style={{ colorScheme: scheme }}
    >
      <header class="embedded-head">
        <p class="embedded-title">{title}</p>
        <p class="embedded-summary">{summaryOf(model)}</p>
        {link !== null && (
          <a href={link} target="_blank" rel="noopener">
            Open in APEBench
          </a>
        )}
      </header>
      <form
        class="embedded-run"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void model.train();
        }}
      >
        <ControlFields model={model} />
        {src === null && <RunButtons model={model} />}
        <RunStatus model={model} />
      </form>
      {message !== null && (
        <pre class="error" role="alert">
          {message}
        </pre>
      )}
      {isStyled && <Drawn key={scheme} model={model} />}
    </section>
  );
}

function titleOf({ display, state, run }: ElementModel): string {
  const { caption, src } = display.value;
  if (caption !== null) return caption;
  if (src !== null) return run.value?.name.value ?? src;
  const { scenario, net, train } = state.value;
  return [scenario, net, train].join(' · ');
}

/** What a title does not say that is about the experiment. */
function summaryOf({ display, scenario, right }: ElementModel): string {
  if (right.value === null) return '';
  const { state, checked } = right.value;
  const { net, train, num_seeds } = state;
  const named = display.value.caption === null ? [] : [state.scenario, net, train];
  return [
    ...named,
    scenario.value?.equation,
    `${whole(checked.cost.parameterCount)} parameters`,
    `${whole(checked.cost.numUpdates)} updates`,
    num_seeds.trim() !== '1' && `${num_seeds} seeds`,
  ]
    .filter(Boolean)
    .join(' · ');
}

type Drawing = typeof import('./drawing.js');

/** Pictures and curves, once there are some and what draws them has been loaded. */
function Drawn({ model }: { model: ElementModel }) {
  const drawing = useSignal<Drawing | null>(null);
  const isNeeded = useComputed(
    () => model.run.value !== null || model.reference.value !== null,
  ).value;
  useEffect(() => {
    if (!isNeeded) return;
    import('./drawing.js').then(
      (module) => {
        drawing.value = module;
      },
      ({ message }: Error) => model.tell(message),
    );
  }, [isNeeded, drawing, model]);
  if (!isNeeded || drawing.value === null) {
    return model.waitsFor.value === '' ? null : <div class="embedded-room" />;
  }
  const { Pictures, Curves } = drawing.value;
  return (
    <>
      <DrawnPictures model={model} Pictures={Pictures} />
      {model.run.value !== null && (
        <DrawnCurves run={model.run.value} isFolded={model.display.value.compact} Curves={Curves} />
      )}
    </>
  );
}

interface DrawnPicturesProps {
  readonly model: ElementModel;
  readonly Pictures: Drawing['Pictures'];
}

function DrawnPictures({ model, Pictures }: DrawnPicturesProps) {
  const run = model.run.value;
  const pictures = run?.pictures.value?.of;
  const reference = pictures?.reference ?? model.reference.value;
  const prediction = pictures?.prediction ?? model.prediction.value;
  const limits = run?.basis.vlim ?? model.right.value?.checked.vlim;
  if (limits === undefined || (reference === null && prediction === null)) return null;
  return <Pictures reference={reference} prediction={prediction} limits={limits} />;
}

interface DrawnCurvesProps {
  readonly run: Run;
  readonly isFolded: boolean;
  readonly Curves: Drawing['Curves'];
}

function DrawnCurves({ run, isFolded, Curves }: DrawnCurvesProps) {
  if (run.losses.value.losses.length === 0) return null;
  if (!isFolded) return <Curves run={run} />;
  return (
    <details>
      <summary>Loss and error</summary>
      <Curves run={run} />
    </details>
  );
}
