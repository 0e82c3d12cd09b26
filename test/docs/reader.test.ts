/** What a broken document comes to: in each kind of page and block, the test of the documents fails. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { optionalImports } from '../cases/python.js';
import { blocksIn, examplesOfComment } from './blocks.js';
import { Reader } from './reader.js';

/** Runs the blocks of a page that is made of these lines. */
async function read(...lines: string[]): Promise<void> {
  const reader = new Reader();
  try {
    for (const block of blocksIn(lines.join('\n'), 'made.md')) await reader.take(block);
  } finally {
    reader.close();
  }
}

const js = (code: string) => ['```js', code, '```'];
const IMPORT = "import { VERSION } from 'apebench';";

test('a page whose blocks hold passes', async () => {
  await read(
    '# Title',
    ...js(`${IMPORT}\nconsole.log(typeof VERSION, 1.5);`),
    '',
    '```',
    'string …',
    '```',
  );
  await read('$', '```', '$ echo one', 'one', '$ echo two; echo three', '…', 'three', '```');
  await read(
    '<!-- file: a.txt -->',
    '```json',
    '{}',
    '```',
    '```sh',
    'cat a.txt',
    '```',
    '```',
    '{}',
    '```',
  );
  await read('<!-- not run: why -->', '```sh', 'false', '```').then(
    () => assert.fail('it is for those who count to leave it out'),
    () => {},
  );
});

const BROKEN: Readonly<Record<string, readonly string[]>> = {
  'an export that was renamed': js("import { VERSIONS } from 'apebench';"),
  'what is printed is other': [...js('console.log(1);'), '```', '2', '```'],
  'more is printed': [...js('console.log(1); console.log(2);'), '```', '1', '```'],
  'less is printed': [...js('console.log(1);'), '```', '1', '2', '```'],
  'a command that there is not': ['```sh', 'npx apebench runn', '```'],
  'an option that there is not': ['```sh', 'npx apebench list nets --jsn', '```'],
  'a transcript of another output': ['```', '$ npx apebench --version', '99.0.0', '```'],
  'a transcript of a command that fails': ['```', '$ npx apebench list nothing', '…', '```'],
  'an element of an attribute that there is not': [
    '```html',
    '<ape-experiment scenario="diff_adv" num_pointz="3"></ape-experiment>',
    '```',
  ],
  'a script that there is not': ['```html', '<script src="…/dist/web/ape.js"></script>', '```'],
  'a language that nothing runs': ['```fortran', 'end', '```'],
  'an output of nothing': ['text', '```', 'output', '```'],
  'a module of Python that there is not': ['```python', 'import jsonn', '```'],
};

for (const [what, lines] of Object.entries(BROKEN)) {
  test(`${what}: it fails`, () => assert.rejects(read(...lines)));
}

test('of what a script of Python imports, a Python may lack known modules alone', () => {
  const code = 'import numpy.linalg as l, json\nfrom torch.nn import Linear\nimport os, torch\n';
  assert.deepEqual(optionalImports(code), ['numpy', 'torch']);
  assert.deepEqual(optionalImports('import nump\nprint("import numpy")\n'), []);
});

test('a mark that there is not is refused', () => {
  assert.throws(() => blocksIn('<!-- norun: x -->\n```sh\nls\n```\n', 'made.md'), /made\.md:2/);
});

test('blocks in comments of the sources are found, in their lines', () => {
  const comment = '/**\n * What it is.\n *\n * ```ts\n * const a = 1;\n *\n * f(a);\n * ```\n */';
  const [block] = examplesOfComment(comment, 'src/a.ts', 10);
  assert.deepEqual(
    [block!.line, block!.language, block!.code],
    [13, 'ts', 'const a = 1;\n\nf(a);\n'],
  );
});
