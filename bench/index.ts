// `npm run bench [-- TASK …]`: times the tasks on one thread and prints JSON lines. With APEBENCH_PEERS, the peers run in turn
// with ours, and a line for each task gives the ratio of the medians to the best variant of the peer and to every other.
// A check value that is not the peers' fails the run.

import { loadCore } from '../src/core/index.js';
import { measure, summarise } from './measure.js';
import { type PeerLine, Peers } from './peers.js';
import { tasks } from './tasks.js';

const ROUNDS = 3;
const BUDGET_MS = 2000;

await loadCore();
const wanted = process.argv.slice(2);
const source = process.env.APEBENCH_PEERS;
const peers = source ? new Peers(source) : null;
let failed = false;

const print = (line: object) => console.log(JSON.stringify(line));
const agree = (a: number, b: number, digits: number) =>
  a.toPrecision(digits) === b.toPrecision(digits) || Math.abs(a / b - 1) < 10 ** -digits;

/** The number behind `name=` in a peer's note. */
function noted(line: PeerLine, name: string): number {
  const at = line.note.indexOf(`${name}=`);
  return at < 0 ? Number.NaN : Number.parseFloat(line.note.slice(at + name.length + 1));
}

for (const task of tasks) {
  if (wanted.length > 0 && !wanted.includes(task.key)) continue;
  const { name, value, digits } = task.check;
  const prepared = await task.prepare();
  const found = prepared.check();
  const matches = agree(found, value, digits);
  if (!matches) failed = true;

  const ours: number[] = [];
  const theirs = new Map<string, PeerLine[]>();
  for (let round = 0; round < (peers ? ROUNDS : 1); round++) {
    ours.push(...measure(prepared.run, BUDGET_MS));
    for (const line of peers?.run(task.key) ?? []) {
      theirs.set(line.peer, [...(theirs.get(line.peer) ?? []), line]);
      if (!agree(noted(line, name), found, digits)) failed = true;
    }
  }
  const { medianMs, minMs, runs } = summarise(ours);
  const round4 = (x: number) => Number(x.toPrecision(4));
  print({
    peer: 'apebench wasm simd',
    task: task.key,
    title: task.title,
    median_ms: round4(medianMs),
    min_ms: round4(minMs),
    n: runs,
    threads: 1,
    [name]: found,
    expected: value,
    matches,
  });
  const ranked = [...theirs].map(([peer, lines]) => ({
    peer,
    note: lines[0].note,
    median_ms: summarise(lines.map((l) => l.median_ms)).medianMs,
    min_ms: Math.min(...lines.map((l) => l.min_ms)),
  }));
  ranked.sort((a, b) => a.median_ms - b.median_ms);
  for (const line of ranked) {
    print({ ...line, task: task.key, threads: 1, ratio: round4(medianMs / line.median_ms) });
  }
}
peers?.close();
if (failed) {
  console.error('a check value differs from that of the peers');
  process.exitCode = 1;
}
