/** The place of all pictures moved from the keyboard, as a slider that tells the values there. */

import { threeDigits } from '../number-format.js';
import type { Point } from '../state/view-model.js';
import { AXES, axesInPlane } from './axes.js';
import type { Group } from './groups.js';
import { channelOf, pointAt, valueAt } from './lines-of-fields.js';
import { type Field, frameAt } from './paint-field.js';
import { type PredictionModel, trajectoryOf } from './prediction-model.js';

/**
 * Arrow keys move the place by a point of the grid, or in 1D to the sides by a frame; with Shift by
 * ten.
 */
export function keyboardPlace(model: PredictionModel, group: Group, field: Field, slice: number) {
  const { trajectory } = field;
  const { dims, points, frames, every } = trajectory;
  const [horizontal, vertical] = dims === 1 ? [null, 0] : axesInPlane(dims, slice);
  const step = model.step.value;
  const point = model.page.view.point.value;
  const go = (axis: number | null, by: number) => {
    if (axis === null) {
      const frame = Math.max(0, Math.min(frames - 1, frameAt(trajectory, step) + by));
      return model.mark({ step: frame * every, point }, field);
    }
    const to: [...Point] = [...point];
    const at = Math.max(0, Math.min(points - 1, pointAt(trajectory, point[axis]!) + by));
    to[axis] = (at + 0.5) / points;
    return model.mark({ step, point: to }, field);
  };
  return {
    tabIndex: 0,
    role: 'slider' as const,
    'aria-label': dims === 3 ? `place, across ${AXES[slice]}` : 'place',
    'aria-valuemin': 0,
    'aria-valuemax': (frames - 1) * every,
    'aria-valuenow': step,
    'aria-valuetext': inWords(model, group, field),
    onKeyDown: (event: KeyboardEvent) => {
      const by = event.shiftKey ? 10 : 1;
      const moves: Readonly<Record<string, () => void>> = {
        ArrowLeft: () => go(horizontal!, -by),
        ArrowRight: () => go(horizontal!, by),
        ArrowDown: () => go(vertical!, -by),
        ArrowUp: () => go(vertical!, by),
      };
      const move = moves[event.key];
      if (move === undefined) return;
      event.preventDefault();
      move();
    },
  };
}

/** `time step 12, x 0.31: reference 0.43, run 1 0.41` */
function inWords(model: PredictionModel, group: Group, field: Field): string {
  const { view } = model.page;
  const { trajectory } = field;
  const step = model.step.value;
  const point = view.point.value;
  const at = AXES.slice(0, trajectory.dims).map(
    (name, axis) => `${name} ${(pointAt(trajectory, point[axis]!) / trajectory.points).toFixed(2)}`,
  );
  const value = (of: Field) =>
    threeDigits(valueAt(of, channelOf(of.trajectory, view.channel.value), step, point));
  const runs = group.runs.flatMap((run) => {
    const prediction = trajectoryOf(model.prediction(run));
    return prediction === null ? [] : [`run ${run.number} ${value({ trajectory: prediction })}`];
  });
  const values = [`reference ${value(field)}`, ...runs].join(', ');
  return `time step ${step}, ${at.join(', ')}: ${values}`;
}
