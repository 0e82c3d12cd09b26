/** The volumes of fields in 3D, whose drawing is loaded once somebody wants to see it. */

import { useEffect, useRef, useState } from 'preact/hooks';
import { usePage } from '../state/page-model.js';
import type { Group } from './groups.js';
import type { Field } from './paint-field.js';
import { type PredictionModel, trajectoryOf } from './prediction-model.js';
import type { Pane, VolumeView } from './volume-view.js';

export function Volume({ model }: { model: PredictionModel }) {
  const [isOpen, setOpen] = useState(false);
  const group = model.groups.value.find((one) => model.reference(one)?.dims === 3);
  if (group === undefined) return null;
  return (
    <details
      class="folded"
      id="volume"
      onToggle={({ currentTarget }) => setOpen(currentTarget.open)}
    >
      <summary>Volume</summary>
      {isOpen && <Panes model={model} group={group} />}
    </details>
  );
}

/** Reference, prediction and error of one run. */
function Panes({ model, group }: { model: PredictionModel; group: Group }) {
  const { view } = usePage();
  const host = useRef<HTMLDivElement>(null);
  const volumes = useRef<VolumeView | null>(null);
  const [message, setMessage] = useState('loading …');
  const [number, setNumber] = useState<number | null>(null);
  const run = group.runs.find((one) => one.number === number) ?? group.runs[0]!;
  const panes = panesOf(model, group, trajectoryFieldOf(model, group, run.number));
  const step = model.step.value;
  const channel = view.channel.value;

  useEffect(() => {
    let isGone = false;
    import('./volume-view.js')
      .then(({ VolumeView }) => {
        if (isGone) return;
        volumes.current = new VolumeView(host.current!);
        setMessage('');
      })
      .catch(({ message }: Error) => setMessage(`The volume cannot be drawn: ${message}`));
    return () => {
      isGone = true;
      volumes.current?.dispose();
      volumes.current = null;
    };
  }, []);
  useEffect(() => volumes.current?.show(panes, step, channel));

  return (
    <>
      {group.runs.length > 1 && (
        <label>
          run{' '}
          <select
            name="volume-run"
            value={String(run.number)}
            onChange={({ currentTarget }) => setNumber(Number(currentTarget.value))}
          >
            {group.runs.map((one) => (
              <option key={one.id} value={String(one.number)}>
                {one.number}: {one.name}
              </option>
            ))}
          </select>
        </label>
      )}
      {message !== '' && <p class="note">{message}</p>}
      <div class="volume" ref={host} />
      {message === '' && (
        <p class="hint">
          Drag or use the arrow keys to turn it, + and − to come nearer and go away. What is near
          the middle of the scale is clear.
        </p>
      )}
    </>
  );
}

function trajectoryFieldOf(model: PredictionModel, group: Group, number: number): Field | null {
  const run = group.runs.find((one) => one.number === number);
  const trajectory = run === undefined ? null : trajectoryOf(model.prediction(run));
  return trajectory && { trajectory };
}

function panesOf(model: PredictionModel, group: Group, prediction: Field | null): Pane[] {
  const reference = model.reference(group);
  if (reference === null) return [];
  const limit = model.errorLimit(group);
  const own: Pane = { title: 'Reference', field: { trajectory: reference }, limits: group.limits };
  if (prediction === null) return [own];
  return [
    own,
    { title: 'Prediction', field: prediction, limits: group.limits },
    { title: 'Error', field: { ...prediction, minus: reference }, limits: [-limit, limit] },
  ];
}
