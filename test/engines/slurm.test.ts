/** Studies by Slurm, on two nodes on this machine, of one processor each. */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { SMALL, type Started, start } from '../cli/apebench.js';
import {
  apebenchIn,
  killNode,
  processesOn,
  queueIsEmpty,
  slurm,
  startNode,
  until,
  withoutSlurm,
} from './slurm-nodes.js';

interface Job {
  readonly id: string;
  readonly tasks: number;
}

/** A study in a folder of its own. */
class Study {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'apebench slurm-'));
  private started: Started | undefined;

  constructor(entries: readonly object[]) {
    writeFileSync(path.join(this.folder, 'study.json'), JSON.stringify(entries));
  }

  private words(out: string): string[] {
    return ['study', 'study.json', '--out', out, '--backend', 'wasm', '--json', '--quiet'];
  }

  /** Submits what is missing; what the command says of it. */
  submit(...words: string[]) {
    const ran = apebenchIn(this.folder, ...this.words('results'), '--engine', 'slurm', ...words);
    assert.equal(ran.status, 0, ran.stderr);
    const said = JSON.parse(ran.stdout);
    const arrays: Job[] = said.arrays;
    return { ...said, tasks: arrays.map(({ tasks }) => tasks) };
  }

  /** Starts the same study on this machine, into another folder. */
  here(): Started {
    const [, file, ...rest] = this.words(this.path('here'));
    this.started = start('study', this.path(file!), ...rest, '--threads', '1');
    return this.started;
  }

  /** Ends all that was started, and removes the folder. */
  async end(): Promise<void> {
    slurm('scancel', '--quiet', '--user', String(process.getuid!()));
    this.started?.kill('SIGTERM');
    await this.started?.outcome;
    await queueIsEmpty(60);
    rmSync(this.folder, { recursive: true, force: true });
  }

  path(...names: string[]): string {
    return path.join(this.folder, ...names);
  }

  /** The SHA-256 of all tables and weights in a folder, by name. */
  digests(out: string): Record<string, string> {
    const files = ['raw', 'network_weights', '.'].flatMap((folder) =>
      readdirSync(this.path(out, folder)).map((name) => path.join(folder, name)),
    );
    const kept = files.filter((file) => /\.(csv|safetensors)$/.test(file)).sort();
    return Object.fromEntries(
      kept.map((file) => [
        file,
        createHash('sha256')
          .update(readFileSync(this.path(out, file)))
          .digest('hex'),
      ]),
    );
  }

  /** What the last job that melts has said. */
  meltLog(): string {
    const logs = readdirSync(this.path('results', 'logs')).filter((name) =>
      name.includes('-melt-'),
    );
    const number = (name: string) => Number(/(\d+)\.log$/.exec(name)![1]);
    const [last] = logs.sort((a, b) => number(b) - number(a));
    return readFileSync(this.path('results', 'logs', last!), 'utf8');
  }

  logs(): string {
    const folder = this.path('results', 'logs');
    return readdirSync(folder)
      .map((name) => `${name}:\n${readFileSync(path.join(folder, name), 'utf8')}`)
      .join('\n');
  }
}

async function withStudy(entries: readonly object[], use: (study: Study) => Promise<void>) {
  const study = new Study(entries);
  try {
    await use(study);
  } catch (error) {
    if (existsSync(study.path('results', 'logs'))) console.error(study.logs());
    throw error;
  } finally {
    await study.end();
  }
}

const entry = (seed: number, attributes = {}) => ({
  ...{ scenario: 'diff_adv', task: 'predict', net: 'Conv;4;1;relu', train: 'one' },
  ...{ start_seed: seed, num_seeds: 1, ...SMALL, ...attributes },
});
const seeds = (count: number) => Array.from({ length: count }, (_, seed) => entry(seed));
/** Training of some size: a second for a hundred updates, on one core. */
const long = (seed: number, updates: number) =>
  entry(seed, {
    ...{ net: 'Conv;34;10;relu', num_points: 160, num_train_samples: 10 },
    ...{ batch_size: 20, train_temporal_horizon: 10 },
    optim_config: `adam;${updates};constant;1e-3`,
  });

test('a study runs on two nodes and is melted', { skip: withoutSlurm }, () =>
  withStudy(seeds(8), async (study) => {
    const here = study.here();
    // The site takes six tasks in an array.
    const { tasks, submitted } = study.submit('--engine-option', 'bundle=1');
    assert.deepEqual([submitted, tasks], [8, [6, 2]]);
    const again = study.submit();
    assert.deepEqual([again.submitted, again.onTheirWay + again.done, again.tasks], [0, 8, []]);
    await queueIsEmpty(90);
    assert.equal((await here.outcome).code, 0);
    assert.deepEqual(study.digests('results'), study.digests('here'));
    const after = study.submit();
    assert.deepEqual([after.submitted, after.done], [0, 8]);
  }),
);

test('what ran on a node that died is run by the other', { skip: withoutSlurm }, () =>
  withStudy([long(0, 1000), long(1, 1000)], async (study) => {
    const here = study.here();
    study.submit('--engine-option', 'bundle=1');
    // Its shell and Slurm's daemon for it, and the experiment.
    await until('nothing runs on the first node', 60, () => processesOn('n1').length > 2);
    killNode('n1');
    try {
      await until('the job did not start on the other node', 90, () =>
        /Restarts=1/.test(slurm('scontrol', 'show', 'jobs')),
      );
      await queueIsEmpty(300);
    } finally {
      startNode('n1');
    }
    assert.equal((await here.outcome).code, 0);
    assert.deepEqual(study.digests('results'), study.digests('here'));
    await until('the first node is not back', 30, () =>
      /^n1 (idle|mixed|allocated)$/m.test(slurm('sinfo', '--noheader', '-N', '--format=%N %T')),
    );
  }),
);

test('what fails is named by the melting, and submitted again alone', { skip: withoutSlurm }, () =>
  withStudy(seeds(4), async (study) => {
    study.submit('--engine-option', 'bundle=1', '--engine-option', 'hold');
    const [file] = readdirSync(study.path('results', 'manifests'));
    const manifest = readFileSync(study.path('results', 'manifests', file!), 'utf8');
    const { name } = JSON.parse(manifest.split('\n')[2]!);
    // Where its table should go stands something else.
    mkdirSync(study.path('results', 'raw', `${name}.csv`), { recursive: true });
    for (const job of slurm('squeue', '--noheader', '--format=%A').trim().split('\n')) {
      slurm('scontrol', 'release', job.trim());
    }
    await queueIsEmpty(90);
    assert.ok(study.meltLog().includes(`failed: ${name}`), study.meltLog());
    assert.ok(existsSync(study.path('results', 'failed', `${name}.json`)));

    rmdirSync(study.path('results', 'raw', `${name}.csv`));
    const without = study.submit();
    assert.deepEqual([without.submitted, without.done, without.failed], [0, 3, [name]]);
    const again = study.submit('--retry-failed');
    assert.deepEqual([again.submitted, again.tasks, again.done], [1, [1], 3]);
    await queueIsEmpty(60);
    assert.ok(!study.meltLog().includes('failed:'), study.meltLog());
    assert.deepEqual(study.submit().done, 4);
  }),
);

test('a limit of a minute is survived, to the same bits', { skip: withoutSlurm }, () =>
  // Slurm looks at its limits every 30 seconds, and gives notice up to a minute before.
  withStudy([long(0, 5000)], async (study) => {
    const here = study.here();
    study.submit('--engine-option', 'time=1');
    await until('the task was never put back', 90, () =>
      /Restarts=[1-9]/.test(slurm('scontrol', 'show', 'jobs')),
    );
    await queueIsEmpty(600);
    assert.equal((await here.outcome).code, 0);
    assert.deepEqual(study.digests('results'), study.digests('here'));
  }),
);
