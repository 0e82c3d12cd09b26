/**
 * Every block of code and every command in the documents, and every example in the comments of the
 * sources, is run as it stands, by this test or by one that calls it by its name; what is not says why.
 * What a block prints is what the block below it shows.
 */

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { core, loadCore } from '../../src/core/index.js';
import { type Block, blocksOf, examplesOfSources, pages, textOf } from './blocks.js';
import { GIVEN, throwAway } from './given.js';
import { Reader } from './reader.js';

/** The tests that run blocks by their names. */
const BY_NAME = ['test/cli/recipes.test.ts', 'test/engines/redis-server.ts'].map(textOf).join('');

/** Whether a test calls a block by the page and the name, or by the name of a recipe. */
const isCalled = ({ page, name }: Block) =>
  BY_NAME.includes(`'${page}', '${name}'`) ||
  (page === 'CONTRIBUTING.md' && new RegExp(`(follow|recipe)\\('${name}'`).test(BY_NAME));

const tally = { found: 0, run: 0, elsewhere: 0, exempt: [] as string[] };

/** Whether this test runs it; counts it. */
function isRunHere(block: Block): boolean {
  const { page, line, name, mark } = block;
  tally.found++;
  if (mark.kind === 'not run') tally.exempt.push(`${page}:${line}: ${mark.why}`);
  else if (name !== '') {
    assert.ok(isCalled(block), `${page}:${line}: no test runs the block '${name}'`);
    tally.elsewhere++;
  } else return true;
  return false;
}

async function follow(page: string, skip: (why: string) => void): Promise<void> {
  const blocks = blocksOf(page).filter(isRunHere);
  if (blocks.length === 0) return;
  const reader = new Reader();
  try {
    await GIVEN[page]?.(reader);
    for (const block of blocks) {
      if ((await reader.take(block)) === 'run') tally.run++;
      else {
        tally.exempt.push(`${page}:${block.line}: Python lacks what it imports`);
        skip(`${page}:${block.line}`);
      }
    }
  } finally {
    reader.close();
  }
}

await loadCore();
assert.ok(core());

describe('documents', { concurrency: 2 }, () => {
  for (const page of pages())
    test(page, (t) => follow(page, (why) => t.diagnostic(`skipped: ${why}`)));
});

/** An example of a comment, which may leave out what it imports. */
function whole(block: Block, names: readonly string[]): Block {
  if (/^import /m.test(block.code)) return block;
  const used = names.filter((name) => new RegExp(`\\b${name}\\b`).test(block.code));
  return { ...block, code: `import { ${used.join(', ')} } from 'apebench';\n${block.code}` };
}

test('the examples in comments of the sources', async () => {
  const names = Object.keys(await import('../../src/index.js'));
  const reader = new Reader();
  try {
    for (const block of examplesOfSources().filter(isRunHere)) {
      await reader.take(whole(block, names));
      tally.run++;
    }
  } finally {
    reader.close();
  }
});

after(async () => {
  await throwAway();
  const { found, run, elsewhere, exempt } = tally;
  assert.equal(found, run + elsewhere + exempt.length);
  console.log(
    `${found} blocks found = ${run} run here + ${elsewhere} run by name in other tests + ` +
      `${exempt.length} exempt:\n${exempt.map((one) => `  ${one}`).join('\n')}`,
  );
});
