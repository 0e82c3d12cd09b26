/**
 * The picture of a field, in 3D its three slices: with the place that is told, by pointer and, on the
 * reference, by keyboard, and the value there.
 */

import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Limits } from '../../drawing/index.js';
import { threeDigits } from '../number-format.js';
import { forget, paintSoon } from '../paint-queue.js';
import { usePage } from '../state/page-model.js';
import { AXES, axesInPlane, axesOf } from './axes.js';
import type { Group } from './groups.js';
import { keyboardPlace } from './keyboard-place.js';
import { channelOf, pointAt, valueAt } from './lines-of-fields.js';
import { type Field, frameAt, paintField } from './paint-field.js';
import { watchPointer } from './pointer-place.js';
import type { PredictionModel } from './prediction-model.js';

interface FieldProps {
  readonly model: PredictionModel;
  readonly title: ComponentChildren;
  readonly label: string;
  readonly field: Field;
  readonly limits: Limits;
  /** Of the reference, on which the place is moved from the keyboard. */
  readonly group?: Group;
}

export function FieldPictures({ title, ...props }: FieldProps) {
  const { field, model } = props;
  const slices = field.trajectory.dims === 3 ? [0, 1, 2] : [0];
  return (
    <div class="cell">
      <p class="cell-title">
        {title}
        <Value model={model} field={field} />
      </p>
      <div class="slices">
        {slices.map((slice) => (
          <FieldPicture key={slice} {...props} slice={slice} />
        ))}
      </div>
    </div>
  );
}

function Value({ model, field }: { model: PredictionModel; field: Field }) {
  const { view } = usePage();
  const { step, point } = model.place.value;
  const channel = channelOf(field.trajectory, view.channel.value);
  return <span class="value">{threeDigits(valueAt(field, channel, step, point))}</span>;
}

type PictureProps = Omit<FieldProps, 'title'> & { readonly slice: number };

function FieldPicture({ model, label, field, limits, group, slice }: PictureProps) {
  const { view } = usePage();
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const { trajectory, minus } = field;
  const { dims } = trajectory;
  const channel = channelOf(trajectory, view.channel.value);
  const shown = dims === 1 ? 0 : frameAt(trajectory, model.step.value);
  const at = dims === 3 ? pointAt(trajectory, view.point.value[slice]!) : 0;
  const [low, high] = limits;
  useEffect(() => {
    const target = canvas.current!;
    const choice = { frame: shown, channel, axis: slice, at };
    paintSoon(target, () => paintField(target, { trajectory, minus }, choice, [low, high]));
    return () => forget(target);
  }, [trajectory, minus, shown, channel, slice, at, low, high]);
  useEffect(
    () => watchPointer(frame.current!, model, { trajectory, minus }, slice),
    [model, trajectory, minus, slice],
  );
  const { x, y } = axesOf(trajectory, slice);
  return (
    <div class="picture">
      <AxisTexts class="y-axis" texts={y} />
      <div
        class="picture-frame"
        ref={frame}
        {...(group === undefined ? {} : keyboardPlace(model, group, field, slice))}
      >
        <canvas
          ref={canvas}
          role="img"
          aria-label={dims === 3 ? `${label}, across ${AXES[slice]}` : label}
        />
        <Marks model={model} field={field} slice={slice} />
      </div>
      <AxisTexts class="x-axis" texts={x} />
    </div>
  );
}

function AxisTexts(props: { readonly class: string; readonly texts: readonly string[] }) {
  return (
    <div class={props.class} aria-hidden="true">
      {props.texts.map((text) => (
        <span key={text}>{text}</span>
      ))}
    </div>
  );
}

/** Lines through the place that is told. */
function Marks({ model, field, slice }: { model: PredictionModel; field: Field; slice: number }) {
  const { trajectory } = field;
  const { step, point } = model.place.value;
  const part = (axis: number) => (pointAt(trajectory, point[axis]!) + 0.5) / trajectory.points;
  const [across, up] =
    trajectory.dims === 1
      ? [(frameAt(trajectory, step) + 0.5) / trajectory.frames, part(0)]
      : axesInPlane(trajectory.dims, slice).map(part);
  return (
    <>
      <span class="mark-x" aria-hidden="true" style={{ left: `${100 * across!}%` }} />
      <span class="mark-y" aria-hidden="true" style={{ bottom: `${100 * up!}%` }} />
    </>
  );
}
