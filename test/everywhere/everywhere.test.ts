/**
 * The bits of the selftest in other engines: a part of what `npm run test:everywhere` does. Engines
 * that are not there are skipped, aloud; with CI=true or APEBENCH_INSTALL=1 they are fetched, and
 * what is missing is a failure.
 */

import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { test } from 'node:test';
import { SELF_TEST_CASES } from '../../src/selftest/index.js';
import { type Engine, enginesHere, fetchEngines, missingEngines } from './engines.js';
import { matrixText, selfTestIn, WAYS, wayName } from './matrix.js';
import { wrongBuild } from './wrong-core.js';

const mustHave = process.env.CI !== undefined || process.env.APEBENCH_INSTALL !== undefined;
if (mustHave) fetchEngines((line) => console.error(line));

const THIS: Engine = { name: 'this Node', words: [process.execPath], isNode: true, isSlow: false };

/** Where not all are run: transforms, products of modes and elementwise chains, one to three dimensions. */
const PART = 'FNO';
/** Emulated. */
const SLOW_PART = 'Pure';

const agreeAll = (results: readonly { name: string; agrees: boolean }[], least: number) => {
  assert.ok(results.length >= least, `only ${results.length} cases`);
  assert.deepEqual(
    results.filter(({ agrees }) => !agrees),
    [],
  );
};

for (const way of WAYS) {
  test(`this Node has the bits of all with ${wayName(way)}`, async () => {
    const { results } = await selfTestIn({ engine: THIS, way, cases: PART });
    agreeAll(results, 6);
  });
}

for (const engine of enginesHere()) {
  test(`${engine.name} has the bits of all`, async (t) => {
    const part = engine.isSlow ? { cases: SLOW_PART } : {};
    const { results, place } = await selfTestIn({ engine, way: { threads: 2 }, ...part });
    t.diagnostic(place);
    agreeAll(results, engine.isSlow ? 3 : SELF_TEST_CASES.length);
  });
}

for (const name of missingEngines()) {
  if (mustHave) test(`${name} has the bits of all`, () => assert.fail('it could not be fetched'));
  else
    test(`${name} has the bits of all`, { skip: 'npm run test:everywhere fetches it' }, () => {});
}

test('one wrong constant in the core is found in every engine', async () => {
  const { folder, cli } = wrongBuild();
  try {
    for (const engine of [THIS, ...enginesHere()]) {
      const way = { threads: 1 };
      const { results } = await selfTestIn({ engine, way, cases: SLOW_PART, cli });
      assert.ok(results.length >= 3);
      assert.deepEqual(
        results.filter(({ agrees }) => agrees),
        [],
        engine.name,
      );
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the matrix has a row for each engine and a column for each way', () => {
  const text = matrixText(
    new Map([
      ['a', new Map([['1 thread', '2/2']])],
      [
        'b',
        new Map([
          ['1 thread', '2/2'],
          ['2 threads', '1/2'],
        ]),
      ],
    ]),
  );
  assert.deepEqual(text.split('\n'), [
    '|  | 1 thread | 2 threads |',
    '| --- | --- | --- |',
    '| a | 2/2 | – |',
    '| b | 2/2 | 1/2 |',
  ]);
});

// Once the engines are there.
await import('./packed.js');
