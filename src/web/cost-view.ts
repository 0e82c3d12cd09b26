/** What an experiment takes, in tiles. */

import { byId, element } from './elements.js';
import { mebibytes, whole, withPrefix } from './number-format.js';
import type { Cost } from './protocol.js';

/** Points before and after, of one axis where all are alike. */
function receptiveFieldText(field: Cost['receptiveField']): string {
  const axes = field.map(([before, after]) => {
    if (!Number.isFinite(before)) return 'everything';
    return before === after ? `± ${before} points` : `${before} before, ${after} after`;
  });
  return [...new Set(axes)].join('; ');
}

export function showCost(cost: Cost | null): void {
  const { parameterCount, receptiveField, numUpdates, flopPerUpdate, memoryBytes } = cost ?? {};
  const tiles: [string, string][] = [
    ['Parameters', parameterCount === undefined ? '–' : whole(parameterCount)],
    ['Receptive field', receptiveField === undefined ? '–' : receptiveFieldText(receptiveField)],
    ['Per update', flopPerUpdate === undefined ? '–' : withPrefix(flopPerUpdate, 'FLOP')],
    [
      'All updates',
      flopPerUpdate === undefined ? '–' : withPrefix(flopPerUpdate * numUpdates!, 'FLOP'),
    ],
    ['Memory', memoryBytes === undefined ? '–' : mebibytes(memoryBytes)],
  ];
  byId('cost').replaceChildren(
    ...tiles.map(([name, value]) =>
      element('div', {}, element('dt', {}, name), element('dd', {}, value)),
    ),
  );
}
