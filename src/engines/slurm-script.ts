/**
 * The script of a job array. It runs the experiments of its task one after the other and, told by
 * Slurm that its time runs out, has the one that trains write its checkpoint and puts itself into the
 * queue again. Slurm runs a copy of it: its paths are absolute.
 */

import { MAX_THREADS } from '../backends/index.js';
import { quoted, shellLine } from './shell.js';
import { HEADING_LINES, type Submission } from './tasks.js';

/** How long before the end of its time a task is told. */
const NOTICE_SECONDS = 30;

/** To the shell alone, which tells the experiment. */
export const SIGNAL = `B:USR1@${NOTICE_SECONDS}`;

export interface ScriptParts {
  /** How `apebench` is called. */
  readonly command: readonly string[];
  readonly submission: Submission;
  /** Absolute paths. */
  readonly tasksFile: string;
  readonly manifest: string;
  readonly store: string;
}

/** The script; the task of index 0 is its first argument. */
export function slurmScript(parts: ScriptParts): string {
  const { command, submission, tasksFile, manifest, store } = parts;
  return `#!/bin/bash
# Written by apebench, for sbatch --array: experiments of a study, one after the other. The first
# argument is added to the index in the array: so many tasks were submitted before it.
tasks=${quoted(tasksFile)}
job=\${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID

# By a time that runs out the shell alone is told; by the end of a job all its processes are. Either
# is heard as soon as the experiment has ended.
told=''
running=''
time_is_up() {
  told+='time '
  [ -z "$running" ] || kill -TERM "$running" 2> /dev/null
}
trap time_is_up USR1
trap 'told+="end "' TERM

if [ "$(sha256sum < "$tasks")" != '${submission.sha256}  -' ]; then
  echo "$tasks was edited after it was submitted, or is gone" >&2
  exit 2
fi
lines=$(sed -n "$(($1 + SLURM_ARRAY_TASK_ID + ${HEADING_LINES + 1}))p" "$tasks")
threads=\${SLURM_CPUS_PER_TASK:-1}
((threads <= ${MAX_THREADS})) || threads=${MAX_THREADS}

failed=0
stopped=''
for line in $lines; do
  if [ -n "$told" ]; then
    stopped=1
    break
  fi
  ${shellLine(command)} run-one --manifest ${quoted(manifest)} --index "$line" \\
    --store ${quoted(store)} --threads "$threads" --quiet &
  running=$!
  [ -z "$told" ] || kill -TERM "$running"
  heard=none
  # A signal ends the wait, not what is waited for.
  while [ "$heard" != "$told" ]; do
    heard=$told
    wait "$running"
    status=$?
  done
  running=''
  if [ "$status" = 143 ] && [ -n "$told" ]; then
    stopped=1 # with a checkpoint
  elif [ "$status" != 0 ]; then
    echo "line $line of the manifest: exit code $status" >&2
    failed=$status
  fi
done

[ -n "$stopped" ] || exit "$failed"
case $told in *end*) exit 143 ;; esac
# Not by SLURM_JOB_ID: that of an array's last task is the id of the whole array.
scontrol requeue "$job" || exit 1
`;
}
