/** What is to be measured, where, and for how long. */

import { fromHash } from '../form/form-state.js';
import type { BenchModel, Status } from './bench-model.js';

const BACKENDS = [
  ['auto', 'WebAssembly and GPU'],
  ['webgpu', 'also a GPU in software'],
  ['wasm', 'WebAssembly alone'],
] as const;

const TASKS = [
  ['auto', 'what suits the GPU'],
  ['full', 'at full size'],
  ['small', 'small ones'],
] as const;

export function BenchFormFields({ bench }: { bench: BenchModel }) {
  const { backend, tasks, milliseconds, experiment } = bench.form.value;
  const error = bench.error.value;
  const isWrong = error?.key === 'milliseconds';
  const own = experiment === '' ? [] : [['experiment', nameOf(experiment)] as const];
  return (
    <div class="choice">
      <Select
        name="tasks"
        label="Tasks"
        value={tasks}
        choices={[...own, ...TASKS]}
        onChange={(value) => bench.edit({ tasks: value })}
      />
      <Select
        name="backend"
        label="Places"
        value={backend}
        choices={BACKENDS}
        onChange={(value) => bench.edit({ backend: value })}
      />
      <div class="field">
        <label for="field-milliseconds">Milliseconds for each</label>
        <input
          id="field-milliseconds"
          name="milliseconds"
          inputMode="numeric"
          value={milliseconds}
          aria-invalid={isWrong ? 'true' : undefined}
          aria-describedby="bench-error"
          onInput={(event) => bench.edit({ milliseconds: event.currentTarget.value })}
        />
      </div>
    </div>
  );
}

/** What an experiment is called, as runs are. */
function nameOf(experiment: string): string {
  const { scenario, net, train } = fromHash(experiment).state;
  return `the experiment ${scenario} · ${net} · ${train}`;
}

interface SelectProps {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly choices: readonly (readonly [value: string, text: string])[];
  readonly onChange: (value: string) => void;
}

function Select({ name, label, value, choices, onChange }: SelectProps) {
  return (
    <div class="field">
      <label for={`field-${name}`}>{label}</label>
      <select
        id={`field-${name}`}
        name={name}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      >
        {choices.map(([key, text]) => (
          <option key={key} value={key}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}

const STATUS_TEXTS: Readonly<Record<Status, string>> = {
  ready: '',
  starting: 'measuring the peaks',
  measuring: 'measuring',
  finished: 'finished',
  stopped: 'stopped',
  failed: 'failed',
};

export function BenchActions({ bench }: { bench: BenchModel }) {
  const status = bench.status.value;
  const error = bench.error.value;
  const isMeasuring = bench.isMeasuring.value;
  const task = bench.tasks.value.at(-1)?.task;
  return (
    <>
      <div class="actions bench-actions">
        {isMeasuring ? (
          // One button in one place, so that the focus stays where it is.
          <button key="act" type="button" id="stop" onClick={() => bench.stop()}>
            Stop
          </button>
        ) : (
          <button key="act" type="submit" class="primary" id="measure">
            Measure
          </button>
        )}
        <p class="status">
          <span id="status" role="status">
            {status === 'measuring' ? `measuring ${task}` : STATUS_TEXTS[status]}
          </span>
        </p>
      </div>
      <div id="bench-error" role="alert">
        {error !== null && <pre class="error">{textOf(error)}</pre>}
      </div>
    </>
  );
}

function textOf({ key, message }: { key: string | null; message: string }): string {
  return key === null ? message : `${key}: ${message}`;
}
