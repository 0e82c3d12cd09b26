/**
 * Job arrays, submitted to stand-ins of Slurm's commands that have limits as a site has them: 1001
 * for the size of an array (so that its highest index is 1000), and some for the jobs in the queue.
 */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { type EngineOptions, readEngineOptions } from '../../src/engines/options.js';
import { submitToSlurm } from '../../src/engines/slurm.js';
import { openStore, type Store } from '../../src/study/index.js';
import { type Manifest, readManifest } from '../../src/study/running/index.js';
import { inFolder } from '../cli/apebench.js';

const unable =
  (process.platform !== 'linux' || !existsSync('/bin/bash')) &&
  'scripts of Slurm run in bash on Linux';

/** What the stand-ins find in their folder, and leave there. */
const SBATCH = `#!/bin/bash
# Refuses what the site does; a job that it takes is a line of the queue for each task.
here=$(dirname "$0"); name=; array=; test=
for word in "$@"; do
  case $word in
    --test-only) test=1 ;;
    --job-name=*) name=\${word#*=} ;;
    --array=*) array=\${word#*=} ;;
    --partition=nowhere) echo 'sbatch: error: invalid partition specified: nowhere' >&2; exit 1 ;;
  esac
done
first=\${array%-*}; last=\${array#*-}
if [ -n "$array" ] && ((last >= $(cat "$here/array-size"))); then
  echo 'sbatch: error: Batch job submission failed: Invalid job array specification' >&2; exit 1
fi
count=1; [ -z "$array" ] || count=$((last - first + 1))
if (($(cat "$here/queue" | wc -l) + count > $(cat "$here/most-jobs"))); then
  echo 'sbatch: error: QOSMaxSubmitJobPerUserLimit' >&2; exit 1
fi
[ -z "$test" ] || exit 0
id=$(($(ls "$here/jobs" | wc -l) + 1))
printf '%s\\n' "$@" > "$here/jobs/$id"
if [ -z "$array" ]; then echo "$id|N/A|$name"; else
  for ((i = first; i <= last; i++)); do echo "$id|$i|$name"; done
fi >> "$here/queue"
echo "$id;cluster"
`;
const SCONTROL = `#!/bin/bash
here=$(dirname "$0")
printf 'MaxArraySize            = %s\\nMaxJobCount             = 10000\\nSchedulerParameters     = bf_interval=30\\n' "$(cat "$here/array-size")"
`;
const SQUEUE = `#!/bin/bash
cat "$(dirname "$0")/queue"
`;

interface Site {
  readonly store: Store;
  readonly manifest: Manifest;
  /** Submits lines of the manifest: by default all. */
  submit(options: EngineOptions, lines?: readonly number[]): ReturnType<typeof submitToSlurm>;
  /** The words of the jobs that were submitted, in their order. */
  jobs(): string[][];
  /** What the tasks of an array run by their script: the lines of the manifest of each index. */
  lines(job: readonly string[], indices: readonly number[]): number[][];
  /** Ends all jobs. */
  drain(): void;
}

async function onSite(
  limits: { arraySize?: number; mostJobs?: number; experiments?: number },
  use: (site: Site) => Promise<void>,
): Promise<void> {
  const { arraySize = 1001, mostJobs = 100_000, experiments = 2500 } = limits;
  const before = process.env.PATH;
  await inFolder(async (folder) => {
    const bin = path.join(folder, 'bin');
    mkdirSync(path.join(bin, 'jobs'), { recursive: true });
    for (const [name, text] of Object.entries({
      sbatch: SBATCH,
      scontrol: SCONTROL,
      squeue: SQUEUE,
      apebench: '#!/bin/bash\necho "$5"\n',
      'array-size': String(arraySize),
      'most-jobs': String(mostJobs),
      queue: '',
    })) {
      writeFileSync(path.join(bin, name), text);
      chmodSync(path.join(bin, name), 0o755);
    }
    const store = openStore(path.join(folder, "a store's folder"));
    const manifest = await manifestOf(store, experiments);
    process.env.PATH = `${bin}:${before}`;
    try {
      await use({
        store,
        manifest,
        submit: (options, lines = [...manifest.entries.keys()]) =>
          submitToSlurm({
            ...{ store, manifest, options },
            missing: async () => lines,
            command: [path.join(bin, 'apebench')],
            secondsOf: async () => manifest.entries.map(() => 30),
            melt: (root) => ['study', 'melt', root],
          }),
        jobs: () =>
          readdirSync(path.join(bin, 'jobs'))
            .sort((a, b) => Number(a) - Number(b))
            .map((id) =>
              readFileSync(path.join(bin, 'jobs', id), 'utf8')
                .trimEnd()
                .split('\n'),
            ),
        lines: (job, indices) => indices.map((index) => runTask(job, index)),
        drain: () => writeFileSync(path.join(bin, 'queue'), ''),
      });
    } finally {
      process.env.PATH = before;
    }
  });
}

/** A manifest as `writeManifest` writes it, of experiments that nobody reads. */
async function manifestOf(store: Store, count: number): Promise<Manifest> {
  const options = {
    ...{ backend: 'wasm', precision: 'f32', relaxedSimd: false, partitionable: false },
    ...{ allowNonFinite: false, plugins: [] },
  };
  const lines = Array.from({ length: count }, (_, i) => {
    const key = createHash('sha256').update(String(i)).digest('hex');
    return JSON.stringify({ key, name: `e${i}`, place: 'wasm', config: {}, options });
  });
  const bytes = new TextEncoder().encode(lines.map((line) => `${line}\n`).join(''));
  const digest = createHash('sha256').update(bytes).digest('hex').slice(0, 12);
  await store.write(`manifests/${digest}.jsonl`, bytes);
  return readManifest(store.pathOf(`manifests/${digest}.jsonl`), bytes);
}

/** The lines that a task runs: its script is run as Slurm would, from another folder. */
function runTask(job: readonly string[], index: number): number[] {
  const [script, offset] = job.slice(-2);
  const { stdout, stderr, status } = spawnSync('bash', [script!, offset!], {
    cwd: '/',
    encoding: 'utf8',
    env: { ...process.env, SLURM_ARRAY_JOB_ID: '7', SLURM_ARRAY_TASK_ID: String(index) },
  });
  assert.equal(status, 0, stderr);
  return stdout.trim().split('\n').map(Number);
}

const optionOf = (job: readonly string[], option: string): string =>
  job.find((word) => word.startsWith(`--${option}=`))!.slice(option.length + 3);
/** First and last index of an array. */
const rangeOf = (job: readonly string[]): number[] => optionOf(job, 'array').split('-').map(Number);
const isArray = (job: readonly string[]): boolean => job.some((word) => word.startsWith('--array'));

/** What the tasks of arrays run, by the file of their submission. */
function tasksOf(store: Store, jobs: readonly string[][]): number[] {
  return jobs.filter(isArray).flatMap((job) => {
    const [, submission, offset] = /^apebench-(.*)-(\d+)$/.exec(optionOf(job, 'job-name'))!;
    const file = store.pathOf(`submissions/${submission}.txt`);
    const tasks = readFileSync(file, 'utf8').trimEnd().split('\n').slice(1);
    const [first, last] = rangeOf(job);
    return tasks
      .slice(Number(offset) + first!, Number(offset) + last! + 1)
      .flatMap((task) => task.split(' ').map(Number));
  });
}

const options = (...words: string[]): EngineOptions => readEngineOptions(words);
const count = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, i) => from + i);

test('2,500 tasks are arrays of at most 1001, each experiment once', { skip: unable }, () =>
  onSite({}, async ({ store, submit, jobs, lines }) => {
    const outcome = await submit(options('bundle=1', 'partition=main', 'exclusive'));
    assert.deepEqual(
      outcome.arrays.map(({ tasks, offset }) => [offset, tasks]),
      [
        [0, 1001],
        [1001, 1001],
        [2002, 498],
      ],
    );
    const submitted = jobs();
    assert.deepEqual(tasksOf(store, submitted), count(0, 2500));
    // By their scripts, where the arrays begin and end.
    const [first, second, third, melt] = submitted;
    assert.deepEqual(lines(first!, [0, 1, 1000]), [[0], [1], [1000]]);
    assert.deepEqual(lines(second!, [0, 1000]), [[1001], [2001]]);
    assert.deepEqual(lines(third!, [0, 497]), [[2002], [2499]]);
    for (const job of submitted) {
      for (const word of ['--partition=main', '--exclusive', '--requeue']) {
        assert.ok(job.includes(word), word);
      }
    }
    assert.equal(optionOf(melt!, 'dependency'), 'afterany:1:2:3');
    assert.match(optionOf(melt!, 'wrap'), /apebench study melt '\/.*folder'$/);
    assert.equal(submitted.length, 4);
  }),
);

test('only what has failed is submitted again', { skip: unable }, () =>
  onSite({}, async ({ store, submit, jobs, lines, drain }) => {
    await submit(options('bundle=1'));
    drain();
    const before = jobs().length;
    const outcome = await submit(options('bundle=1'), [3, 1002, 2499]);
    const [again, ...rest] = jobs().slice(before);
    assert.deepEqual(tasksOf(store, [again!]), [3, 1002, 2499]);
    assert.deepEqual(lines(again!, [0, 1, 2]), [[3], [1002], [2499]]);
    assert.equal(rest.length, 1);
    assert.deepEqual(outcome.submitted, [3, 1002, 2499]);
  }),
);

test('tasks are longer where the queue takes only 50 jobs', { skip: unable }, () =>
  onSite({ mostJobs: 50 }, async ({ store, submit, jobs }) => {
    const { arrays } = await submit(options('max-jobs=50'));
    assert.equal(arrays.length, 1);
    const submitted = jobs();
    assert.ok(arrays[0]!.tasks <= 49, String(arrays[0]!.tasks));
    assert.deepEqual(tasksOf(store, submitted), count(0, 2500));
  }),
);

test('short experiments are put together to tasks of minutes', { skip: unable }, () =>
  onSite({}, async ({ store, submit, jobs, lines }) => {
    const { arrays } = await submit(options());
    assert.deepEqual(arrays, [{ id: '1', tasks: 250, offset: 0 }]);
    assert.deepEqual(tasksOf(store, jobs()), count(0, 2500));
    assert.deepEqual(lines(jobs()[0]!, [1, 249]), [count(10, 20), count(2490, 2500)]);
  }),
);

test('what is queued or runs is not submitted twice', { skip: unable }, () =>
  onSite({ experiments: 20 }, async ({ store, submit, jobs, drain }) => {
    await submit(options('bundle=3'), count(0, 7));
    const { submitted, onTheirWay, melt } = await submit(options('bundle=1'), count(0, 10));
    assert.deepEqual(onTheirWay, count(0, 7));
    assert.deepEqual(submitted, [7, 8, 9]);
    assert.deepEqual(tasksOf(store, jobs().slice(2)), [7, 8, 9]);
    // After all that the queue has of this store.
    assert.equal(melt, '4');
    assert.equal(optionOf(jobs()[3]!, 'dependency'), 'afterany:3:1');
    assert.deepEqual((await submit(options(), count(0, 10))).arrays, []);
    assert.equal(jobs().length, 4);
    drain();
    assert.deepEqual((await submit(options('bundle=1'), [0])).submitted, [0]);
  }),
);

for (const [what, limits, words, message] of [
  [
    'more tasks than there is room for',
    { mostJobs: 50 },
    ['max-jobs=50', 'bundle=1'],
    /^2500 experiments with --engine-option bundle=1 are 2500 tasks, and there is room for 49 \(.*\); bundle=52 fits/,
  ],
  [
    'a queue without room',
    {},
    ['max-jobs=1'],
    /^there is no room in the queue: --engine-option max-jobs=1, 0 of which are in the queue, and one melts$/,
  ],
  [
    'a site without arrays',
    { arraySize: 0 },
    [],
    /^this site takes no job arrays: its MaxArraySize/,
  ],
  ['a partition that is not there', {}, ['partition=nowhere'], /^sbatch: .*invalid partition/],
  ['a limit that the site did not tell', { mostJobs: 50 }, ['bundle=1'], /QOSMaxSubmitJobPerUser/],
  [
    'an option of the engine',
    {},
    ['array=0-3'],
    /^--engine-option array: .* sets sbatch's --array/,
  ],
  ['the beginning of one', {}, ['depend=5'], /^--engine-option depend: .* sbatch's --dependency/],
  ['a number that is none', {}, ['bundle=some'], /^--engine-option bundle must be a whole number/],
] as const) {
  test(`${what}: refused before anything is queued`, { skip: unable }, () =>
    onSite(limits, async ({ submit, jobs }) => {
      await assert.rejects(submit(options(...words)), (error: Error) => {
        assert.match(error.message, message);
        assert.match(error.name, /UserError/);
        return true;
      });
      assert.deepEqual(jobs(), []);
    }),
  );
}

test('a part that is refused when others are queued is told', { skip: unable }, () =>
  onSite({ mostJobs: 2100 }, async ({ submit, jobs }) => {
    await assert.rejects(
      submit(options('bundle=1')),
      /^MachineError: 2002 of 2500 tasks are queued \(1, 2\), then Slurm refused: .*The same command/,
    );
    assert.equal(jobs().length, 2);
  }),
);

test(
  'a submission that was edited is refused, by its script and by the next',
  { skip: unable },
  () =>
    onSite({ experiments: 4 }, async ({ submit, jobs }) => {
      const { submission } = await submit(options('bundle=1'));
      assert.ok(existsSync(submission!));
      writeFileSync(submission!, readFileSync(submission!, 'utf8').replace('\n3\n', '\n2\n'));
      assert.throws(() => runTask(jobs()[0]!, 0), /was edited after it was submitted, or is gone/);
      await assert.rejects(submit(options()), /was edited after it was submitted, or is damaged/);
    }),
);

test('names of options are in lower case and in full', () => {
  assert.deepEqual(
    [...readEngineOptions(['a-b=c=d', 'exclusive', 'x1='])],
    [
      ['a-b', 'c=d'],
      ['exclusive', undefined],
      ['x1', ''],
    ],
  );
  for (const word of ['', '=', 'p=x', '--partition=x', 'Time=3', 'a b=c', '-p=4']) {
    assert.throws(() => readEngineOptions(word), /--engine-option wants NAME=VALUE/, word);
  }
  assert.throws(() => readEngineOptions(['time=1', 'time=2']), /gives 'time' twice/);
});
