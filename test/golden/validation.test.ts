/** The committed rows of the validation: that one comes out again, and that the table is theirs. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { readRows } from '../../bench/validation-rows.js';
import {
  PAGE_FILE,
  TABLE_FILE,
  validationPage,
  validationText,
} from '../../bench/validation-table.js';
import { loadCore } from '../../src/core/index.js';
import { weightsHash } from '../../src/report/index.js';
import { rawPath, weightsPath } from '../../src/study/running/index.js';
import { Table } from '../../src/tables/index.js';
import { NUMBERS } from '../../src/version.js';
import { apebench, inFolder } from '../cli/apebench.js';

test('a short row comes out again, hash and errors', async () => {
  const short = (await readRows()).rows().find(({ part }) => part === 'short')!;
  assert.equal(short.numbers, NUMBERS, 'the short row is of an older version of the numbers');
  const words = [...(short.command as string).matchAll(/"([^"]*)"|(\S+)/g)]
    .map(([, quoted, bare]) => quoted ?? bare!)
    .slice(1);
  await inFolder(async (folder) => {
    const { code, stdout, stderr } = await apebench(...words, '--json', '--out', folder);
    assert.equal(code, 0, stderr);
    const [name] = JSON.parse(stdout).names;
    const weights = readFileSync(path.join(folder, weightsPath(name)));
    assert.equal(await weightsHash(weights), short.weights_sha256);
    const raw = readFileSync(path.join(folder, rawPath(name)), 'utf8');
    const error = Table.fromCsv(raw).numbers('mean_nRMSE_0200')[0];
    assert.equal(error, short.mean_nRMSE_0200);
  });
});

test('the table and the page are what the rows give', async () => {
  await loadCore();
  const rows = await readRows();
  assert.equal(readFileSync(TABLE_FILE, 'utf8'), validationText(rows));
  assert.equal(readFileSync(PAGE_FILE, 'utf8'), validationPage(rows));
});
