/** The queue's doors: who is let in, what is put into it, and what is refused. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import type { Failure } from '../../src/study/running/index.js';
import { type Outcome, startIn } from '../cli/apebench.js';
import {
  childrenOn,
  entries,
  QueueStudy,
  resultsIn,
  startWorker,
  type TestWorker,
} from './queue-study.js';
import { freePort, missingRedis, RedisServer, until } from './redis-server.js';

const skip = missingRedis();
const STUDY = entries(2, 20);

/** Runs the command line with the address of a Redis in its environment. */
const within = (url: string | undefined, ...words: string[]): Promise<Outcome> => {
  const { APEBENCH_REDIS_URL: _, ...env } = process.env;
  return startIn(url === undefined ? env : { ...env, APEBENCH_REDIS_URL: url }, ...words).outcome;
};

describe('the doors of a queue', { skip }, () => {
  let root: string;
  let server: RedisServer;
  let studyFile: string;
  let count = 0;

  before(async () => {
    root = mkdtempSync(path.join(tmpdir(), 'apebench queue-'));
    studyFile = path.join(root, 'study.json');
    writeFileSync(studyFile, JSON.stringify(STUDY));
    server = await RedisServer.start(path.join(root, 'redis'));
  });
  after(async () => {
    await server.kill();
    rmSync(root, { recursive: true, force: true });
  });

  let folder: string;
  let study: QueueStudy;
  const workers: TestWorker[] = [];
  const start = (...command: string[]) => {
    const setting = command.length === 0 ? {} : { command };
    const worker = startWorker({ url: server.url(), folder, ...setting });
    workers.push(worker);
    return worker;
  };
  beforeEach(async () => {
    folder = path.join(root, `store ${count++}`);
    study = await QueueStudy.open(server.url(), folder, STUDY);
  });
  afterEach(async () => {
    for (const worker of workers.splice(0)) {
      worker.process.kill('SIGTERM');
      await worker.ended;
    }
    await study.empty();
    study.close();
    assert.deepEqual(childrenOn(folder), []);
  });

  const submitting = (url: string | undefined, ...words: string[]) =>
    within(
      url,
      'study',
      studyFile,
      '--backend',
      'wasm',
      '--out',
      folder,
      '--engine',
      'bullmq',
      ...words,
    );

  async function refuses(url: string | undefined, says: RegExp, ...words: string[]): Promise<void> {
    const ends = [submitting(url, ...words), within(url, 'worker', ...words)];
    for (const { code, stderr, stdout } of await Promise.all(ends)) {
      assert.equal(code, 2, stderr);
      assert.match(stderr, says);
      assert.doesNotMatch(stderr + stdout, /secret|wrong-one/, 'a password is told');
    }
  }

  test('a wrong password, none, a wrong prefix, nobody there: one message, at once', async () => {
    await refuses(server.url('ape:wrong-one@'), /refuses this user and password/);
    await refuses(server.url(''), /wants a user and a password/);
    await refuses(server.url(), /keys that start with 'other:'/, '--prefix', 'other');
    await refuses(server.url(), /--prefix must be/, '--prefix', 'a b');
    await refuses(
      `redis://ape:secret@127.0.0.1:${await freePort()}`,
      /cannot be reached: .*REFUSED/,
    );
    await refuses(undefined, /--redis is missing/);
  });

  test('a server that never answers is not waited for', async () => {
    const deaf = createServer((socket) => socket.on('error', () => {}));
    const port = await freePort();
    await new Promise<void>((resolve) => deaf.listen(port, '127.0.0.1', resolve));
    const url = `redis://ape:secret@127.0.0.1:${port}`;
    const { code, stderr } = await submitting(url);
    deaf.close();
    assert.equal(code, 2);
    assert.match(stderr, /gave no answer in 5 s/);
  });

  test('what is no address is refused without a word of it', async () => {
    for (const [url, says] of [
      ['secret', /this is no address/],
      ['http://ape:secret@host', /'http:'/],
      ['redis://ape:secret@host/name', /number of a database/],
      ['redis://ape:%zzsecret@host', /a % that stands for no sign/],
      ['redis://ape:secret@host?tls=1', /parts that mean nothing/],
    ] as const) {
      const { code, stderr } = await within(url, 'worker');
      assert.equal(code, 2);
      assert.match(stderr, says);
      assert.match(stderr, /APEBENCH_REDIS_URL/);
      assert.doesNotMatch(stderr, /secret/);
    }
  });

  test('options that mean nothing beside the engine are refused', async () => {
    for (const [words, says] of [
      [['--engine', 'bullmq', '--overwrite'], /--overwrite can't stand beside --engine/],
      [['--engine', 'bullmq', '--threads', '2'], /--threads can't stand beside --engine/],
      [['--engine', 'bullmq', '--engine-option', 'a=b'], /--engine-option is for --engine slurm/],
      [['--redis', 'redis://host'], /--redis is for --engine bullmq/],
      [['--wait'], /--wait is for --engine bullmq/],
    ] as const) {
      const { code, stderr } = await within(server.url(), 'study', studyFile, ...words);
      assert.equal(code, 2);
      assert.match(stderr, says);
    }
  });

  test('without the packages: what to install', async () => {
    const hook = `export const resolve = (name, context, next) => name === 'bullmq'
      ? Promise.reject(Object.assign(new Error('no'), { code: 'ERR_MODULE_NOT_FOUND' }))
      : next(name, context);`;
    const file = path.join(root, 'hook.mjs');
    const url = `data:text/javascript,${encodeURIComponent(hook)}`;
    writeFileSync(
      file,
      `import { register } from 'node:module'; register(${JSON.stringify(url)});`,
    );
    const env = {
      ...process.env,
      NODE_OPTIONS: `--import "${file}"`,
      APEBENCH_REDIS_URL: server.url(),
    };
    const { code, stderr } = await startIn(env, 'worker').outcome;
    assert.equal(code, 2, stderr);
    assert.match(stderr, /npm install bullmq ioredis/);
  });

  test('the command puts a study into the queue, waits, and melts', async () => {
    const waiting = submitting(server.url(), '--wait', '--json');
    const env = { ...process.env, APEBENCH_REDIS_URL: server.url() };
    const worker = startIn(env, 'worker', '--concurrency', '2', '--threads', '1');
    const { code, stdout, stderr } = await waiting;
    assert.equal(code, 0, stderr);
    worker.kill('SIGTERM');
    const ended = await worker.outcome;
    assert.deepEqual([ended.code, ended.stdout], [143, ''], ended.stderr);
    assert.match(
      ended.stderr,
      /^Waiting for experiments from redis:\/\/127.0.0.1:\d+, 2 at once\n/,
    );
    assert.equal(ended.stderr.match(/Finished training!/g)?.length, 2, ended.stderr);
    assert.match(ended.stderr, /Stopped\. What it had begun goes on in other workers/);
    assert.match(stderr, /^2 experiments put into the queue$/m);
    assert.equal(JSON.parse(stdout).trained, 2);
    assert.ok(readdirSync(folder).includes('metrics.csv'));
    assert.deepEqual(await study.failed(), []);
    // The same once more has nothing to put there.
    const again = await submitting(server.url(), '--json');
    const { submitted, done } = JSON.parse(again.stdout);
    assert.deepEqual([again.code, submitted, done], [0, 0, 2], again.stderr);
  });

  test('what is in the queue is not put there twice', async () => {
    assert.deepEqual(await study.submit(), { submitted: 2, queued: 0 });
    assert.deepEqual(await study.submit(), { submitted: 0, queued: 2 });
    assert.equal(await study.waiting(), 2);
  });

  test('a result that is gone is made again, although the queue knows its job as done', async () => {
    await study.submit();
    start();
    await until('all is done', () => study.isIdle());
    const whole = resultsIn(folder);
    const [table] = readdirSync(path.join(folder, 'raw')).filter((name) => name.endsWith('.json'));
    rmSync(path.join(folder, 'raw', table!));
    assert.deepEqual(await study.submit(), { submitted: 1, queued: 0 });
    await until('all is done', () => study.isIdle());
    assert.deepEqual(resultsIn(folder), whole);
    assert.deepEqual(await study.missing(), []);
  });

  test('what failed for good is kept with its error, melted without, and tried when asked again', async () => {
    await study.submit();
    const broken = start(process.execPath, '-e', 'process.kill(process.pid, "SIGKILL")');
    await until('all has failed', async () => (await study.failed()).length === 3);
    broken.process.kill('SIGTERM');
    await broken.ended;
    const failures = await study.failures();
    assert.equal(failures.length, 2);
    for (const { error, exitCode } of failures) {
      assert.deepEqual([error, exitCode], ['killed by SIGKILL', 137]);
    }
    const without = await submitting(server.url());
    assert.match(
      without.stdout,
      /^2 experiments failed before: not submitted \(--retry-failed does\)/,
    );
    const again = await submitting(server.url(), '--retry-failed', '--json');
    assert.equal(JSON.parse(again.stdout).submitted, 2, again.stderr);
    start();
    await until('all is done', () => study.isIdle());
    assert.deepEqual(await study.missing(), []);
    assert.deepEqual(await study.failures(), []);
  });

  test('bad input is not tried again', async () => {
    await study.submit();
    const script = 'console.error("apebench: no such thing"); process.exitCode = 2';
    const worker = start(process.execPath, '-e', script);
    await until('all has failed', async () => (await study.failed()).length === 3);
    assert.equal(worker.said().match(/exit code 2: apebench: no such thing/g)?.length, 3);
  });

  test('jobs of another study, of others, and another submission are named and left alone', async () => {
    await study.submit();
    const other = await QueueStudy.open(server.url(), `${folder} other`, entries(1, 20));
    await assert.rejects(other.submit(), (error: Error) => {
      assert.match(error.message, /has jobs of another study \(manifest [0-9a-f]{12} in '/);
      assert.ok(error.message.includes(folder) && /--prefix/.test(error.message));
      return true;
    });
    assert.equal(await study.waiting(), 2);
    // The same folder with more in it is the same study.
    const grown = await QueueStudy.open(server.url(), folder, entries(3, 20));
    assert.deepEqual(await grown.submit(), { submitted: 1, queued: 2 });
    grown.close();
    await study.empty();
    await study.addForeign();
    await assert.rejects(other.submit(), /jobs that are not of this apebench \('mail'/);
    const worker = start();
    assert.equal(await worker.ended, 1);
    assert.match(worker.said(), /jobs that are not of this apebench \('mail'/);
    assert.equal(await study.waiting(), 1, 'it is still there');
    await study.empty();
    await study.redis.connection.set('ape:experiments:submission', 'other', 'PX', 60_000);
    await assert.rejects(other.submit(), /another submission .* is under way/);
    other.close();
  });

  test('a worker without the manifest, or with one that was edited, gives the job back and ends', async () => {
    await study.submit();
    const elsewhere = startWorker({ url: server.url(), folder: `${folder} nowhere` });
    assert.equal(await elsewhere.ended, 1);
    assert.match(elsewhere.said(), /there is no manifest '.*--store must name the folder/);
    assert.equal(await study.waiting(), 2);
    const copy = `${folder} copy`;
    cpSync(folder, copy, { recursive: true });
    const [manifest] = readdirSync(path.join(copy, 'manifests'));
    appendFileSync(path.join(copy, 'manifests', manifest!), '\n');
    const edited = startWorker({ url: server.url(), folder: copy });
    assert.equal(await edited.ended, 1);
    assert.match(edited.said(), /was changed after it was made/);
    assert.equal(await study.waiting(), 2);
    start();
    await until('all is done', () => study.isIdle());
    assert.deepEqual(await study.missing(), []);
  });

  test('a worker that has lost its lock stops the child', async () => {
    const long = await QueueStudy.open(server.url(), folder, entries(1, 1_000_000));
    await long.submit();
    const worker = start();
    await until('it runs', () => childrenOn(folder).length === 1);
    const [child] = childrenOn(folder);
    await long.dropLocks();
    await until('it is told', () => worker.said().includes('given to another worker'));
    await until('the child is gone', () => !childrenOn(folder).includes(child!), 15);
    long.close();
  });

  test('what more than five workers died at counts as failed', async () => {
    const long = await QueueStudy.open(server.url(), folder, entries(1, 1_000_000));
    await long.submit();
    const worker = start();
    await until('it runs', () => childrenOn(folder).length === 1);
    await long.countStalls(5);
    worker.process.kill('SIGKILL');
    start();
    await until('it has failed', async () => (await long.failures()).length === 1);
    const [{ error, exitCode }] = (await long.failures()) as [Failure];
    assert.deepEqual([error, exitCode], ['more than 5 workers have died at it', 1]);
    await until('the rest is done', () => long.isIdle());
    long.close();
  });

  test('a worker whose Redis is away ends all the same, and so do its children', async () => {
    const own = await RedisServer.start(path.join(root, 'away'));
    const long = await QueueStudy.open(own.url(), folder, entries(1, 1_000_000));
    await long.submit();
    long.close();
    const env = { ...process.env, APEBENCH_REDIS_URL: own.url() };
    const worker = startIn(env, 'worker', '--store', folder);
    await until('it runs', () => childrenOn(folder).length === 1);
    await own.kill();
    await worker.says('is away');
    worker.kill('SIGTERM');
    const { code, stderr } = await worker.outcome;
    assert.equal(code, 143, stderr);
    assert.match(stderr, /Stopped\. What it had begun/);
    assert.deepEqual(childrenOn(folder), []);
  });

  test('by TLS, with an authority of the site', async () => {
    const certificate = path.join(root, 'certificate.pem');
    const key = path.join(root, 'key.pem');
    const made = spawnSync('openssl', [
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'],
      ...['-addext', 'subjectAltName=DNS:localhost', '-keyout', key, '-out', certificate],
    ]);
    assert.equal(made.status, 0, String(made.stderr));
    const port = await freePort();
    const files = [`tls-cert-file "${certificate}"`, `tls-key-file "${key}"`];
    const config = [`tls-port ${port}`, ...files, 'tls-auth-clients no'].join('\n');
    const safe = await RedisServer.start(path.join(root, 'tls'), { config });
    try {
      const url = `rediss://ape:secret@localhost:${port}`;
      const unknown = await submitting(url);
      assert.match(unknown.stderr, /cannot be reached: .*self.signed/);
      const env = { ...process.env, APEBENCH_REDIS_URL: url, NODE_EXTRA_CA_CERTS: certificate };
      const words = [
        'study',
        studyFile,
        '--backend',
        'wasm',
        '--out',
        folder,
        '--engine',
        'bullmq',
      ];
      const { code, stdout, stderr } = await startIn(env, ...words).outcome;
      assert.equal(code, 0, stderr);
      assert.match(stdout, /2 experiments put into the queue/);
    } finally {
      await safe.kill();
    }
  });
});
