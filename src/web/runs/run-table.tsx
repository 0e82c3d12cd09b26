/**
 * The runs, a row each: the legend of all charts, and where a run is named, compared, opened, taken
 * out. A cell is drawn anew when what it says changes, and no other.
 */

import { batch } from '@preact/signals';
import { useGradually } from '../later.js';
import { usePage } from '../state/page-model.js';
import { ImportRuns } from './import-runs.js';
import { COLUMNS, type Column } from './run-columns.js';
import { RunRow } from './run-row.js';
import type { TableModel } from './table-model.js';

/** Of many that were kept: more would be a task that one feels. */
const ROWS_PER_FRAME = 8;

export function RunTable() {
  const { runs, table } = usePage();
  const hasRuns = runs.all.value.length > 0;
  const rows = useGradually(table.rows.value, ROWS_PER_FRAME);
  return (
    <section class="run-section" aria-labelledby="runs-heading">
      <div class="run-head">
        <h2 id="runs-heading">Runs</h2>
        <ImportRuns />
      </div>
      <Notices />
      {hasRuns ? (
        <div class="run-scroll">
          <table id="runs">
            <thead>
              <tr>
                <th class="run-tick">
                  <TickAll />
                </th>
                {COLUMNS.map((column) => (
                  <Heading key={column.key} column={column} table={table} />
                ))}
                <th class="run-buttons">Files and more</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((run) => (
                <RunRow key={run.id} run={run} table={table} />
              ))}
            </tbody>
          </table>
        </div>
      ) : (
        <p class="note">None yet. What you train stands here, and is kept in this browser.</p>
      )}
    </section>
  );
}

/** That runs are not kept, and that one was deleted. */
function Notices() {
  const { runs } = usePage();
  const why = runs.kept.notice.value;
  const deleted = runs.deleted.value;
  return (
    <>
      {why !== null && (
        <p class="run-notice" role="status" id="not-kept">
          Runs are not kept when you leave: {why}.
        </p>
      )}
      {deleted !== null && (
        <p class="run-notice" role="status">
          Run {deleted.number} is deleted.{' '}
          <button type="button" class="quiet" onClick={() => runs.undoDelete()}>
            Undo
          </button>
        </p>
      )}
    </>
  );
}

function Heading({ column, table }: { column: Column; table: TableModel }) {
  const { view } = usePage();
  const sorting = table.sorting.value;
  const isOwn = sorting?.column === column;
  const order = sorting?.isDescending ? 'descending' : 'ascending';
  return (
    <th class={`run-${column.key}`} aria-sort={isOwn ? order : 'none'}>
      <button type="button" class="sort" onClick={() => table.sortBy(column)}>
        {column.title(view.metric.value)}
        <span aria-hidden="true">{isOwn ? (sorting.isDescending ? ' ↓' : ' ↑') : ''}</span>
      </button>
    </th>
  );
}

function TickAll() {
  const { runs } = usePage();
  const all = runs.all.value;
  const count = runs.shown.value.length;
  return (
    <input
      type="checkbox"
      aria-label="show all runs"
      checked={count === all.length}
      indeterminate={count > 0 && count < all.length}
      onChange={({ currentTarget }) => {
        const isTicked = currentTarget.checked;
        batch(() => {
          for (const { isShown } of all) isShown.value = isTicked;
        });
      }}
    />
  );
}
