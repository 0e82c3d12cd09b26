/** `apebench study melt DIR`: the long tables of a folder, from all the results that stand in it. */

import type { Argv, CommandModule } from 'yargs';
import { on, UserError } from '../errors.js';
import { openStore } from '../study/index.js';
import {
  type ManifestStatus,
  MELTED_FILES,
  type Melted,
  manifestsIn,
  meltStore,
  statusOf,
} from '../study/running/index.js';
import { type MeltArguments, meltOptions, meltOptionsOf } from './melt-options.js';
import { outputOf, outputOptions } from './options.js';

interface StudyMeltArguments extends MeltArguments {
  dir: string;
  json: boolean;
  quiet: boolean;
}

/** What the manifests of a folder lack, each experiment once. */
function lacking(studies: readonly ManifestStatus[]) {
  const once = <T extends { key: string }>(all: readonly T[]): T[] => [
    ...new Map(all.map((one) => [one.key, one])).values(),
  ];
  const named = (all: readonly { key: string; name: string }[]) =>
    once(all).map(({ key, name }) => ({ key, name }));
  return {
    missing: once(studies.flatMap(({ missing }) => missing)).map(({ key, name, lost }) => ({
      ...{ key, name, lost },
    })),
    running: named(studies.flatMap(({ running }) => running)),
    failed: once(studies.flatMap(({ failed }) => failed)).map(({ key, name, failure }) => ({
      ...{ key, name, error: failure.error },
    })),
  };
}

function lackingLines({ missing, running, failed }: ReturnType<typeof lacking>): string[] {
  return [
    ...missing.map(({ name, lost }) => `missing: ${name}${lost === null ? '' : `: ${lost}`}`),
    ...running.map(({ name }) => `still running: ${name}`),
    ...failed.map(({ name, error }) => `failed: ${name}: ${error.split('\n')[0]}`),
  ];
}

export const studyMeltCommand: CommandModule<object, StudyMeltArguments> = {
  command: 'melt <dir>',
  describe: 'melt all results of a folder into long tables',
  builder: (yargs: Argv) =>
    meltOptions(outputOptions(yargs)).positional('dir', {
      type: 'string',
      describe: 'folder of the results',
      demandOption: true,
    }) as unknown as Argv<StudyMeltArguments>,
  handler: async (args) => {
    const output = outputOf(args);
    const store = openStore(args.dir);
    if ((await store.list('raw')).length === 0) {
      throw on('folders', new UserError(`'${args.dir}' has no results in it (the folder raw)`));
    }
    await store.prepare();
    const studies = await statusOf(store, await manifestsIn(store, (why) => output.warn(why)));
    const first = studies.flatMap(({ done }) => done.map(({ name }) => name));
    const tables = await meltStore(store, meltOptionsOf(args), first, (_, notice) =>
      output.note(notice),
    );
    const files = (Object.keys(tables) as (keyof Melted)[]).map((key) =>
      store.pathOf(MELTED_FILES[key]),
    );
    const without = lacking(studies);
    for (const line of lackingLines(without)) output.warn(line);
    output.result(files.join('\n'), { files, ...without });
  },
};
