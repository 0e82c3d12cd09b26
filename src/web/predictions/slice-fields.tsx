/** Where the three slices of a field stand. */

import { usePage } from '../state/page-model.js';
import { AXES } from './axes.js';

export function SliceFields({ points }: { points: number }) {
  const { view } = usePage();
  return (
    <div class="slice-fields">
      {AXES.map((name, axis) => {
        const at = Math.min(points - 1, Math.floor(view.point.value[axis]! * points));
        return (
          <label key={name}>
            <input
              type="range"
              min={0}
              max={points - 1}
              value={at}
              aria-label={`slice across ${name}`}
              aria-valuetext={`${name} = ${(at / points).toFixed(2)}`}
              onInput={({ currentTarget }) => {
                const point: [number, number, number] = [...view.point.peek()];
                point[axis] = (Number(currentTarget.value) + 0.5) / points;
                view.point.value = point;
              }}
            />
            <span>
              {name} = {(at / points).toFixed(2)}
            </span>
          </label>
        );
      })}
    </div>
  );
}
