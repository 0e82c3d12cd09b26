/**
 * Every block of code and every command in the documents, and every example in the comments of the
 * sources, is run as it stands, by this test or by one that calls it by its name; what is not says why.
 * What a block prints is what the block below it shows.
 */

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { core, loadCore } from '../../src/core/index.js';
import * as library from '../../src/index.js';
import { type Block, blocksOf, examplesIn, pages, sources, textOf } from './blocks.js';
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

async function follow(
  page: string,
  all: readonly Block[],
  skip: (why: string) => void,
): Promise<void> {
  const blocks = all.filter(isRunHere);
  if (blocks.length === 0) return;
  const reader = new Reader();
  try {
    await GIVEN[page]?.(reader);
    for (const block of blocks) {
      const lack = await reader.take(block);
      if (lack === undefined) tally.run++;
      else {
        tally.exempt.push(`${page}:${block.line}: ${lack}`);
        skip(`${page}:${block.line}: ${lack}`);
      }
    }
  } finally {
    reader.close();
  }
}

await loadCore();
assert.ok(core());

const names = Object.keys(library);

/** An example of a comment, which may leave out what it imports. */
function whole(block: Block): Block {
  if (block.language === '' || /^import /m.test(block.code)) return block;
  const used = names.filter((name) => new RegExp(`\\b${name}\\b`).test(block.code));
  return { ...block, code: `import { ${used.join(', ')} } from 'apebench';\n${block.code}` };
}

const documents = pages().map((page): [string, Block[]] => [page, blocksOf(page)]);
const examples = sources().map((page): [string, Block[]] => [page, examplesIn(page).map(whole)]);
const all = [...documents, ...examples].filter(([, blocks]) => blocks.length > 0);
const total = all.flatMap(([, blocks]) => blocks).length;

test('no block is overlooked', () => {
  const fences = (page: string, line: RegExp) => (textOf(page).match(line) ?? []).length;
  for (const [page, blocks] of documents)
    assert.equal(fences(page, /^ *```/gm), 2 * blocks.length, page);
  for (const [page, blocks] of examples)
    assert.equal(fences(page, /^ *\* *```/gm), 2 * blocks.length, page);
  const scripts = examples
    .flatMap(([, blocks]) => blocks)
    .filter(({ language }) => language === 'js');
  assert.ok(total > 200 && scripts.length >= 14, `${total}, of the sources ${scripts.length}`);
});

describe('documents and examples in comments', { concurrency: 2 }, () => {
  for (const [page, blocks] of all)
    test(page, (t) => follow(page, blocks, (why) => t.diagnostic(`skipped: ${why}`)));
});

test('every block is run here, or by another test, or says why not', () => {
  const { found, run, elsewhere, exempt } = tally;
  assert.equal(found, total);
  assert.equal(run + elsewhere + exempt.length, total);
});

after(async () => {
  await throwAway();
  const { found, run, elsewhere, exempt } = tally;
  console.log(
    `${found} blocks found = ${run} run here + ${elsewhere} run by name in other tests + ` +
      `${exempt.length} exempt:\n${exempt.map((one) => `  ${one}`).join('\n')}`,
  );
});
