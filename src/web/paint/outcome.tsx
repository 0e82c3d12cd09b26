/** What has become of the painted state: by the solver, by the network, their difference and error. */

import { useComputed } from '@preact/signals';
import { useCallback } from 'preact/hooks';
import { LineChart } from '../charts/line-chart.js';
import { Hosted } from '../hosted.js';
import { threeDigits } from '../number-format.js';
import { markLegend } from '../predictions/colour-scale.js';
import { usePage } from '../state/page-model.js';
import { DrawnCanvas } from './drawn-canvas.js';
import { drawField, drawTimes } from './field-drawing.js';
import type { PaintModel } from './paint-model.js';
import type { Limits } from './painted-state.js';

/** Time steps that a picture of a 1D rollout shows: those of a test, but for very few or many. */
const [LEAST_COLUMNS, MOST_COLUMNS] = [50, 400];
/** The curve is drawn this often a second while it grows. */
const CHARTS_PER_SECOND = 4;

type Kind = 'reference' | 'prediction' | 'difference';

const TITLES: Record<Kind, string> = {
  reference: 'Reference solver',
  prediction: 'Network',
  difference: 'Network less reference',
};

export function Outcome() {
  const { paint } = usePage();
  const { dims } = paint.painting.stage.value!;
  const kinds: Kind[] =
    paint.source.value?.run == null ? ['reference'] : ['reference', 'prediction', 'difference'];
  return (
    <div class="paint-outcome">
      <div class={`paint-panels dims-${dims}`}>
        {kinds.map((kind) => (
          <Panel key={kind} kind={kind} />
        ))}
      </div>
      <Hosted
        class="paint-marks"
        make={(host) => host.append(markLegend())}
        content={null}
        show={() => {}}
      />
    </div>
  );
}

function Panel({ kind }: { kind: Kind }) {
  const { paint } = usePage();
  const draw = useCallback(
    (canvas: HTMLCanvasElement) => drawOutcome(canvas, paint, kind),
    [paint, kind],
  );
  const { dims, horizon } = paint.painting.stage.value!;
  const [first, last] = columnsOf(paint.player.step.value, horizon);
  const [low, high] = limitsOf(paint, kind);
  return (
    <figure>
      <figcaption>{TITLES[kind]}</figcaption>
      <DrawnCanvas draw={draw} role="img" aria-label={TITLES[kind]} data-kind={kind} />
      <p class="paint-ends">
        {dims === 1 && (
          <span>
            steps {first} to {last}
          </span>
        )}
        <span>
          blue {threeDigits(low)}, red {threeDigits(high)}
        </span>
      </p>
    </figure>
  );
}

/** The steps from the first to the last column: the first ones, and later the last ones. */
function columnsOf(step: number, horizon: number): readonly [number, number] {
  const columns = Math.max(LEAST_COLUMNS, Math.min(horizon, MOST_COLUMNS));
  const last = Math.max(step, columns);
  return [last - columns, last];
}

function limitsOf({ painting }: PaintModel, kind: Kind): Limits {
  const [low, high] = painting.stage.value!.limits;
  const half = (high - low) / 2;
  return kind === 'difference' ? [-half, half] : [low, high];
}

function drawOutcome(canvas: HTMLCanvasElement, paint: PaintModel, kind: Kind): void {
  const { painting, player } = paint;
  const stage = painting.stage.value;
  // It is about to be taken away.
  if (stage === null) return;
  const { dims, horizon } = stage;
  const channel = painting.channel.value;
  const step = player.step.value;
  const states = kind === 'reference' ? player.references : player.predictions;
  // Another beginning has other states at the same step.
  const hasBegun = player.beginnings.value > 0 && states[step] !== undefined;
  const fieldAt = (at: number): ArrayLike<number> => {
    const shown = painting.channelOf(states[at]!, channel);
    if (kind !== 'difference') return shown;
    const reference = painting.channelOf(player.references[at]!, channel);
    return shown.map((value, i) => value - reference[i]!);
  };
  const limits = limitsOf(paint, kind);
  if (dims === 2) {
    drawField(canvas, hasBegun ? fieldAt(step) : painting.shownField.value, limits);
    return;
  }
  const [first, last] = columnsOf(step, horizon);
  const fields = hasBegun
    ? Array.from({ length: step - first + 1 }, (_, i) => fieldAt(first + i))
    : [];
  drawTimes(canvas, fields, last - first + 1, limits);
}

export function ErrorCurve() {
  const { paint } = usePage();
  const { player, source } = paint;
  // Drawing a chart at every step would take more time than the steps.
  const shown = useComputed(() => {
    const stride = Math.ceil(player.speed.value / CHARTS_PER_SECOND);
    const step = player.step.value;
    return player.isPlaying.value ? step - (step % stride) : step;
  });
  const run = source.value?.run;
  if (run == null) {
    return (
      <p class="note">
        The reference solver steps alone. Once a network has been trained, its prediction stands
        beside it.
      </p>
    );
  }
  const errors = player.errors.slice(0, shown.value);
  const x = errors.map((_, i) => i + 1);
  return (
    <Hosted
      id="paint-errors"
      make={(host) =>
        new LineChart(host, { title: 'nRMSE of this trajectory', xLabel: 'time step' })
      }
      content={[{ label: `${run.number}: ${run.name}`, colour: run.colour, x, y: errors }]}
      show={(chart, lines) => chart.show(lines)}
    />
  );
}
