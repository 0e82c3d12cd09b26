/** `bench/validation/table.md`: the medians over the rows, beside what is reported. */

import { fileURLToPath } from 'node:url';
import { cellName, REPRODUCTIONS, verdictsText } from '../src/report/index.js';
import { writeWhole } from '../src/study/store/folder.js';
import type { Table } from '../src/tables/index.js';
import { NUMBERS } from '../src/version.js';
import { seedResultOf } from './validation-rows.js';

export const TABLE_FILE = fileURLToPath(new URL('validation/table.md', import.meta.url));

export function validationText(table: Table): string {
  const rows = table.rows();
  const current = rows.filter(({ numbers }) => numbers === NUMBERS);
  const parts = REPRODUCTIONS.flatMap((reproduction) => {
    const results = reproduction.cells.map((cell) =>
      current
        .filter((row) => row.part === reproduction.name && row.cell === cellName(cell))
        .map(seedResultOf),
    );
    if (results.every(({ length }) => length === 0)) return [];
    const counts = [...new Set(results.map(({ length }) => length))].sort((a, b) => a - b);
    const seeds = `Seeds of a network: ${counts.join(' or ')}.`;
    return [`## ${reproduction.title}`, seeds, verdictsText(reproduction.judge(results))];
  });
  const old = rows.length - current.length;
  const marked =
    old === 0 ? [] : [`${old} rows are of an older version of the numbers, and left out here.`];
  const head = `Version ${NUMBERS} of the numbers. How to make it again: bench/validate.ts.`;
  return `${['# Validation', head, ...marked, ...parts].join('\n\n')}\n`;
}

export const writeValidationTable = (rows: Table): Promise<void> =>
  writeWhole(TABLE_FILE, validationText(rows));
