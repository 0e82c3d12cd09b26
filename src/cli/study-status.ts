/** `apebench study status DIR`: how far the studies of a folder are, from what stands in it. */

import { setTimeout as later } from 'node:timers/promises';
import type { Argv, CommandModule } from 'yargs';
import { on, throwIfStopped, UserError } from '../errors.js';
import { openStore } from '../study/index.js';
import { type ManifestStatus, manifestsIn, statusOf } from '../study/running/index.js';
import { columns } from './columns.js';
import { stopSignal } from './interrupt.js';
import { outputOf, outputOptions } from './options.js';
import { toldApart } from './told-apart.js';

interface StatusArguments {
  dir: string;
  watch: boolean;
  json: boolean;
  quiet: boolean;
}

/** Between two looks. */
const WATCH_MS = 2000;

/** What was told last, before there is a study. */
const WAITING = 'no study yet';

/** Empties a terminal. */
const CLEAR = '\x1b[H\x1b[2J';

/** Names of one kind that are shown. */
const SHOWN = 20;

interface Study extends ManifestStatus {
  readonly manifest: string;
  /** What it is of. */
  readonly study: string;
}

function listed(title: string, names: readonly string[]): string[] {
  if (names.length === 0) return [];
  const shown = names.slice(0, SHOWN).map((name) => `  ${name}`);
  const more =
    names.length > SHOWN ? [`  … and ${names.length - SHOWN} more (--json has all)`] : [];
  return [`${title}:`, ...shown, ...more];
}

/** A row for each manifest, and the names of those that run, failed or were stopped. */
function statusText(studies: readonly Study[]): string {
  const kinds = ['done', 'running', 'failed', 'missing'] as const;
  const rows = studies.map((study) => [
    study.manifest,
    ...kinds.map((kind) => String(study[kind].length)),
    String(kinds.reduce((sum, kind) => sum + study[kind].length, 0)),
    study.study,
  ]);
  // An experiment may be in several manifests.
  const names = <T extends { key: string }>(all: readonly T[], text: (one: T) => string) => [
    ...new Map(all.map((one) => [one.key, text(one)])).values(),
  ];
  const running = names(
    studies.flatMap((study) => study.running),
    ({ name }) => name,
  );
  const failed = names(
    studies.flatMap((study) => study.failed),
    ({ name, failure }) => `${name}:\n    ${failure.error.split('\n')[0]}`,
  );
  const begun = names(
    studies.flatMap((study) => study.missing.filter((one) => one.begun)),
    ({ name }) => name,
  );
  const lost = names(
    studies.flatMap((study) => study.missing.filter((one) => one.lost !== null)),
    ({ name, lost: why }) => `${name}:\n    ${why}`,
  );
  return [
    ...columns([['manifest', ...kinds, 'all', 'study'], ...rows]),
    ...listed('Running (a checkpoint was written a short time ago)', running),
    ...listed('Stopped, and can go on', begun),
    ...listed('Made, and not whole any more (study FILE makes it again)', lost),
    ...listed('Failed (study FILE --retry-failed tries again)', failed),
  ].join('\n');
}

export const studyStatusCommand: CommandModule<object, StatusArguments> = {
  command: 'status <dir>',
  describe: 'how far the studies of a folder are',
  builder: (yargs: Argv) =>
    outputOptions(yargs)
      .positional('dir', { type: 'string', describe: 'folder of the results', demandOption: true })
      .option('watch', {
        type: 'boolean',
        default: false,
        describe: 'look again every two seconds, until nothing is missing',
      }) as unknown as Argv<StatusArguments>,
  handler: async (args) => {
    const output = outputOf(args);
    const store = openStore(args.dir);
    const interrupt = stopSignal();
    const faults = new Set<string>();
    let last = '';
    const tell = (why: string) => {
      if (!faults.has(why)) output.note(why);
      faults.add(why);
    };
    const rest = async () => {
      await later(WATCH_MS, undefined, { signal: interrupt.signal }).catch(() => {});
      throwIfStopped(interrupt.signal);
    };
    try {
      for (;;) {
        const manifests = await manifestsIn(store, tell);
        if (manifests.length === 0 && args.watch && faults.size === 0) {
          if (last === '') output.note(`'${args.dir}' has no study in it yet`);
          last = WAITING;
          await rest();
          continue;
        }
        if (manifests.length === 0) {
          if (faults.size > 0) {
            throw on('folders', new UserError(`'${args.dir}' has no study in it that can be read`));
          }
          throw on(
            'folders',
            new UserError(
              `'${args.dir}' has no study in it: \`apebench study FILE --out ${args.dir}\` makes one`,
            ),
          );
        }
        if ((await store.list('differing')).length > 0) {
          tell(
            `${store.pathOf('differing')} holds results that came to other bits than those that are kept: ` +
              'one of the machines, or of the builds, computes wrongly (`apebench verify` names them)',
          );
        }
        const all = await statusOf(store, manifests);
        const told = toldApart(manifests);
        const studies = all.map((status, i) => {
          return { manifest: manifests[i]!.digest, study: told[i]!, ...status };
        });
        const text = statusText(studies);
        if (process.stdout.isTTY && args.watch && !args.json) process.stdout.write(CLEAR);
        if (process.stdout.isTTY || text !== last) output.result(text, studies);
        last = text;
        const isOver = all.every(({ done, failed, missing, running }) => {
          return running.length + missing.length === 0 && done.length + failed.length > 0;
        });
        if (!args.watch || isOver) return;
        await rest();
      }
    } finally {
      interrupt.release();
    }
  },
};
