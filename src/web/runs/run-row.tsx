/** A run's row, and what is below it when it is opened. */

import { useComputed } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { RunSwatch } from '../charts/run-swatch.js';
import { download } from '../download.js';
import { whole } from '../number-format.js';
import { usePage } from '../state/page-model.js';
import type { Run } from './run.js';
import { COLUMNS, type Column } from './run-columns.js';
import { RunDetails } from './run-details.js';
import { DifferenceNote } from './run-difference.js';
import type { TableModel } from './table-model.js';

interface RowProps {
  readonly run: Run;
  readonly table: TableModel;
}

export function RunRow({ run, table }: RowProps) {
  const { number } = run;
  const isOpen = table.opened.value.has(run.id);
  return (
    <>
      <tr data-run={number} data-status={run.status} data-flaw={run.flaw.value ?? undefined}>
        <td class="run-tick">
          <label class="tick">
            <input
              type="checkbox"
              aria-label={`show run ${number}`}
              checked={run.isShown.value}
              onChange={({ currentTarget }) => {
                run.isShown.value = currentTarget.checked;
              }}
            />
            <RunSwatch run={run} />
          </label>
        </td>
        <th scope="row" class="run-name">
          <div class="run-title">
            <button
              type="button"
              class="quiet open"
              aria-expanded={isOpen}
              aria-label={`details of run ${number}`}
              onClick={() => table.toggle(run)}
            >
              <span aria-hidden="true">{isOpen ? '▾' : '▸'}</span> {number}
            </button>
            <NameField run={run} />
          </div>
          <Standing run={run} />
        </th>
        {COLUMNS.filter(({ key }) => key !== 'name').map((column) => (
          <Cell key={column.key} run={run} column={column} table={table} />
        ))}
        <td class="run-buttons">
          <Actions run={run} />
        </td>
      </tr>
      {isOpen && (
        <tr class="run-opened">
          <td colSpan={COLUMNS.length + 2}>
            <RunDetails run={run} />
          </td>
        </tr>
      )}
    </>
  );
}

function NameField({ run }: { run: Run }) {
  const field = useRef<HTMLInputElement>(null);
  return (
    <input
      ref={field}
      class="name"
      size={Math.max(8, run.name.value.length)}
      aria-label={`name of run ${run.number}`}
      title={run.name.value}
      spellcheck={false}
      maxLength={200}
      value={run.name.value}
      onChange={({ currentTarget }) => {
        const name = currentTarget.value.trim();
        if (name !== '') run.name.value = name;
        currentTarget.value = run.name.peek();
      }}
      onKeyDown={({ key, currentTarget }) => {
        if (key === 'Escape') currentTarget.value = run.name.peek();
        if (key === 'Escape' || key === 'Enter') currentTarget.blur();
      }}
    />
  );
}

/** What sets it apart, and how it stands, where that is more than having finished well. */
function Standing({ run }: { run: Run }) {
  const { runs } = usePage();
  // Drawn anew when its own become others, not whenever a run comes or goes.
  const distinctions = useComputed(() => runs.distinctions.value.get(run)?.join(', ') ?? '').value;
  const status = run.status.value;
  const flaw = run.flaw.value;
  const words = {
    waiting: 'waits',
    running: 'running',
    paused: 'paused',
    elsewhere: 'running in another tab',
    finished: '',
    stopped: `stopped after ${whole(run.progress.value.update)} updates`,
    failed: 'failed',
  }[status];
  const texts = [
    distinctions !== '' && (
      <span key="differs" class="differs" title={distinctions}>
        {distinctions}
      </span>
    ),
    words !== '' && <span key="status">{words}</span>,
    flaw !== null && (
      <span key="flaw" class="flaw">
        {flaw === 'diverged' ? 'diverged' : 'loss worse than at the start'}
      </span>
    ),
    <DifferenceNote key="difference" run={run} />,
  ];
  return <div class="run-standing">{texts}</div>;
}

function Cell({ run, column, table }: RowProps & { column: Column }) {
  const metric = usePage().view.metric.value;
  const value = column.value(run, metric);
  const isBest = value === table.best.get(column)!.value;
  const text = column.text(value);
  return (
    <td class={`run-${column.key}`}>
      {isBest ? <strong title="the best of all runs">{text}</strong> : text}
    </td>
  );
}

function Actions({ run }: { run: Run }) {
  const { runs } = usePage();
  const { number } = run;
  const result = run.result.value;
  const isElsewhere = run.status.value === 'elsewhere';
  return (
    <>
      {result !== null && (
        <>
          <button
            type="button"
            class="quiet"
            aria-label={`download the CSV of run ${number}`}
            onClick={() => download(`${result.name}.csv`, result.csv, 'text/csv')}
          >
            CSV
          </button>
          <button
            type="button"
            class="quiet"
            aria-label={`download the weights of run ${number}`}
            onClick={() =>
              download(`${result.name}.safetensors`, result.weights, 'application/octet-stream')
            }
          >
            Weights
          </button>
        </>
      )}
      <a href={run.hash} title={`the form of run ${number}`}>
        Form
      </a>
      <button
        type="button"
        class="quiet"
        aria-label={`run again: run ${number}`}
        onClick={() => runs.add(run.state, run.basis)}
      >
        Again
      </button>
      {!isElsewhere && (
        <button
          type="button"
          class="quiet"
          aria-label={`delete run ${number}`}
          title="delete"
          onClick={() => runs.delete(run)}
        >
          ✕
        </button>
      )}
    </>
  );
}
