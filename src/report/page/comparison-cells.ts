/** The table of two studies held against each other, on a page and in a terminal. */

import { attributesText } from './command.js';
import { number, spreadText } from './numbers.js';
import type { Pair } from './types.js';

export const PAIR_HEADINGS = ['scenario', 'network', 'here', 'there', 'ratio', 'p', 'moved'];

export const pairCells = ({
  scenario,
  kwargs,
  label,
  here,
  there,
  ratio,
  pValue,
  moved,
}: Pair): string[] => [
  [scenario, attributesText(kwargs)].filter(Boolean).join(' '),
  label,
  spreadText(here),
  spreadText(there),
  number(ratio),
  number(pValue),
  moved ?? '',
];
