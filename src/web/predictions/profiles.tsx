/** A profile along the first axis and spectra, of the reference and of all runs that are drawn. */

import { useEffect, useMemo, useState } from 'preact/hooks';
import { type Line, LineChart, type LineChartOptions } from '../charts/line-chart.js';
import { Hosted } from '../hosted.js';
import type { Trajectory } from '../protocol.js';
import { usePage } from '../state/page-model.js';
import { titleOf } from './groups.js';
import { channelOf, fieldOf, pointAt, profileOf, rangeOf } from './lines-of-fields.js';
import { type PredictionModel, trajectoryOf } from './prediction-model.js';
import { SpectrumModel } from './spectrum-model.js';

/** On light and on dark paper. */
const REFERENCE_COLOUR = '#7a7f89';
const COARSE_COLOUR = '#a07850';
/** Of the range of the reference, above and below. */
const MARGIN = 0.15;

interface Curve extends Pick<Line, 'label' | 'tag' | 'colour' | 'dash'> {
  readonly trajectory: Trajectory;
}

export function Profiles({ model }: { model: PredictionModel }) {
  const curves = curvesOf(model);
  if (curves.length === 0) return null;
  return (
    <div class="beside" id="profiles">
      <Profile model={model} curves={curves} />
      <Spectra model={model} curves={curves} />
    </div>
  );
}

interface CurvesProps {
  readonly model: PredictionModel;
  readonly curves: readonly Curve[];
}

function Profile({ model, curves }: CurvesProps) {
  const { view } = usePage();
  const first = curves[0]!.trajectory;
  const point = view.point.value;
  const through = ['y', 'z']
    .slice(0, first.dims - 1)
    .map((name, i) => `${name} = ${(pointAt(first, point[i + 1]!) / first.points).toFixed(2)}`);
  const lines = curves.map(({ trajectory, ...line }): Line => {
    const channel = channelOf(trajectory, view.channel.value);
    return { ...line, ...profileOf(trajectory, channel, model.step.value, point) };
  });
  return (
    <Chart
      id="profile"
      title={[`Profile${ofChannel(first, view.channel.value)}`, ...through].join(', ')}
      xLabel="x"
      isFractional
      range={useRange(model, first, channelOf(first, view.channel.value))}
      lines={lines}
    />
  );
}

function Spectra({ model, curves }: CurvesProps) {
  const { client, view } = usePage();
  const [spectra] = useState(() => new SpectrumModel(client));
  const step = model.step.value;
  const channel = view.channel.value;
  useEffect(() => {
    spectra.want(
      curves.map(({ trajectory, ...line }) => ({
        ...line,
        field: fieldOf(trajectory, channelOf(trajectory, channel), step),
        dims: trajectory.dims,
      })),
    );
  }, [spectra, step, channel, ...curves.flatMap(({ trajectory, label }) => [trajectory, label])]);
  return (
    <Chart
      id="prediction-spectrum"
      title={`Amplitude spectrum${ofChannel(curves[0]!.trajectory, channel)}`}
      xLabel="wavenumber"
      log
      lines={spectra.lines.value}
    />
  );
}

function Chart({
  id,
  lines,
  ...options
}: LineChartOptions & { id: string; lines: readonly Line[] }) {
  return (
    <Hosted
      id={id}
      make={(host) => new LineChart(host, options)}
      content={{ lines, options }}
      show={(chart, content) => {
        chart.setOptions(content.options);
        chart.show(content.lines);
      }}
    />
  );
}

/** The range of the reference and of the colours: what leaves it has left both. */
function useRange(model: PredictionModel, reference: Trajectory, channel: number) {
  const [low, high] = useMemo(() => rangeOf(reference, channel), [reference, channel]);
  const limits = model.groups.value[0]?.limits ?? [low, high];
  const [from, to] = [Math.min(low, limits[0]), Math.max(high, limits[1])];
  const margin = MARGIN * (to - from);
  return [from - margin, to + margin] as const;
}

const ofChannel = (trajectory: Trajectory, channel: number) =>
  trajectory.channels > 1 ? ` of channel ${channelOf(trajectory, channel)}` : '';

function curvesOf(model: PredictionModel): Curve[] {
  const groups = model.groups.value;
  return groups.flatMap((group) => {
    const ofGroup = groups.length > 1 ? ` of ${titleOf(group, groups)}` : '';
    const known = [
      {
        label: `Reference${ofGroup}`,
        colour: REFERENCE_COLOUR,
        trajectory: model.reference(group),
      },
      ...group.runs.map((run) => ({
        label: `${run.number}: ${run.name.value}`,
        tag: String(run.number),
        colour: run.colour,
        dash: run.dash,
        trajectory: trajectoryOf(model.prediction(run)),
      })),
      {
        label: `Coarse solver${ofGroup}`,
        colour: COARSE_COLOUR,
        trajectory: trajectoryOf(model.coarse(group)),
      },
    ];
    return known.flatMap(({ trajectory, ...curve }) =>
      trajectory === null ? [] : [{ ...curve, trajectory }],
    );
  });
}
