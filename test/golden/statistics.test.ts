/** P-values and cumulative aggregates against those of SciPy and pandas (make-statistics.py). */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, test } from 'node:test';
import { loadCore } from '../../src/core/index.js';
import { computePvaluesAgainstBest, cumulativeAggregation } from '../../src/study/index.js';
import { normalTail, studentTail } from '../../src/study/distributions.js';
import { mannWhitney, tTest } from '../../src/study/hypothesis-tests.js';
import { statsOf } from '../../src/study/statistics.js';
import { Table } from '../../src/tables/index.js';

before(() => loadCore());

const golden = JSON.parse(
  readFileSync(new URL('fixtures/study/statistics.json', import.meta.url), 'utf8'),
);
const number = (value: number | string): number =>
  value === 'nan' ? Number.NaN : Number(String(value).replace('inf', 'Infinity'));

function assertClose(ours: number, theirs: number | string, tolerance: number, what: string): void {
  const wanted = number(theirs);
  const same = Object.is(ours, wanted) || Math.abs(ours - wanted) <= tolerance * Math.abs(wanted);
  assert.ok(same, `${what}: ${ours}, not ${wanted}`);
}
