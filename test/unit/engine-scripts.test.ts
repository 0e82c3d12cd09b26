/** What `--engine-script` prints, as far as it can be looked at without the engines. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readEngineOptions } from '../../src/engines/options.js';
import { type EngineScript, engineScript } from '../../src/engines/scripts.js';
import { openStore } from '../../src/study/index.js';
import type { Manifest } from '../../src/study/running/index.js';

const manifestOf = (length: number): Manifest => ({
  digest: '0123456789ab',
  path: 'manifests/0123456789ab.jsonl',
  entries: Array(length).fill({}),
});

function script(
  name: EngineScript,
  words: readonly string[] = [],
  length = 20,
  folder = "/a store's {folder}",
): string {
  return engineScript(name, {
    store: openStore(folder),
    manifest: manifestOf(length),
    options: readEngineOptions(words),
    command: ['/usr/bin/node', '/opt/apebench/cli.js'],
    melt: (store) => ['study', 'melt', store],
  });
}

test('paths in scripts are absolute, and quoted', () => {
  const store = "'/a store'\\''s {folder}'";
  assert.ok(script('parallel').includes(` --store ${store} --threads 1 --quiet\n`));
  assert.ok(script('parallel', ['jobs=3', 'threads=2']).includes(' --jobs 3 '));
  assert.ok(script('parallel', ['threads=2']).includes(' --threads 2 '));
  // Of Snakemake's commands within braces, as texts of Python.
  assert.ok(
    script('snakemake').includes(
      `--index {wildcards.index} --store ${store.replaceAll('\\', '\\\\').replace('{folder}', '{{folder}}')} --threads {threads}`,
    ),
  );
  assert.ok(script('snakemake').includes(' index=range(20))'));
});

/** What the reference of Kubernetes' API says of a Job (batch/v1) with these fields. */
test('the Job of Kubernetes has the form that its API asks for', () => {
  const job = JSON.parse(script('kubernetes', ['image=me/ape:1', 'claim=data', 'threads=4']));
  assert.deepEqual([job.apiVersion, job.kind], ['batch/v1', 'Job']);
  assert.match(job.metadata.name, /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/);
  const { spec } = job;
  // backoffLimitPerIndex and maxFailedIndexes are for Indexed jobs, which want a fixed number.
  assert.equal(spec.completionMode, 'Indexed');
  assert.equal(spec.completions, 20);
  assert.ok(spec.parallelism >= 1 && spec.parallelism <= spec.completions);
  assert.ok(spec.maxFailedIndexes <= spec.completions);
  // podFailurePolicy wants restartPolicy Never; FailIndex wants backoffLimitPerIndex.
  assert.equal(spec.template.spec.restartPolicy, 'Never');
  assert.ok(Number.isInteger(spec.backoffLimitPerIndex));
  const [container] = spec.template.spec.containers;
  for (const rule of spec.podFailurePolicy.rules) {
    assert.ok(['Ignore', 'FailIndex', 'FailJob', 'Count'].includes(rule.action));
    assert.equal('onExitCodes' in rule, !('onPodConditions' in rule));
    if (rule.onExitCodes === undefined) continue;
    assert.equal(rule.onExitCodes.containerName, container.name);
    assert.ok(!rule.onExitCodes.values.includes(0));
  }
  for (const { name } of container.volumeMounts) {
    assert.ok(spec.template.spec.volumes.some((volume: { name: string }) => volume.name === name));
  }
  assert.equal(container.resources.requests.cpu, '4');
  assert.deepEqual(container.command.slice(0, 8), [
    ...['apebench', 'run-one', '--manifest', '/data/store/manifests/0123456789ab.jsonl'],
    ...['--index', '$(JOB_COMPLETION_INDEX)', '--store', '/data/store'],
  ]);
});

for (const [name, words, length, message] of [
  ['kubernetes', ['image=x'], 20, /--engine-script kubernetes wants .*image=IMAGE.* claim=CLAIM/],
  ['kubernetes', ['image=x', 'claim=y'], 100_001, /at most 100000 indices, and the study 100001/],
  ['parallel', ['job=3'], 20, /unknown --engine-option of parallel 'job'; did you mean 'jobs'\?/],
  ['snakemake', ['jobs=3'], 20, /unknown --engine-option of snakemake 'jobs'/],
  ['parallel', ['jobs=0'], 20, /--engine-option jobs must be a whole number, at least 1, not '0'/],
  ['parallel', ['threads=65'], 20, /--engine-option threads is at most 64, not 65/],
] as const) {
  test(`${name} with ${words.join(' ')} for ${length}: refused`, () => {
    assert.throws(() => script(name, words, length), message);
  });
}

test('parallel: a folder in whose path it would replace something is refused', () => {
  for (const name of ['{}', '{1}', '{#}', '{/.}', '{-1}', '{= $_++ =}']) {
    const wanted = {
      message: `GNU parallel would replace the '${name}' in '/a${name}b/manifests/0123456789ab.jsonl': give the folder another name`,
    };
    assert.throws(() => script('parallel', [], 20, `/a${name}b`), wanted);
  }
});
