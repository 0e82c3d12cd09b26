/** The server of the pages: what it serves, and what nobody gets from it. */

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { get, type IncomingHttpHeaders, request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { type StaticServer, serveFolders } from '../../src/cli/static-server.js';
import { UserError } from '../../src/errors.js';

const root = mkdtempSync(path.join(tmpdir(), 'apebench-server-'));
const page = path.join(root, 'page');
let server: StaticServer;

before(async () => {
  for (const folder of [page, path.join(root, 'library'), path.join(root, 'page-secret')]) {
    mkdirSync(folder);
  }
  writeFileSync(path.join(page, 'index.html'), '<p>page</p>');
  writeFileSync(path.join(page, 'core.wasm'), 'wasm');
  writeFileSync(path.join(page, '.hidden'), 'hidden');
  writeFileSync(path.join(root, 'library', 'index.js'), 'export {};');
  writeFileSync(path.join(root, 'secret.txt'), 'secret');
  writeFileSync(path.join(root, 'page-secret', 'secret.txt'), 'secret');
  mkdirSync(path.join(page, 'inner'));
  symlinkSync(path.join(root, 'secret.txt'), path.join(page, 'link.txt'));
  symlinkSync(path.join(root, 'page-secret'), path.join(page, 'linked'));
  symlinkSync('../../secret.txt', path.join(page, 'inner', 'index.html'));
  symlinkSync('core.wasm', path.join(page, 'own.wasm'));
  server = await serveFolders({ '/': page, '/apebench/': path.join(root, 'library') });
});

after(async () => {
  await server.close();
  rmSync(root, { recursive: true });
});

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** Asks for a path as it is written: `fetch` would tidy it up. */
function ask(target: string, headers: Record<string, string> = {}): Promise<Answer> {
  const { port } = new URL(server.url);
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path: target, headers }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text) => {
        body += text;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode!, headers: response.headers, body }),
      );
    }).on('error', reject);
  });
}

test('files come with their types, from the folder of the longest path', async () => {
  const index = await ask('/');
  assert.deepEqual([index.status, index.body], [200, '<p>page</p>']);
  assert.match(index.headers['content-type']!, /^text\/html/);
  assert.equal((await ask('/core.wasm?v=1')).headers['content-type'], 'application/wasm');
  const library = await ask('/apebench/index.js');
  assert.equal(library.body, 'export {};');
  assert.match(library.headers['content-type']!, /^text\/javascript/);
  assert.equal((await ask('/index.js')).status, 404);
});

test('links inside of a folder are followed, and a folder is where its slash is', async () => {
  assert.equal((await ask('/own.wasm')).body, 'wasm');
  assert.equal((await ask('/inner')).status, 301);
});

test('a foreign host is refused', async () => {
  for (const host of ['evil.example', 'localhost.evil.example:80', '127.0.0.1.evil.example']) {
    const { status, body } = await ask('/', { host });
    assert.deepEqual([status, body], [403, ''], host);
  }
  for (const host of ['localhost', 'LOCALHOST:8080', '127.0.0.1:1', '[::1]:8080']) {
    assert.equal((await ask('/', { host })).status, 200, host);
  }
});

test('refusals come with all the headers, too', async () => {
  const { headers: wanted } = await ask('/core.wasm');
  const names = Object.keys(wanted).filter((name) => /^(cross|content-sec|x-|ref)/.test(name));
  assert.equal(names.length, 6);
  const refusals = [
    await ask('/none'),
    await ask('/%'),
    await ask('/.hidden'),
    await ask('/link.txt'),
    await ask('/', { host: 'evil.example' }),
    await ask('/core.wasm', { range: 'bytes=9-' }),
  ];
  assert.deepEqual(
    refusals.map(({ status }) => status),
    [404, 400, 403, 404, 403, 416],
  );
  for (const { headers } of refusals) {
    for (const name of names) assert.equal(headers[name], wanted[name], name);
  }
  assert.equal(refusals.at(-1)!.headers['content-range'], 'bytes */4');
});

test('every file comes with the policy, and with isolation unless that is off', async () => {
  const { headers } = await ask('/core.wasm');
  const policy = headers['content-security-policy'] as string;
  assert.match(policy, /default-src 'self'; script-src 'self' 'wasm-unsafe-eval';/);
  assert.doesNotMatch(policy, /'unsafe-eval'|'unsafe-inline'|https?:|\*/);
  assert.equal(headers['cross-origin-opener-policy'], 'same-origin');
  assert.equal(headers['cross-origin-embedder-policy'], 'require-corp');
  assert.equal(headers['x-content-type-options'], 'nosniff');

  const plain = await serveFolders({ '/': page }, { isolated: false });
  try {
    const answered = await fetch(new URL('core.wasm', plain.url));
    assert.equal(answered.headers.get('cross-origin-opener-policy'), null);
    assert.equal(answered.headers.get('cross-origin-embedder-policy'), null);
    assert.equal(answered.headers.get('content-security-policy'), policy);
  } finally {
    await plain.close();
  }
});

const ways = [
  '/../secret.txt',
  '/%2e%2e/secret.txt',
  '/..%2fsecret.txt',
  '/..%5csecret.txt',
  '/apebench/../../secret.txt',
  '/apebench/..%2f..%2fsecret.txt',
  '/../page-secret/secret.txt',
  '/%2e%2e/page-secret/secret.txt',
  `/${pathToFileURL(path.join(root, 'secret.txt')).pathname}`,
  '/.hidden',
  '/link.txt',
  '/linked/secret.txt',
  '/inner/',
  '/inner/index.html',
  '/%00',
  '/%',
];

for (const way of ways) {
  test(`nothing outside the folders is read: ${way.replace(root, '…')}`, async () => {
    const { status, body } = await ask(way);
    assert.ok(status >= 400 && status < 500, `${status}`);
    assert.doesNotMatch(body, /secret\b(?!\.txt)|hidden$/);
  });
}

test('an absurd range and another method are answered, and the server lives on', async () => {
  assert.ok([200, 206, 416].includes((await ask('/core.wasm', { range: 'bytes=3-1' })).status));
  const { port } = new URL(server.url);
  const status = await new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path: '/', method: 'POST' }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end('x');
  });
  assert.equal(status, 405);
  assert.equal((await ask('/')).status, 200);
});

test('a port that is taken is the user’s to change', async () => {
  const port = Number(new URL(server.url).port);
  await assert.rejects(serveFolders({ '/': page }, { port }), (error) => {
    assert.ok(error instanceof UserError);
    assert.match(error.message, new RegExp(`^port ${port} is taken by another program; --port N`));
    return true;
  });
});

/** What comes back for these bytes, status and headers. */
function raw(text: string): Promise<string> {
  const { port } = new URL(server.url);
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(port), '127.0.0.1', () => socket.write(text));
    socket
      .on('data', (bytes) => {
        answer += bytes;
        if (answer.includes('\r\n\r\n')) socket.destroy();
      })
      .on('error', reject)
      .on('close', () => resolve(answer));
  });
}

test('what never becomes a request is refused with all the headers, too', async () => {
  const { headers: wanted } = await ask('/core.wasm');
  const names = Object.keys(wanted).filter((name) => /^(cross|content-sec|x-|ref)/.test(name));
  for (const [text, status] of [
    ['nonsense\r\n\r\n', 400],
    ['GET / HTTP/1.1\r\n\r\n', 400],
    [`GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
    ['GET / HTTP/1.1\r\nHost: localhost\r\nExpect: 200-ok\r\n\r\n', 417],
  ] as const) {
    const answer = await raw(text);
    assert.match(answer, new RegExp(`^HTTP/1\\.1 ${status} `), answer);
    for (const name of names) {
      const [, value] = new RegExp(`^${name}: (.*?)\r?$`, 'im').exec(answer) ?? [];
      assert.equal(value, wanted[name], `${status}: ${name}`);
    }
  }
  assert.equal((await ask('/')).status, 200);
});
