/**
 * What is made of the rows: `bench/validation/table.md`, the medians beside what is reported, and
 * `docs/validation.md`, the same with pictures.
 */

import path from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type Cell,
  cellName,
  REPRODUCTIONS,
  ROLLOUTS_1D,
  verdictsText,
} from '../src/report/index.js';
import { writeWhole } from '../src/study/store/folder.js';
import type { Row, Table } from '../src/tables/index.js';
import { NUMBERS } from '../src/version.js';
import { rolloutPicture } from './validation-pictures.js';
import { seedResultOf } from './validation-rows.js';

export const TABLE_FILE = fileURLToPath(new URL('validation/table.md', import.meta.url));
export const PAGE_FILE = fileURLToPath(new URL('../docs/validation.md', import.meta.url));

const pictureName = (scenario: string): string => `validation/${scenario}.svg`;

/** The rows of a cell, seed by seed. */
const rowsOf = (rows: readonly Row[], part: string, cell: Cell): Row[] =>
  rows
    .filter((row) => row.part === part && row.cell === cellName(cell))
    .sort((a, b) => (a.seed as number) - (b.seed as number));

/** What the machine needs where it does nothing else; the rows have the seconds of every run. */
const quickest = (rows: readonly Row[]): string =>
  `${Math.min(...rows.map((row) => row.train_seconds as number))} s`;

/** The parts of which there are rows, each with its heading. */
function partsOf(table: Table, withPictures: boolean): string[] {
  const current = table.rows().filter(({ numbers }) => numbers === NUMBERS);
  return REPRODUCTIONS.flatMap((reproduction) => {
    const { name, title, cells, numSeeds } = reproduction;
    const all = cells.map((cell) => ({ cell, rows: rowsOf(current, name, cell) }));
    if (all.every(({ rows }) => rows.length === 0)) return [];
    const judged = all.map(({ rows }) => (rows.length < numSeeds ? [] : rows.map(seedResultOf)));
    const missing = all.filter(({ rows }) => rows.length < numSeeds);
    const left = missing.map(({ cell, rows }) => `${cellName(cell)} (${rows.length})`).join(', ');
    const whole = all.filter(({ rows }) => rows.length >= numSeeds);
    const times = whole.map(({ cell, rows }) => `${cellName(cell)} ${quickest(rows)}`).join(', ');
    const verdicts = reproduction.judge(judged);
    return [
      `## ${title}`,
      `\`apebench reproduce ${name}\`; ${numSeeds} seeds of each network.`,
      ...(withPictures && name === 'fig-1d'
        ? Object.keys(ROLLOUTS_1D).map((scenario) => `![${scenario}](${pictureName(scenario)})`)
        : []),
      ...(verdicts.length > 0 ? [verdictsText(verdicts)] : []),
      ...(left === ''
        ? []
        : [`Not judged yet, for want of seeds (those that are there): ${left}.`]),
      ...(times === '' ? [] : [`The quickest training of one seed, on one thread: ${times}.`]),
      ...(name === 'fig-1d' && times.includes('diff_disp') ? [BUSY] : []),
      ...(name === 'readme' ? [ORIGINAL_TIME] : []),
    ];
  });
}

/** Of times that tell too much. */
const BUSY = 'Those of diff_disp were trained beside other work, and took longer for it.';

const ORIGINAL_TIME =
  "The original's documents name 2 to 4 minutes for the whole study on a modern GPU.";

/** Says which rows were left out. */
function onOldRows(table: Table): string[] {
  const old = table.rows().filter(({ numbers }) => numbers !== NUMBERS).length;
  if (old === 0) return [];
  return [
    `${old} rows, whose column \`numbers\` is not ${NUMBERS}, are of an older version, and left out here.`,
  ];
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
      'its weights and the error of each of its 200 steps. `npm run validate -- --check ROW`, in a ' +
      'clone of the repository, runs a row anew and compares the hash; `apebench reproduce NAME` ' +
      'makes a section of this page.',
    'Seeds give the data and the initial weights of the original to the rounding of float32; ' +
      'training carries that rounding on, so that single seeds scatter as much as others do, and ' +
      'medians agree ([how far results agree](agreement.md)). `yes` and `no` say whether our number ' +
      'lies where it should; by those that say `NO` a section would fall. What came out otherwise ' +
      'is looked at in [how far results agree](agreement.md#where-it-came-out-otherwise).',
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
    await writeWhole(file, await rolloutPicture(scenario, table));
  }
}
