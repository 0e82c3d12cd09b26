/** `apebench serve`: the page, the library and their headers. */

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { apebench, cli, start } from './apebench.js';

test('serve gives the page and the library until it is stopped, and its port to no other', async () => {
  const { outcome, says, printed, kill } = start('serve', '--port', '0', '--json');
  await says('Ctrl-C ends it.');
  const { url } = JSON.parse(printed());
  const onnx = 'onnxruntime-web/ort.wasm.bundle.min.mjs';
  for (const file of ['', 'apebench/index.js', 'apebench/core.wasm', onnx]) {
    const { status, headers } = await fetch(new URL(file, url));
    assert.deepEqual([status, headers.get('cross-origin-opener-policy')], [200, 'same-origin']);
  }

  const { port } = new URL(url);
  const second = await apebench('serve', '--port', port);
  assert.equal(second.code, 2);
  assert.equal(second.stdout, '');
  assert.match(second.stderr, new RegExp(`^apebench: port ${port} is taken by another program`));

  kill('SIGINT');
  const { code, stderr } = await outcome;
  assert.equal(code, 130);
  const hasDocs = existsSync(path.join(path.dirname(cli), 'web/docs'));
  const note = hasDocs ? '' : 'This build has no documents; `npm run docs` makes them.\n';
  assert.equal(stderr, `${note}Ctrl-C ends it.\n`);
});

test('a port that is none is bad input', async () => {
  for (const port of ['-1', '65536', 'http', '']) {
    const { code, stderr } = await apebench('serve', '--port', port);
    assert.equal(code, 2);
    assert.equal(
      stderr,
      `apebench: --port must be a whole number from 0 to 65535, not '${port}'\n`,
    );
  }
});
