/** `count-under-lock.ts FOLDER TIMES` adds one to a number in a file, so many times. */

import { openStore, withLock } from '../../src/study/store/index.js';

const [folder, times] = process.argv.slice(2);
const store = openStore(folder!);
for (let i = 0; i < Number(times); i++) {
  await withLock(store, 'a.lock', async () => {
    const before = await store.read('count');
    await store.write('count', String(1 + Number(new TextDecoder().decode(before))));
  });
}
