/**
 * `npx tsx bench/studies.ts [speed-up [ROUNDS] | overhead [COUNT]]` measures studies on this machine, on
 * the build in dist/: how much faster eight experiments of one seed are side by side than one after
 * the other (in one study, and in a study each), with one thread each; and what the study, its store and its tables add to each of 1,000
 * tiny experiments, and whether memory grows. Where others use the machine, processor seconds say
 * more than those of the clock.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { childrenNow } from '../test/kills/processes.js';

const dist = fileURLToPath(new URL('../dist', import.meta.url));

const ENTRY = { scenario: 'diff_adv', task: 'predict', train: 'one', num_seeds: 1 };
const EIGHT = ['Pure;3', 'Conv;8;3;relu'].flatMap((net) =>
  [0, 1, 2, 3].map((start_seed) => ({ ...ENTRY, net, start_seed })),
);
const TINY = {
  ...{ ...ENTRY, net: 'Pure;3', num_points: 16, num_train_samples: 2, num_test_samples: 2 },
  ...{ train_temporal_horizon: 4, test_temporal_horizon: 3, batch_size: 3 },
  optim_config: 'adam;6;constant;1e-3',
};

/** What runs experiments one after the other, and keeps nothing of them. */
const BARE = `
  import { readFileSync } from 'node:fs';
  import { runExperiment } from ${JSON.stringify(path.join(dist, 'index.js'))};
  for (const entry of JSON.parse(readFileSync(process.argv[1], 'utf8')))
    await runExperiment(entry, { backend: 'wasm', threads: 1 });
`;

interface Measured {
  readonly wall: number;
  /** Of all processes, in seconds. */
  readonly processor: number;
}

/** Runs a command; the shell counts the processor time of all that it has started. */
async function measure(
  words: readonly string[],
  watch: (shell: ChildProcess) => () => void = () => () => {},
): Promise<Measured> {
  const since = performance.now();
  const shell = spawn('sh', ['-c', '"$@" >/dev/null && times', 'sh', process.execPath, ...words]);
  const stop = watch(shell);
  let said = '';
  shell.stdout.on('data', (text) => {
    said += text;
  });
  shell.stderr.pipe(process.stderr);
  await new Promise((resolve) => shell.on('close', resolve));
  stop();
  // Two lines, user and system time: of the shell, and of what it has started.
  const seconds = [...said.matchAll(/(\d+)m([\d.]+)s/g)].map(([, m, s]) => 60 * +m! + +s!);
  if (seconds.length !== 4) throw new Error('the command has failed');
  return {
    wall: (performance.now() - since) / 1000,
    processor: seconds.reduce((sum, one) => sum + one),
  };
}

const folder = mkdtempSync(path.join(tmpdir(), 'apebench-bench-'));

function fileOf(entries: readonly object[]): string {
  const file = path.join(folder, 'study.json');
  writeFileSync(file, JSON.stringify(entries));
  return file;
}

const out = path.join(folder, 'out');

/** The words of a study. */
function study(file: string, ...more: string[]): string[] {
  const words = ['study', file, '--out', out, '--backend', 'wasm', '--threads', '1', '--quiet'];
  return [path.join(dist, 'cli.js'), ...words, ...more];
}

const digits = (value: number) => value.toFixed(2);

async function speedUp(rounds: number): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    const file = fileOf(EIGHT);
    rmSync(out, { recursive: true, force: true });
    const after = await measure(study(file, '--parallel', '1'));
    rmSync(out, { recursive: true, force: true });
    const beside = await measure(study(file));
    const times = (seconds: number) => `${digits(seconds / beside.wall)} times as fast`;
    let alone = 0;
    for (const entry of EIGHT) {
      rmSync(out, { recursive: true, force: true });
      alone += (await measure(study(fileOf([entry])))).wall;
    }
    console.log(
      `side by side ${digits(beside.wall)} s (${digits(beside.processor)} s of processors); ` +
        `one after the other in one study ${digits(after.wall)} s (${digits(after.processor)} s): ` +
        `${times(after.wall)}; in a study each ${digits(alone)} s: ${times(alone)}`,
    );
  }
}

const residentMb = (pid: number): number => {
  try {
    const [, kb = '0'] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kb) / 1000;
  } catch {
    return 0;
  }
};

async function overhead(count: number): Promise<void> {
  const file = fileOf(Array.from({ length: count }, (_, start_seed) => ({ ...TINY, start_seed })));
  const resident: [study: number, largestChild: number][] = [];
  const watch = ({ pid }: ChildProcess) => {
    const look = setInterval(() => {
      const [command] = childrenNow(pid!);
      if (command === undefined) return;
      const largest = Math.max(0, ...childrenNow(command).map(residentMb));
      resident.push([residentMb(command), largest]);
    }, 500);
    return () => clearInterval(look);
  };
  const whole = await measure(study(file, '--parallel', '1'), watch);
  const again = await measure(study(file));
  const bare = await measure(['--input-type=module', '-e', BARE, file]);
  const each = (seconds: number) => `${((1000 * seconds) / count).toFixed(1)} ms`;
  console.log(
    `${count} experiments: ${each(whole.wall)} each, ${each(bare.wall)} without study and store: ` +
      `${each(whole.wall - bare.wall)} more, ` +
      `${each(whole.processor - bare.processor)} of processors; ` +
      `${each(again.wall)} each where all is done`,
  );
  for (const part of [0.1, 0.5, 0.9]) {
    const [parent, child] = resident[Math.floor(part * resident.length)] ?? [0, 0];
    console.log(
      `at ${100 * part} %: ${parent.toFixed(0)} MB the study, ${child.toFixed(0)} MB its process`,
    );
  }
}

try {
  const [what = 'speed-up', number] = process.argv.slice(2);
  if (what === 'overhead') await overhead(Number(number ?? 1000));
  else await speedUp(Number(number ?? 3));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
