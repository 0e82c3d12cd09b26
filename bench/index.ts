/**
 * `npm run bench [-- --threads N] [--milliseconds M] [--rounds R] [TASK …]`: times our tasks and
 * prints JSON lines. With APEBENCH_PEERS, the peers run in turn with ours, on as many threads, and
 * a line for each of their variants gives the ratios of the medians and of the minima. Then come
 * comparisons of our own work on different threads. A check value that is not the peers' fails the
 * run.
 */

import { parseArgs } from 'node:util';
import { type Backend, createBackend } from '../src/backends/index.js';
import { loadCore } from '../src/core/index.js';
import { agrees, Prepared, summarise, type Task, type Timing } from '../src/profiling/index.js';
import { type Comparison, comparisons } from './comparisons.js';
import { type PeerLine, Peers } from './peers.js';
import { type PeerTask, peerTasks } from './tasks.js';

function refuse(message: string): never {
  console.error(message);
  process.exit(2);
}

function given() {
  const options = {
    threads: { type: 'string', default: '1' },
    milliseconds: { type: 'string', default: '2000' },
    rounds: { type: 'string', default: '3' },
  } as const;
  try {
    return parseArgs({ options, allowPositionals: true });
  } catch (error) {
    return refuse((error as Error).message);
  }
}

const { values: options, positionals: wanted } = given();
const [threads, budgetMs, rounds] = (['threads', 'milliseconds', 'rounds'] as const).map((name) => {
  const count = Number(options[name]);
  if (Number.isSafeInteger(count) && count > 0) return count;
  return refuse(`--${name} is '${options[name]}'; it takes a whole number from 1 on`);
});
const known = [...peerTasks, ...comparisons].map(({ key }) => key);
for (const key of wanted) {
  if (!known.includes(key)) refuse(`there is no task '${key}'; there are ${known.join(', ')}`);
}
const isWanted = ({ key }: { key: string }) => wanted.length === 0 || wanted.includes(key);

await loadCore();
const backends = new Map<string, Promise<Backend>>();
const source = process.env.APEBENCH_PEERS;
const peers = source ? new Peers(source) : null;
let failed = false;

const print = (line: object) => console.log(JSON.stringify(line));
const round4 = (x: number) => Number(x.toPrecision(4));

function backendOf(count: number, relaxedSimd = false): Promise<Backend> {
  const key = `${count} ${relaxedSimd}`;
  const backend =
    backends.get(key) ?? createBackend({ backend: 'wasm', threads: count, relaxedSimd });
  backends.set(key, backend);
  return backend;
}

/** The number behind `name=` in a peer's note. */
function noted(line: PeerLine, name: string): number {
  const at = line.note.indexOf(`${name}=`);
  return at < 0 ? Number.NaN : Number.parseFloat(line.note.slice(at + name.length + 1));
}

/** A task, ready to run, and what is printed about its check. */
async function prepare(task: Task, backend: Backend): Promise<[Prepared, object]> {
  const prepared = await Prepared.on(backend, await task.build());
  if (!task.check) return [prepared, {}];
  const { name, value, digits, read } = task.check;
  await prepared.run(task.runs);
  const found = await read(prepared.executable);
  const matches = agrees(found, value, digits);
  if (!matches) failed = true;
  return [prepared, { [name]: found, expected: value, matches }];
}

async function againstPeers({ key, task, runs }: PeerTask): Promise<void> {
  const backend = await backendOf(threads);
  const [prepared, checked] = await prepare(task, backend);
  const ours: number[] = [];
  const theirs = new Map<string, PeerLine[]>();
  for (let round = 0; round < (peers ? rounds : 1); round++) {
    ours.push(...(await prepared.times(budgetMs)));
    for (const line of peers?.run(key, threads) ?? []) {
      theirs.set(line.peer, [...(theirs.get(line.peer) ?? []), line]);
      const { check } = task;
      if (check && !agrees(noted(line, check.name), check.value, check.digits)) failed = true;
    }
  }
  const memoryBytes = await prepared.executable.memoryBytes();
  await prepared.executable.dispose();
  const { medianMs, minMs, measurements } = summarise(ours.map((ms) => ms * runs));
  print({
    peer: `apebench wasm ${backend.build}`,
    task: key,
    title: task.title,
    median_ms: round4(medianMs),
    min_ms: round4(minMs),
    n: measurements,
    threads,
    memory_bytes: memoryBytes,
    ...checked,
  });
  const ranked = [...theirs].map(([peer, lines]) => ({
    peer,
    task: key,
    median_ms: round4(summarise(lines.map((line) => line.median_ms)).medianMs),
    min_ms: Math.min(...lines.map((line) => line.min_ms)),
    threads: lines[0].threads,
    note: lines[0].note,
  }));
  ranked.sort((a, b) => a.median_ms - b.median_ms);
  for (const line of ranked) print({ ...line, ...ratios({ medianMs, minMs }, line) });
}

function ratios(
  ours: Pick<Timing, 'medianMs' | 'minMs'>,
  theirs: Pick<PeerLine, 'median_ms' | 'min_ms'>,
) {
  return {
    ratio: round4(ours.medianMs / theirs.median_ms),
    min_ratio: round4(ours.minMs / theirs.min_ms),
  };
}

async function againstOurselves({ key, title, one, other }: Comparison): Promise<void> {
  const used = await Promise.all(
    [one, other].map((side) => backendOf(side.threads ?? threads, side.relaxedSimd)),
  );
  const [first] = await prepare(one.task, used[0]);
  const [second] = await prepare(other.task, used[1]);
  const times: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    times[0].push(...(await first.times(budgetMs)));
    times[1].push(...(await second.times(budgetMs)));
  }
  const [a, b] = times.map(summarise);
  await first.executable.dispose();
  await second.executable.dispose();
  print({
    task: key,
    title,
    median_ms: [round4(a.medianMs), round4(b.medianMs)],
    min_ms: [round4(a.minMs), round4(b.minMs)],
    n: [a.measurements, b.measurements],
    threads: used.map((backend) => backend.threads),
    build: used.map((backend) => backend.build),
    ratio: round4(a.medianMs / b.medianMs),
    min_ratio: round4(a.minMs / b.minMs),
  });
}

try {
  for (const task of peerTasks.filter(isWanted)) await againstPeers(task);
  for (const comparison of comparisons.filter(isWanted)) await againstOurselves(comparison);
} finally {
  peers?.close();
  for (const backend of backends.values()) await (await backend).dispose();
}
if (failed) {
  console.error('a check value differs from that of the peers');
  process.exitCode = 1;
}
