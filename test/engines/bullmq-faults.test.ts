/**
 * A study on a queue while workers, their children and Redis are killed and the network is cut: every
 * key is once in the store, with the bytes of a run on one machine, and no process is left.
 */

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as later } from 'node:timers/promises';
import { Bridge, TwoHosts } from './bridge.js';
import {
  assertGone,
  childrenOn,
  entries,
  QueueStudy,
  reference,
  resultsIn,
  startWorker,
  type TestWorker,
  type WorkerSetting,
} from './queue-study.js';
import { missingRedis, RedisServer, type ServerOptions, until } from './redis-server.js';

const COUNT = 3;
const STUDY = entries(COUNT);
const skip = missingRedis();

/** Of a process, on its processors, in seconds. */
function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/.*\) /, '').split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

describe('a study on a queue', { skip }, () => {
  let root: string;
  let expected: Record<string, string>;

  before(async () => {
    root = mkdtempSync(path.join(tmpdir(), 'apebench queue-'));
    expected = await reference(path.join(root, 'reference'), STUDY);
    assert.equal(Object.keys(expected).length, 2 * COUNT);
  });
  after(() => rmSync(root, { recursive: true, force: true }));

  interface Scene {
    readonly folder: string;
    readonly server: RedisServer;
    readonly start: (setting?: Partial<WorkerSetting>) => TestWorker;
  }

  /**
   * A study that is submitted, and at whose end all must be as it should. `way` is how this process and
   * workers that have no other way come to the Redis.
   */
  async function scene(
    name: string,
    play: (scene: Scene) => Promise<void>,
    options: ServerOptions = {},
    way = async (server: RedisServer) => server.url(),
  ): Promise<void> {
    const folder = path.join(root, name);
    const server = await RedisServer.start(path.join(root, `redis-${name}`), options);
    const url = await way(server);
    const workers: TestWorker[] = [];
    const study = await QueueStudy.open(url, folder, STUDY);
    const start = (setting: Partial<WorkerSetting> = {}) => {
      const worker = startWorker({ url, folder, ...setting });
      workers.push(worker);
      return worker;
    };
    try {
      assert.deepEqual(await study.submit(), { submitted: COUNT, queued: 0 });
      await play({ folder, server, start });
      const isDone = async () => {
        if (childrenOn(folder).length > 0) return false;
        const { length } = Object.keys(resultsIn(folder));
        return length === 2 * COUNT && (await study.missing()).length === 0;
      };
      await until('everything is in the store', isDone, 120);
      for (const { process } of workers) process.kill('SIGTERM');
      await assertGone(folder, workers);
      assert.deepEqual(resultsIn(folder), expected);
      assert.deepEqual(await study.submit(), { submitted: 0, queued: 0 });
    } catch (error) {
      const said = workers.map((worker) => worker.said()).join('\n---\n');
      throw new Error(`${(error as Error).stack}\n${said}`);
    } finally {
      for (const { process } of workers) process.kill('SIGKILL');
      await until('children are gone', () => childrenOn(folder).length === 0);
      study.close();
      await server.kill();
    }
  }

  const running = (folder: string, count: number) =>
    until(`${count} experiments run`, () => childrenOn(folder).length === count);

  test('a worker that is killed: its child ends with it, another worker takes over', () =>
    scene('worker', async ({ folder, start }) => {
      const first = start();
      await running(folder, 1);
      const [child] = childrenOn(folder);
      first.process.kill('SIGKILL');
      await until('the child is gone', () => !childrenOn(folder).includes(child!), 10);
      start();
    }));

  test('a worker that is killed while its child is yet to start', () =>
    scene('start', async ({ folder, start }) => {
      const first = start();
      await until('a child is there', () => childrenOn(folder).length === 1);
      first.process.kill('SIGKILL');
      await until('the child is gone', () => childrenOn(folder).length === 0, 10);
      start();
    }));

  test('a child that is killed is tried again', () =>
    scene('child', async ({ folder, start }) => {
      const worker = start({ concurrency: 2 });
      await running(folder, 2);
      process.kill(childrenOn(folder)[0]!, 'SIGKILL');
      await until('it is told', () => worker.said().includes('killed by SIGKILL'));
    }));

  test('a worker that is told to end gives its job back, with a checkpoint', () =>
    scene('polite', async ({ folder, start }) => {
      const first = start();
      await running(folder, 1);
      await later(1000);
      first.process.kill('SIGTERM');
      assert.equal(await first.ended, 0, first.said());
      assert.deepEqual(childrenOn(folder), []);
      start();
    }));

  test('a Redis that is killed and comes back with what it kept', () =>
    scene('redis', async ({ folder, server, start }) => {
      const worker = start();
      await running(folder, 1);
      // The log of Redis is written every second.
      await later(1100);
      await server.kill();
      const since = cpuSeconds(worker.process.pid!);
      await until('it is told', () => worker.said().includes('is away'));
      await later(3000);
      const spent = cpuSeconds(worker.process.pid!) - since;
      assert.ok(spent < 1, `while it waited it used ${spent} s of a processor`);
      await server.start();
      await until('it is told', () => worker.said().includes('is there again'));
    }));

  /** A worker that is cut off from Redis goes on by itself, and another one does the same again. */
  async function cutOff(
    { folder, start }: Scene,
    way: Partial<WorkerSetting>,
    line: Pick<Bridge | TwoHosts, 'cut' | 'heal'>,
  ): Promise<void> {
    const far = start(way);
    await running(folder, 1);
    await line.cut();
    await until('it goes on to the end', () => far.said().includes('finished'));
    const near = start();
    await until('another one takes it over', () => near.said().includes('skipped'));
    await line.heal();
  }

  test('a worker whose host is cut off, which nobody says', async (t) => {
    const hosts = TwoHosts.make();
    if (hosts === undefined) return t.skip('this machine lets us make no network namespaces');
    try {
      const socket = path.join(root, 'redis.sock');
      let bridge: Bridge | undefined;
      await scene(
        'cable',
        async (own) => {
          const url = own.server.url();
          await cutOff(own, { url, within: hosts.on(1) }, hosts);
        },
        {
          address: hosts.address,
          within: hosts.on(0),
          config: `unixsocket ${JSON.stringify(socket)}`,
        },
        async (server) => {
          bridge = await Bridge.open({ path: socket });
          return server.url(undefined, `127.0.0.1:${bridge.port}`);
        },
      );
      await bridge?.cut();
    } finally {
      hosts.remove();
    }
  });

  test('a worker whose connections are torn, and refused for a while', async () => {
    let bridge: Bridge | undefined;
    await scene('torn', async (own) => {
      bridge = await Bridge.open({ port: own.server.port });
      const url = own.server.url(undefined, `127.0.0.1:${bridge.port}`);
      await cutOff(own, { url }, bridge);
    });
    await bridge?.cut();
  });
});
