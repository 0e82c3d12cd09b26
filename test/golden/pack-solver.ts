/**
 * Packs the solver cases that the tests need into fixtures/solver: the covered cases in one
 * dimension of the smaller sizes, and of steppers that have two alone those of one order; per group
 * one JSON and one file of raw little-endian numbers.
 *
 *   APEBENCH_GOLDENS=DIR npx tsx test/golden/pack-solver.ts
 */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ArrayRef } from './goldens.js';

const root = process.env.APEBENCH_GOLDENS;
if (root === undefined) throw new Error('APEBENCH_GOLDENS must name the folder of the whole set');
const target = join(import.meta.dirname, 'fixtures', 'solver');
mkdirSync(target, { recursive: true });

// biome-ignore lint/suspicious/noExplicitAny: every group has an index of its own form
type Case = any;

/** Every array that a part of an index refers to. */
function refs(part: unknown): ArrayRef[] {
  if (typeof part !== 'object' || part === null) return [];
  if ('file' in part && 'dtype' in part) return [part as ArrayRef];
  return Object.values(part).flatMap(refs);
}

const oneDimensional = (entry: Case) => (entry.num_spatial_dims ?? 1) === 1;

const chosen: Record<string, (entry: Case) => boolean> = {
  ic: oneDimensional,
  scenarios: oneDimensional,
  steppers: (entry) =>
    oneDimensional(entry) || (/Vorticity/.test(entry.stepper) && entry.kwargs.order === 2),
  metrics: (entry) => !/^(random|smooth)[234]/.test(entry.case),
  spectral: (entry) => oneDimensional(entry) || entry.num_points <= 5,
};

for (const [group, wanted] of Object.entries(chosen)) {
  const index = JSON.parse(readFileSync(join(root, 'solver', group, 'index.json'), 'utf8'));
  index.cases = index.cases.filter(wanted);
  const offsets: Record<string, number> = {};
  const parts: Buffer[] = [];
  let at = 0;
  for (const { file } of refs(index)) {
    if (file in offsets) continue;
    const bytes = readFileSync(join(root, 'solver', group, file));
    const data = bytes.subarray(10 + bytes.readUInt16LE(8));
    offsets[file] = at;
    parts.push(data);
    at += data.length;
  }
  writeFileSync(join(target, `${group}.json`), `${JSON.stringify({ index, offsets })}\n`);
  writeFileSync(join(target, `${group}.bin`), Buffer.concat(parts));
}

const read = (name: string) => JSON.parse(readFileSync(join(root, 'solver', name), 'utf8'));
const write = (name: string, index: unknown) =>
  writeFileSync(join(target, name), `${JSON.stringify({ index, offsets: {} })}\n`);

const defaults = read('scenario_defaults.json');
write('scenario_defaults.json', {
  field_order: defaults.field_order,
  scenarios: defaults.scenarios,
});

const { runs } = read('scenario_longrun.json');
write('scenario_longrun.json', {
  runs: runs.filter((run: Case) => run.num_spatial_dims < 3),
});
