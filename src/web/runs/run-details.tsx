/** What an opened row tells of its run, and what can be done with it. */

import { useState } from 'preact/hooks';
import { download } from '../download.js';
import { seconds, whole } from '../number-format.js';
import { ShareButtons } from '../share/share-buttons.js';
import { usePage } from '../state/page-model.js';
import type { Run } from './run.js';
import { differenceInWords, useDifference } from './run-difference.js';

export function RunDetails({ run }: { run: Run }) {
  const result = run.result.value;
  const error = run.error.value;
  const compared = useDifference(run);
  const { update, total } = run.progress.value;
  const { state, basis } = run;
  const facts: (readonly [name: string, value: string])[] = [
    ['Scenario', state.scenario],
    ['Network', state.net],
    ['Training', state.train],
    ['Task', state.task],
    ['Seeds', `${state.num_seeds}, from ${state.start_seed} on`],
    ...[...state.attributes].map(([name, text]) => [name, text] as const),
    ['Updates', total === 0 ? '–' : `${whole(update)} of ${whole(total)}`],
  ];
  if (basis.cost !== null) facts.push(['Parameters', whole(basis.cost.parameterCount)]);
  if (result !== null) {
    facts.push(['Trained in', seconds(result.trainSeconds)], ['Computed on', result.computedOn]);
    if (result.diverged.length > 0) facts.push(['Diverged', `seed ${result.diverged.join(', ')}`]);
    facts.push(['SHA-256 of the weights', result.sha256]);
  }
  return (
    <div class="run-details">
      {error !== null && <pre class="error">{error.message}</pre>}
      <dl class="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd data-of={name}>{value}</dd>
          </div>
        ))}
      </dl>
      {compared !== null && <p class="note">{differenceInWords(run, compared)}</p>}
      {result !== null && <ExportButton run={run} />}
      <details class="run-share">
        <summary>Share</summary>
        <ShareButtons state={state} label={`Share run ${run.number}`} />
      </details>
    </div>
  );
}

function ExportButton({ run }: { run: Run }) {
  const { client } = usePage();
  const [fault, setFault] = useState('');
  const result = run.result.value;
  if (result === null) return null;
  const save = async () => {
    try {
      download(`${result.name}.zip`, await client.exportRun(result), 'application/zip');
    } catch (error) {
      setFault((error as Error).message);
    }
  };
  return (
    <p class="run-export">
      <button
        type="button"
        aria-label={`Export as .zip: run ${run.number}`}
        onClick={() => void save()}
      >
        Export as .zip
      </button>{' '}
      <span class="note" role="status">
        {fault || 'its table, weights and record: for Import, and for apebench verify'}
      </span>
    </p>
  );
}
