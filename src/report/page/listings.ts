/** What failed or diverged, and all experiments with the commands that run them again. */

import type { Failure } from '../../study/running/index.js';
import { commandOf } from './command.js';
import { type Html, html } from './html.js';
import { counted, duration, whole } from './numbers.js';
import type { StoredResult, StudyResults } from './results.js';
import { secondsOf } from './sections.js';
import { divergedOf } from './study.js';

/** Lines of a failure's log that are shown. */
const LOG_LINES = 8;

const failureHtml = ({ name, error, exitCode, machine, finished, log }: Failure): Html =>
  html`<li><b>${name}</b>
<p class="warn">${error}</p>
<p class="faint">exit code ${exitCode}, on ${machine}, ${finished}</p>
${log.length === 0 ? undefined : html`<pre>${log.slice(-LOG_LINES).join('\n')}</pre>`}</li>`;

export function troublesHtml({ results, failures, notices }: StudyResults): Html {
  const diverged = results
    .map((result) => ({ name: result.name, seeds: divergedOf(result) }))
    .filter(({ seeds }) => seeds.length > 0);
  const none = failures.length + diverged.length + notices.length === 0;
  const list = (heading: string, items: readonly Html[]) =>
    items.length === 0
      ? undefined
      : html`<h3>${heading}</h3>
<ul class="runs">${items}</ul>`;
  return html`<section aria-labelledby="troubles">
<h2 id="troubles">What failed, diverged or is left out</h2>
${none ? html`<p>Nothing.</p>` : undefined}
${list(`Failed: ${counted(failures.length, 'experiment')}`, failures.map(failureHtml))}
${list(
  'Diverged: the training of these seeds did not stay finite',
  diverged.map(
    ({ name, seeds }) =>
      html`<li>${name}: ${seeds.length === 1 ? 'seed' : 'seeds'} ${seeds.join(', ')}</li>`,
  ),
)}
${list(
  'Files',
  notices.map((notice) => html`<li>${notice}</li>`),
)}
</section>
`;
}

function experimentHtml(result: StoredResult): Html {
  const { name, record, wide, parameters } = result;
  const facts = [
    counted(wide.numRows, 'seed'),
    `${whole(parameters)} parameters`,
    `${duration(secondsOf(result))} of training for one`,
    ...(record === undefined
      ? ['without a record']
      : [`on ${record.backend} in ${record.precision}`]),
    ...(record?.times?.finished === undefined ? [] : [record.times.finished]),
  ];
  return html`<li>${name}
<p class="faint">${facts.join(' · ')}</p>
${record === undefined ? undefined : html`<pre>${commandOf(record)}</pre>`}</li>
`;
}

export function experimentsHtml({ results, failures }: StudyResults): Html {
  const failed =
    failures.length === 0
      ? ''
      : ` ${counted(failures.length, 'other')} failed, and ${failures.length === 1 ? 'stands' : 'stand'} above.`;
  return html`<section aria-labelledby="experiments">
<h2 id="experiments">All experiments, and how to run each again</h2>
<p>${counted(results.length, 'experiment')} with a result.${failed} A command writes into the folder
results; --out names another.</p>
<ol class="runs">
${results.map(experimentHtml)}</ol>
</section>
`;
}
