/**
 * Packs the learning cases that the tests need into fixtures/learning: per group one JSON (the
 * index, and where each array starts) and one file of raw
 * little-endian numbers.
 *
 *   APEBENCH_GOLDENS=DIR npx tsx test/golden/pack-learning.ts
 */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ArrayRef } from './goldens.js';

const root = process.env.APEBENCH_GOLDENS;
if (root === undefined) throw new Error('APEBENCH_GOLDENS must name the folder of the whole set');
const target = join(import.meta.dirname, 'fixtures');

/** The lists of a group's index that hold cases. */
const caseLists = ['cases', 'loss_classes', 'permutation_mixer'];

/** Large cases whose like is there in small. */
const left =
  /00_Conv-26-10-relu|12_UNet|25_MLP|26_MLP|36_MoUNet|perm05|perm00.*partitionable|perm06.*partitionable/;

/** Every array that a part of an index refers to. */
function refs(part: unknown): ArrayRef[] {
  if (typeof part !== 'object' || part === null) return [];
  if ('file' in part && 'dtype' in part) return [part as ArrayRef];
  return Object.values(part).flatMap(refs);
}

for (const group of [
  '00_real_jax',
  '01_arch',
  '02_counts',
  '03_losses',
  '04_data',
  '05_traces',
  '06_lr',
  '07_callbacks',
  '08_rng',
  '09_run_and_tables',
  '10_utils',
  '11_scraper_and_names',
  '12_trainax_quickstart',
]) {
  const name = `learning/${group}`;
  const index = JSON.parse(readFileSync(join(root, name, 'index.json'), 'utf8'));
  for (const list of caseLists) {
    if (!Array.isArray(index[list])) continue;
    index[list] = index[list].filter((entry: { name?: string }) => !left.test(entry.name ?? ''));
  }
  const offsets: Record<string, number> = {};
  const parts: Buffer[] = [];
  let at = 0;
  for (const { file } of refs(index)) {
    if (file in offsets) continue;
    const bytes = readFileSync(join(root, name, file));
    const numbers = bytes.subarray(10 + bytes.readUInt16LE(8));
    offsets[file] = at;
    parts.push(numbers);
    at += numbers.length;
  }
  mkdirSync(join(target, 'learning'), { recursive: true });
  writeFileSync(join(target, `${name}.json`), `${JSON.stringify({ index, offsets })}\n`);
  if (at > 0) writeFileSync(join(target, `${name}.bin`), Buffer.concat(parts));
}
