/** What an experiment takes, about how long, and where it will run, in tiles. */

import type { RunCost } from '../../experiment/index.js';
import { BenchLink } from '../bench/bench-link.js';
import { Folded } from '../folded.js';
import { mebibytes, roughly, whole, withPrefix } from '../number-format.js';
import { usePage } from '../state/page-model.js';

const BACKENDS = { wasm: 'WebAssembly', webgpu: 'WebGPU' };

export function CostView({ open }: { open: boolean }) {
  const { form, speeds } = usePage();
  const costed = form.costed.value;
  const cost = costed?.cost ?? null;
  const isStale = costed !== null && form.cost.value === null;
  const estimate = costed === null ? null : speeds.estimate(costed);
  const seconds = estimate?.seconds ?? null;
  const why = cost?.choice.why ?? null;
  return (
    <Folded
      id="cost-section"
      title="Network and cost"
      aside={cost === null ? '' : lineOf(cost, seconds)}
      open={open}
    >
      {why !== null && (
        <p class="note" id="cost-note">
          On {BACKENDS[cost!.choice.backend]}: {why}.
        </p>
      )}
      <dl id="cost" class="tiles">
        {cost !== null &&
          tilesOf(cost, seconds).map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
      <p class="note">
        <BenchLink state={form.state.value} />: how long an update takes here, on WebAssembly and on
        a GPU.
      </p>
      {isStale && (
        <p class="hint" id="cost-stale">
          Of what the form said before; something in it is wrong now.
        </p>
      )}
      {cost !== null && estimate?.isOfRun !== true && (
        <p class="hint" id="time-note">
          {estimate === null
            ? 'How long it takes is told once a run has shown how fast this machine is there.'
            : 'How long it takes is a guess by some updates of a small network; a run tells it better.'}
        </p>
      )}
    </Folded>
  );
}

/** The most important of it, for the line to which it folds. */
function lineOf({ parameterCount, choice }: RunCost, seconds: number | null): string {
  const time = seconds === null ? [] : [`about ${roughly(seconds)}`];
  return [`${whole(parameterCount)} parameters`, ...time, BACKENDS[choice.backend]].join(' · ');
}

function tilesOf(
  { parameterCount, receptiveField, numUpdates, flopPerUpdate, memory, choice }: RunCost,
  seconds: number | null,
): (readonly [name: string, value: string])[] {
  return [
    ['Parameters', whole(parameterCount)],
    ['Receptive field', receptiveFieldText(receptiveField)],
    ['Per update', withPrefix(flopPerUpdate, 'FLOP')],
    ['All updates', withPrefix(flopPerUpdate * numUpdates, 'FLOP')],
    ...(seconds === null ? [] : [['Training takes', `about ${roughly(seconds)}`] as const]),
    ['Memory', mebibytes(memory.bytes)],
    ['Runs on', BACKENDS[choice.backend]],
  ];
}

/** Points before and after, of one axis where all are alike. */
function receptiveFieldText(field: RunCost['receptiveField']): string {
  const axes = field.map(([before, after]) => {
    if (!Number.isFinite(before)) return 'everything';
    return before === after ? `± ${before} points` : `${before} before, ${after} after`;
  });
  return [...new Set(axes)].join('; ');
}
