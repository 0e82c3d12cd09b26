/** `apebench study export DIR --parquet`: the melted tables of a folder in another format. */

import path from 'node:path';
import type { Argv, CommandModule } from 'yargs';
import { on, UserError } from '../errors.js';
import { blaming, openStore, readCsv } from '../study/index.js';
import { MELTED_FILES } from '../study/running/index.js';
import { outputOf, outputOptions } from './options.js';
import { overwriteOption, requireFree } from './output-file.js';

interface StudyExportArguments {
  dir: string;
  parquet: boolean;
  out?: string;
  overwrite: boolean;
  json: boolean;
  quiet: boolean;
}

export const studyExportCommand: CommandModule<object, StudyExportArguments> = {
  command: 'export <dir>',
  describe: 'write the melted tables of a folder in another format',
  builder: (yargs: Argv) =>
    overwriteOption(outputOptions(yargs))
      .positional('dir', { type: 'string', describe: 'folder of the results', demandOption: true })
      .option('parquet', { type: 'boolean', default: false, describe: 'as Parquet files' })
      .option('out', {
        type: 'string',
        describe: 'folder of the files (that of the results by default)',
      }) as unknown as Argv<StudyExportArguments>,
  handler: async (args) => {
    const output = outputOf(args);
    if (!args.parquet) throw new UserError('study export wants a format: --parquet');
    const [from, to] = [openStore(args.dir), openStore(args.out ?? args.dir)];
    const files: { source: string; target: string }[] = [];
    for (const source of Object.values(MELTED_FILES)) {
      if ((await from.peek(source, 0)) === undefined) continue;
      const target = `${path.basename(source, '.csv')}.parquet`;
      await requireFree(to.pathOf(target), args.overwrite);
      files.push({ source, target });
    }
    if (files.length === 0) {
      throw on(
        'folders',
        new UserError(
          `'${args.dir}' has no melted tables in it: \`apebench study melt ${args.dir}\` makes them`,
        ),
      );
    }
    for (const { source, target } of files) {
      const table = await blaming(from.pathOf(source), () => readCsv(from, source));
      await to.write(target, await table!.toParquet());
    }
    const written = files.map(({ target }) => to.pathOf(target));
    output.result(written.join('\n'), { files: written });
  },
};
