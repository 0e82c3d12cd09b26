/** Which trajectory is looked at: of which set, its number, its channel. */

import { usePage } from '../state/page-model.js';
import type { PredictionModel } from './prediction-model.js';

export function TrajectoryFields({ model }: { model: PredictionModel }) {
  const { view } = usePage();
  const { set, number } = view.trajectory.value;
  const count = model.count.value;
  const last = Number.isFinite(count) ? count - 1 : undefined;
  const references = model.groups.value.map((group) => model.reference(group));
  const channels = Math.max(1, ...references.map((one) => one?.channels ?? 1));
  return (
    <div class="trajectory-fields">
      <label>
        set{' '}
        <select
          name="set"
          value={set}
          onChange={({ currentTarget }) => {
            const chosen = currentTarget.value === 'train' ? 'train' : 'test';
            view.trajectory.value = { set: chosen, number: 0 };
          }}
        >
          <option value="test">test</option>
          <option value="train">train</option>
        </select>
      </label>
      <label>
        trajectory{' '}
        <input
          name="trajectory"
          type="number"
          min={0}
          max={last}
          value={number}
          onChange={({ currentTarget }) => {
            const wanted = Math.trunc(Number(currentTarget.value));
            const chosen = Math.max(0, Math.min(wanted, last ?? 0));
            view.trajectory.value = { set, number: chosen };
            currentTarget.value = String(chosen);
          }}
        />
        {last !== undefined && ` of 0 to ${last}`}
      </label>
      {channels > 1 && (
        <label>
          channel{' '}
          <select
            name="channel"
            value={String(view.channel.value)}
            onChange={({ currentTarget }) => {
              view.channel.value = Number(currentTarget.value);
            }}
          >
            {Array.from({ length: channels }, (_, channel) => (
              <option key={channel} value={String(channel)}>
                {channel}
              </option>
            ))}
          </select>
        </label>
      )}
      <label>
        <input
          name="coarse"
          type="checkbox"
          checked={model.withCoarse.value}
          onChange={({ currentTarget }) => {
            model.withCoarse.value = currentTarget.checked;
          }}
        />{' '}
        coarse solver
      </label>
    </div>
  );
}
