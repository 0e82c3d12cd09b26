// `write-often.mjs FOLDER TIMES`, as a process or a thread: writes one file again and again, on the
// built library. Every writer believes to be the same process.

import process from 'node:process';
import { workerData } from 'node:worker_threads';
import { openStore } from '../../dist/index.js';

Object.defineProperty(process, 'pid', { value: 4242 });
const [folder, times] = workerData ?? process.argv.slice(2);
const store = openStore(folder);
for (let i = 0; i < Number(times); i++) {
  const length = i % 2 === 0 ? 50 : 2_000_000;
  const [byte] = crypto.getRandomValues(new Uint8Array(1));
  await store.write('raw/key', new Uint8Array(length).fill(byte));
}
