/**
 * Scripts for engines that are told by a file what to run: GNU parallel, Snakemake, Kubernetes. What
 * each of them knows of what is done is not trusted: all experiments of a manifest are run again, and
 * `run-one` ends at once where the store has the result.
 */

import path from 'node:path';
import { MAX_THREADS } from '../backends/index.js';
import { clipped, UserError, unknownName } from '../errors.js';
import type { Store } from '../study/index.js';
import type { Manifest } from '../study/running/index.js';
import { countOption, type EngineOptions } from './options.js';
import { shellLine } from './shell.js';

export const ENGINE_SCRIPTS = ['parallel', 'snakemake', 'kubernetes'] as const;
export type EngineScript = (typeof ENGINE_SCRIPTS)[number];

export interface ScriptRequest {
  readonly store: Store;
  readonly manifest: Manifest;
  readonly options: EngineOptions;
  /** How `apebench` is called on every machine. */
  readonly command: readonly string[];
  /** The words behind `apebench` of the command that melts a store. */
  readonly melt: (store: string) => readonly string[];
}

/** What each script takes by `--engine-option`. */
const OPTIONS: Readonly<Record<EngineScript, readonly string[]>> = {
  parallel: ['jobs', 'threads'],
  snakemake: ['threads'],
  kubernetes: ['image', 'claim', 'jobs', 'threads', 'memory'],
};

/** The script. Throws a `UserError` for an option that it does not take. */
export function engineScript(name: EngineScript, request: ScriptRequest): string {
  const { options } = request;
  for (const option of options.keys()) {
    if (!OPTIONS[name].includes(option)) {
      throw unknownName(`--engine-option of ${name}`, option, OPTIONS[name]);
    }
  }
  const threads = countOption(options, 'threads') ?? 1;
  if (threads > MAX_THREADS) {
    throw new UserError(`--engine-option threads is at most ${MAX_THREADS}, not ${threads}`);
  }
  return { parallel, snakemake, kubernetes }[name](request, threads);
}

/** The words of the command that runs line `index` of a manifest. */
function runOne(request: ScriptRequest, index: string, threads: string): string[] {
  const { manifest, store, command } = request;
  return [
    ...command,
    ...['run-one', '--manifest', path.resolve(store.pathOf(manifest.path)), '--index', index],
    ...['--store', path.resolve(store.root), '--threads', threads, '--quiet'],
  ];
}

const meltOf = ({ store, command, melt }: ScriptRequest): string[] => [
  ...command,
  ...melt(path.resolve(store.root)),
];

/** What GNU parallel puts something else for, wherever it stands, as `{}`, `{1}`, `{#}` and `{/.}`. */
const REPLACED = /\{(?:-?\d*(?:\.|\/\.|\/{1,2})?|#|%|=.*=)\}/;

function parallel(request: ScriptRequest, threads: number): string {
  const { entries } = request.manifest;
  const jobs = countOption(request.options, 'jobs');
  // --quote: for the shell that parallel starts.
  const words = runOne(request, '{}', String(threads));
  const replaced = words.find((word) => word !== '{}' && REPLACED.test(word));
  if (replaced !== undefined) {
    throw new UserError(
      `GNU parallel would replace the '${REPLACED.exec(replaced)![0]}' in '${clipped(replaced, 160)}': ` +
        'give the folder another name',
    );
  }
  return `#!/bin/bash
# ${entries.length} experiments by GNU parallel, one per processor; run it again to go on. A --joblog is
# of no use: what is done is what the store holds.
seq 0 ${entries.length - 1} | parallel --quote --retries 2 --line-buffer --tag${jobs === undefined ? '' : ` --jobs ${jobs}`} \\
  ${shellLine(words)}
${shellLine(meltOf(request))}
`;
}

/** A text as Python's, within the braces of a command of Snakemake's. */
const pythonText = (text: string): string => JSON.stringify(text);
const noBraces = (text: string): string => text.replaceAll('{', '{{').replaceAll('}', '}}');

function snakemake(request: ScriptRequest, threads: number): string {
  const { entries } = request.manifest;
  const [before, after] = shellLine(runOne(request, '@INDEX@', '@THREADS@')).split('@INDEX@');
  const command = `${noBraces(before!)}{wildcards.index}${noBraces(after!).replace('@THREADS@', '{threads}')}`;
  return `# ${entries.length} experiments: snakemake --snakefile FILE --cores N --keep-going; again to go on. The files
# that Snakemake keeps have new names in every run: what is done is what the store holds.
import uuid

RUN = uuid.uuid4().hex

rule all:
    input: expand("apebench-run/{run}/{index}", run=RUN, index=range(${entries.length}))

rule experiment:
    output: temp(touch("apebench-run/{run}/{index}"))
    threads: ${threads}
    retries: 1
    shell: ${pythonText(command)}

onsuccess:
    shell(${pythonText(noBraces(shellLine(meltOf(request))))})

onerror:
    shell(${pythonText(noBraces(shellLine(meltOf(request))))})
`;
}

/** Indexed jobs with limits for each index have at most so many. */
const MOST_COMPLETIONS = 100_000;

function kubernetes(request: ScriptRequest, threads: number): string {
  const { manifest, options, melt } = request;
  const { length } = manifest.entries;
  const [image, claim] = ['image', 'claim'].map((name) => options.get(name));
  if (!image || !claim) {
    throw new UserError(
      '--engine-script kubernetes wants --engine-option image=IMAGE, one with apebench on its path, and ' +
        '--engine-option claim=CLAIM, a volume claim that many pods may write to, whose folder ' +
        '`store` is the store',
    );
  }
  if (length > MOST_COMPLETIONS) {
    throw new UserError(
      `a Job of Kubernetes has at most ${MOST_COMPLETIONS} indices, and the study ${length} experiments`,
    );
  }
  const memory = options.get('memory') ?? '2Gi';
  const store = '/data/store';
  const job = {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name: `apebench-${manifest.digest}`,
      annotations: {
        'kubernetes.io/description':
          `${length} experiments of apebench. The claim's folder store holds what the store holds ` +
          `where this was printed; afterwards: ${shellLine(['apebench', ...melt(store)])}`,
      },
    },
    spec: {
      completionMode: 'Indexed',
      completions: length,
      parallelism: Math.min(countOption(options, 'jobs') ?? 10, length),
      backoffLimitPerIndex: 2,
      maxFailedIndexes: Math.min(length, 10_000),
      podFailurePolicy: {
        rules: [
          // A pod that had to make room is no failure.
          {
            action: 'Ignore',
            onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }],
          },
          // Bad input stays bad.
          {
            action: 'FailIndex',
            onExitCodes: { containerName: 'apebench', operator: 'In', values: [2] },
          },
        ],
      },
      template: {
        spec: {
          restartPolicy: 'Never',
          terminationGracePeriodSeconds: 60,
          containers: [
            {
              name: 'apebench',
              image,
              command: [
                ...['apebench', 'run-one', '--manifest', `${store}/${manifest.path}`],
                ...['--index', '$(JOB_COMPLETION_INDEX)', '--store', store],
                ...['--threads', String(threads), '--quiet'],
              ],
              resources: { requests: { cpu: String(threads), memory }, limits: { memory } },
              volumeMounts: [{ name: 'data', mountPath: '/data' }],
            },
          ],
          volumes: [{ name: 'data', persistentVolumeClaim: { claimName: claim } }],
        },
      },
    },
  };
  return `${JSON.stringify(job, null, 2)}\n`;
}
