/** What is kept of experiments that failed. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  clearFailure,
  type Failure,
  failurePath,
  lastLines,
  readFailure,
  readFailures,
  recordFailure,
} from '../../src/study/failures.js';
import { MemoryStore } from '../../src/study/store/index.js';

const FAILURE: Failure = {
  key: 'ab'.repeat(32),
  name: 'a',
  manifest: '0123456789ab',
  error: 'no space left',
  exitCode: 1,
  machine: 'here',
  finished: '2026-01-01T00:00:00.000Z',
  log: ['one', 'two'],
};

test('a failure is read as it was recorded, replaced by the next, and forgotten', async () => {
  const store = new MemoryStore('results');
  await recordFailure(store, FAILURE);
  await recordFailure(store, { ...FAILURE, name: 'b' });
  await recordFailure(store, { ...FAILURE, exitCode: 137 });
  assert.deepEqual(await readFailure(store, 'a'), { ...FAILURE, exitCode: 137 });
  assert.deepEqual([...(await readFailures(store)).keys()], ['a', 'b']);
  await clearFailure(store, { name: 'a', key: 'f'.repeat(64) });
  assert.notEqual(await readFailure(store, 'a'), undefined, 'of another key');
  await clearFailure(store, FAILURE);
  await clearFailure(store, FAILURE);
  assert.equal(await readFailure(store, 'a'), undefined);
  assert.deepEqual([...(await readFailures(store)).keys()], ['b']);
});

test('what is torn, foreign or of another name counts as no failure', async () => {
  const store = new MemoryStore('results');
  const text = JSON.stringify(FAILURE);
  for (const content of ['', text.slice(0, 40), '[]', 'null', '{"name":"a"}', '\0\0']) {
    await store.write(failurePath('a'), content);
    assert.equal(await readFailure(store, 'a'), undefined, content);
  }
  await store.write(failurePath('b'), text);
  await store.write('failed/README', text);
  assert.equal((await readFailures(store)).size, 0);
});

test('of a log the last lines are kept, long ones cut', () => {
  const said = Array.from({ length: 200 }, (_, i) => `line ${i}`).join('\n');
  assert.deepEqual([lastLines(said).length, lastLines(said).at(-1)], [50, 'line 199']);
  assert.deepEqual(lastLines('a\r\n\n  \nb\rc\n'), ['a', 'b', 'c']);
  assert.equal(lastLines('x'.repeat(5000))[0]!.length, 400);
});
