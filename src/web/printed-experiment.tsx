/** On paper the form is a line: what the experiment is. */

import { usePage } from './state/page-model.js';

export function PrintedExperiment() {
  const { scenario, task, net, train, attributes, ...rest } = usePage().form.state.value;
  const seeds = `${rest.num_seeds} from ${rest.start_seed}`;
  const facts = [
    ['scenario', scenario],
    ['network', net],
    ['training', train],
    ['task', task],
    ['seeds', seeds],
    ...attributes,
  ];
  return (
    <p class="printed">
      {facts.map(([name, value]) => (
        <span key={name}>
          {name} <b>{value}</b>
        </span>
      ))}
    </p>
  );
}
