/** Locks of a store: one at a time has them, and the dead do not keep them. */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import promises from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as later } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { MemoryStore, type Store } from '../../src/study/index.js';
import { FolderStore } from '../../src/study/store/folder.js';
import { withLock } from '../../src/study/store/lock.js';
import { inFolder } from '../kills/folders.js';

/** A clock that only runs forward, which can be moved on. */
function clock(t: TestContext): { ahead: number } {
  const moved = { ahead: 0 };
  const now = performance.now.bind(performance);
  t.mock.method(performance, 'now', () => now() + moved.ahead);
  return moved;
}

/** Whether something has ended by now. */
async function isPending(work: Promise<unknown>): Promise<boolean> {
  return (await Promise.race([work.then(() => 'done'), later(150, 'pending')])) === 'pending';
}

const LOCK = 'deep/down/a.lock';

for (const kind of ['folder', 'memory']) {
  test(`one at a time works under a lock, in a ${kind}`, () =>
    inFolder(async (folder) => {
      const memory = new MemoryStore('m');
      const storeOf = (): Store => (kind === 'folder' ? new FolderStore(folder) : memory);
      let [inside, done] = [0, 0];
      const work = async () => {
        assert.equal(++inside, 1);
        await later(1);
        inside--;
        return ++done;
      };
      const all = Array.from({ length: 30 }, () => withLock(storeOf(), LOCK, work));
      assert.equal((await Promise.all(all)).length, 30);
      assert.equal(done, 30);
      const failing = withLock(storeOf(), LOCK, async () => {
        throw new Error('as it happens');
      });
      await assert.rejects(failing, /as it happens/);
      await withLock(storeOf(), LOCK, work);
      if (kind === 'folder') assert.deepEqual(readdirSync(path.join(folder, 'deep/down')), []);
    }));
}

test('processes share a lock', () =>
  inFolder(async (folder) => {
    const script = fileURLToPath(new URL('../cases/count-under-lock.ts', import.meta.url));
    const children = Array.from({ length: 3 }, () =>
      spawn(process.execPath, ['--import', 'tsx', script, folder, '40'], { stdio: 'inherit' }),
    );
    const codes = await Promise.all(
      children.map((child) => new Promise((resolve) => child.on('close', resolve))),
    );
    assert.deepEqual(codes, [0, 0, 0]);
    assert.equal(readFileSync(path.join(folder, 'count'), 'utf8'), '120');
    assert.deepEqual(readdirSync(folder), ['count']);
  }));

test('a dead holder loses a lock, whatever his clock said, and one of those who wait has it', (t) =>
  inFolder(async (folder) => {
    const moved = clock(t);
    const file = path.join(folder, 'a.lock');
    for (const days of [-1, 0, 1]) {
      // Of a process that was killed; an empty one, of one that was before it wrote its token.
      writeFileSync(file, days === 0 ? '' : 'someone');
      const time = new Date(Date.now() + days * 86_400_000);
      utimesSync(file, time, time);
      let [inside, done] = [0, 0];
      const waiting = Promise.all(
        Array.from({ length: 30 }, () =>
          withLock(new FolderStore(folder), 'a.lock', async () => {
            assert.equal(++inside, 1);
            await later(2);
            inside--;
            done++;
          }),
        ),
      );
      assert.ok(await isPending(waiting));
      moved.ahead += 19_000;
      assert.ok(await isPending(waiting), 'he may live');
      moved.ahead += 2_000;
      await waiting;
      assert.equal(done, 30);
      assert.deepEqual(readdirSync(folder), []);
    }
  }));

test('a holder who was dead a month ago by the clock of the folder loses a lock at once', () =>
  inFolder(async (folder) => {
    const file = path.join(folder, 'a.lock');
    writeFileSync(file, 'someone');
    const time = new Date(Date.now() - 31 * 86_400_000);
    utimesSync(file, time, time);
    assert.equal(await withLock(new FolderStore(folder), 'a.lock', async () => 'mine'), 'mine');
  }));

test('locks that dead holders have left are swept; what is only called so stays', (t) =>
  inFolder(async (folder) => {
    const moved = clock(t);
    const store = new FolderStore(folder);
    const [ours, other] = ['a.lock', 'poetry.lock'].map((name) => path.join(folder, name));
    writeFileSync(other!, 'x'.repeat(32));
    writeFileSync(ours!, '0123456789abcdef'.repeat(2));
    await store.sweep('');
    moved.ahead += 59_000;
    await store.sweep('');
    assert.ok(existsSync(ours!));
    moved.ahead += 2_000;
    await store.sweep('');
    moved.ahead += 100_000;
    await store.sweep('');
    assert.deepEqual(readdirSync(folder), ['poetry.lock']);
    await withLock(store, 'b.lock', async () => {
      await store.sweep('');
      assert.equal(readdirSync(folder).length, 2);
    });
  }));

test('a lock never lacks its holder, so that who is killed leaves none that is not swept', (t) =>
  inFolder(async (folder) => {
    const probe = await promises.open(path.join(folder, 'probe'), 'w');
    await probe.close();
    const seen: string[] = [];
    const prototype: typeof probe = Object.getPrototypeOf(probe);
    const write = prototype.writeFile;
    t.mock.method(prototype, 'writeFile', async function (this: typeof probe, text: string) {
      seen.push(...readdirSync(folder));
      await write.call(this, text);
    });
    await withLock(new FolderStore(folder), 'a.lock', async () => {
      assert.match(readFileSync(path.join(folder, 'a.lock'), 'utf8'), /^[0-9a-f]{32}$/);
      assert.deepEqual(readdirSync(folder), ['a.lock', 'probe']);
    });
    assert.equal(seen.length, 2);
    assert.match(seen[0]!, /^a\.lock\.[0-9a-f]{12}\.tmp$/);
  }));

/** What `link` does for a while. */
function linksBy(t: TestContext, act: typeof promises.link): void {
  t.mock.method(promises, 'link', act);
  syncBuiltinESMExports();
  t.after(() => {
    t.mock.restoreAll();
    syncBuiltinESMExports();
  });
}

test('where files have but one name locks hold, too', (t) =>
  inFolder(async (folder) => {
    linksBy(t, async () => {
      throw Object.assign(new Error('EPERM'), { code: 'EPERM' });
    });
    let inside = 0;
    const work = async () => {
      assert.equal(++inside, 1);
      await later(2);
      inside--;
    };
    const store = new FolderStore(folder);
    await Promise.all(Array.from({ length: 10 }, () => withLock(store, 'a.lock', work)));
    assert.deepEqual(readdirSync(folder), []);
  }));

test('a link that a server made and then denied is ours', (t) =>
  inFolder(async (folder) => {
    const real = promises.link;
    linksBy(t, async (from, to) => {
      await real(from, to);
      throw Object.assign(new Error('EEXIST'), { code: 'EEXIST' });
    });
    assert.equal(await withLock(new FolderStore(folder), 'a.lock', async () => 'mine'), 'mine');
    assert.deepEqual(readdirSync(folder), []);
  }));

test('a lock that cannot be given its name is named, and leaves nothing', (t) =>
  inFolder(async (folder) => {
    linksBy(t, async () => {
      throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
    });
    const locked = withLock(new FolderStore(folder), 'a.lock', async () => 'mine');
    await assert.rejects(locked, /cannot lock '.*a\.lock'/);
    assert.deepEqual(readdirSync(folder), []);
  }));

for (const days of [-1, 0, 1]) {
  test(`who lives keeps a lock, also when his clock has jumped by ${days} days`, (t) =>
    inFolder(async (folder) => {
      const moved = clock(t);
      const file = path.join(folder, 'a.lock');
      writeFileSync(file, 'someone');
      const waiting = withLock(new FolderStore(folder), 'a.lock', async () => 'mine');
      for (let i = 0; i < 4; i++) {
        const time = new Date(Date.now() + days * 86_400_000 + i * 2000);
        utimesSync(file, time, time);
        assert.ok(await isPending(waiting));
        moved.ahead += 15_000;
      }
      rmSync(file);
      assert.equal(await waiting, 'mine');
    }));
}

test('a holder gives signs of life', (t) =>
  inFolder(async (folder) => {
    t.mock.timers.enable({ apis: ['setInterval'] });
    const file = path.join(folder, 'a.lock');
    await withLock(new FolderStore(folder), 'a.lock', async () => {
      const then = new Date(Date.now() - 100_000);
      utimesSync(file, then, then);
      const before = readFileSync(file, 'utf8');
      t.mock.timers.tick(2_000);
      const moved = clock(t);
      const other = withLock(new FolderStore(folder), 'a.lock', async () => 'other');
      for (let i = 0; i < 3; i++) {
        assert.ok(await isPending(other));
        moved.ahead += 19_000;
        t.mock.timers.tick(2_000);
      }
      assert.equal(readFileSync(file, 'utf8'), before);
      other.catch(() => {});
    });
  }));

test('who slept while another took the lock does his work again, after him', (t) =>
  inFolder(async (folder) => {
    t.mock.timers.enable({ apis: ['setInterval'] });
    const moved = clock(t);
    const order: string[] = [];
    let wake = () => {};
    const asleep = new Promise<void>((resolve) => {
      wake = resolve;
    });
    const store = new FolderStore(folder);
    const first = withLock(store, 'a.lock', async () => {
      order.push('first begins');
      await asleep;
      order.push('first ends');
    });
    while (order.length === 0) await later(1);
    let finish = () => {};
    const second = withLock(store, 'a.lock', async () => {
      order.push('second begins');
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      order.push('second ends');
    });
    assert.ok(await isPending(second));
    moved.ahead += 21_000;
    while (order.length === 1) await later(1);
    wake();
    assert.ok(await isPending(first), 'his work was not under the lock to its end');
    finish();
    await Promise.all([first, second]);
    assert.deepEqual(order, [
      ...['first begins', 'second begins', 'first ends', 'second ends'],
      ...['first begins', 'first ends'],
    ]);
    assert.ok(!existsSync(path.join(folder, 'a.lock')));
  }));

test('what cannot be locked is named', () =>
  inFolder(async (folder) => {
    writeFileSync(path.join(folder, 'file'), '');
    const locking = withLock(new FolderStore(folder), 'file/a.lock', async () => {});
    await assert.rejects(locking, {
      name: 'UserError',
      message: /^cannot lock '.*file\/a\.lock': /,
    });
  }));
