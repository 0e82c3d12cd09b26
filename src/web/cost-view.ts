/** What an experiment takes and where it will run, in tiles. */

import type { RunCost } from '../experiment/index.js';
import { byId, element } from './elements.js';
import { mebibytes, whole, withPrefix } from './number-format.js';

const BACKENDS = { wasm: 'WebAssembly', webgpu: 'WebGPU' };

/** Points before and after, of one axis where all are alike. */
function receptiveFieldText(field: RunCost['receptiveField']): string {
  const axes = field.map(([before, after]) => {
    if (!Number.isFinite(before)) return 'everything';
    return before === after ? `± ${before} points` : `${before} before, ${after} after`;
  });
  return [...new Set(axes)].join('; ');
}

type Tile = readonly [name: string, value: string];

function tilesOf(cost: RunCost): Tile[] {
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

const NOTHING: readonly Tile[] = [
  'Parameters',
  'Receptive field',
  'Per update',
  'All updates',
  'Memory',
  'Runs on',
].map((name) => [name, '–']);

/** Shows the tiles, empty ones where an experiment can't be run. */
export function showCost(cost: RunCost | null): void {
  const tiles = cost === null ? NOTHING : tilesOf(cost);
  byId('cost').replaceChildren(
    ...tiles.map(([name, value]) =>
      element('div', {}, element('dt', {}, name), element('dd', {}, value)),
    ),
  );
  const why = cost?.choice.why ?? null;
  byId('cost-note').textContent =
    why === null ? '' : `On ${BACKENDS[cost!.choice.backend]}: ${why}.`;
}
