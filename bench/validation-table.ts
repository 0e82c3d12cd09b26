/**
 * What is made of the rows: `bench/validation/table.md`, the medians beside what is reported, and
 * `docs/validation.md`, the same with pictures.
 */

import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { cellName, REPRODUCTIONS, ROLLOUTS_1D, verdictsText } from '../src/report/index.js';
import { writeWhole } from '../src/study/store/folder.js';
import type { Table } from '../src/tables/index.js';
import { NUMBERS } from '../src/version.js';
import { rolloutPicture } from './validation-pictures.js';
import { seedResultOf } from './validation-rows.js';

export const TABLE_FILE = fileURLToPath(new URL('validation/table.md', import.meta.url));
export const PAGE_FILE = fileURLToPath(new URL('../docs/validation.md', import.meta.url));

const pictureName = (scenario: string): string => `validation/${scenario}.svg`;

/** The parts of which there are rows, each with its heading. */
function partsOf(table: Table, withPictures: boolean): string[] {
  const current = table.rows().filter(({ numbers }) => numbers === NUMBERS);
  return REPRODUCTIONS.flatMap((reproduction) => {
    const results = reproduction.cells.map((cell) =>
      current
        .filter((row) => row.part === reproduction.name && row.cell === cellName(cell))
        .map(seedResultOf)
        .sort((a, b) => a.seed - b.seed),
    );
    if (results.every(({ length }) => length === 0)) return [];
    const counts = [...new Set(results.map(({ length }) => length))].sort((a, b) => a - b);
    const pictures =
      withPictures && reproduction.name === 'fig-1d'
        ? Object.keys(ROLLOUTS_1D).map((name) => `![${name}](${pictureName(name)})`)
        : [];
    return [
      `## ${reproduction.title}`,
      `\`apebench reproduce ${reproduction.name}\`; seeds of a network: ${counts.join(' or ')}.`,
      ...pictures,
      verdictsText(reproduction.judge(results)),
    ];
  });
}

/** Says which rows were left out. */
function onOldRows(table: Table): string[] {
  const old = table.rows().filter(({ numbers }) => numbers !== NUMBERS).length;
  if (old === 0) return [];
  return [`${old} rows are of an older version of the numbers, and left out here.`];
}

export function validationText(table: Table): string {
  const head = `Version ${NUMBERS} of the numbers. \`npm run validate\` makes the rows and this table.`;
  const parts = ['# Validation', head, ...onOldRows(table), ...partsOf(table, false)];
  return `${parts.join('\n\n')}\n`;
}

export function validationPage(table: Table): string {
  const parts = [
    '# Validation at full length',
    'The experiments of the documents and of the paper of APEBench, run here with all defaults: ' +
      '10,000 updates, one seed in each process, on WebAssembly in float32. Every run is a row of ' +
      '[bench/validation/rows.csv](../bench/validation/rows.csv), with its command, the SHA-256 of ' +
      'its weights and the error of each of its 200 steps. `npm run validate -- --check ROW` runs ' +
      'a row anew and compares the hash; `apebench reproduce NAME` makes a section of this page.',
    'Seeds give the data and the initial weights of the original to the rounding of float32; ' +
      'training carries that rounding on, so that single seeds scatter as much as others do, and ' +
      'medians agree ([how far results agree](agreement.md)). `yes` and `no` say whether our number ' +
      'lies where it should; by those that say `NO` a section would fall.',
    ...onOldRows(table),
    ...partsOf(table, true),
  ];
  return `${parts.join('\n\n')}\n`;
}

export async function writeValidation(table: Table): Promise<void> {
  await writeWhole(TABLE_FILE, validationText(table));
  await writeWhole(PAGE_FILE, validationPage(table));
  for (const scenario of Object.keys(ROLLOUTS_1D)) {
    const file = path.join(path.dirname(PAGE_FILE), pictureName(scenario));
    await writeWhole(file, rolloutPicture(scenario, table));
  }
}
