/** What an experiment takes and where it will run, in tiles. */

import type { RunCost } from '../../experiment/index.js';
import { BenchLink } from '../bench/bench-link.js';
import { Folded } from '../folded.js';
import { mebibytes, whole, withPrefix } from '../number-format.js';
import { usePage } from '../state/page-model.js';

const BACKENDS = { wasm: 'WebAssembly', webgpu: 'WebGPU' };

export function CostView({ open }: { open: boolean }) {
  const { form } = usePage();
  const cost = form.cost.value;
  const why = cost?.choice.why ?? null;
  return (
    <Folded
      id="cost-section"
      title="Network and cost"
      aside={cost === null ? '' : lineOf(cost)}
      open={open}
    >
      {why !== null && (
        <p class="note" id="cost-note">
          On {BACKENDS[cost!.choice.backend]}: {why}.
        </p>
      )}
      <dl id="cost" class="tiles">
        {cost !== null &&
          tilesOf(cost).map(([name, value]) => (
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
    </Folded>
  );
}

/** The most important of it, for the line to which it folds. */
function lineOf({ parameterCount, flopPerUpdate, choice }: RunCost): string {
  const perUpdate = withPrefix(flopPerUpdate, 'FLOP');
  return `${whole(parameterCount)} parameters · ${perUpdate} an update · ${BACKENDS[choice.backend]}`;
}

function tilesOf(cost: RunCost): (readonly [name: string, value: string])[] {
  const { parameterCount, receptiveField, numUpdates, flopPerUpdate, memory, choice } = cost;
  return [
    ['Parameters', whole(parameterCount)],
    ['Receptive field', receptiveFieldText(receptiveField)],
    ['Per update', withPrefix(flopPerUpdate, 'FLOP')],
    ['All updates', withPrefix(flopPerUpdate * numUpdates, 'FLOP')],
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
