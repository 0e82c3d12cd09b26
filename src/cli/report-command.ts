/** `apebench report DIR`: a study as a page with pictures, or as text. */

import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { Argv, CommandModule } from 'yargs';
import { on, UserError } from '../errors.js';
import { type ReportSummary, reportPage, reportText } from '../report/index.js';
import { openStore, type Store } from '../study/index.js';
import { fileError, writeWhole } from '../study/store/folder.js';
import { resultWidth } from './columns.js';
import { outputOf, outputOptions, refuseBeside, requireOptions } from './options.js';
import { overwriteOption, requireFree } from './output-file.js';

interface ReportArguments {
  dir: string;
  out?: string;
  compare?: string;
  text: boolean;
  overwrite: boolean;
  json: boolean;
  quiet: boolean;
}

/** The folder of a study that is there. */
async function studyIn(folder: string): Promise<Store> {
  try {
    if (!(await stat(folder)).isDirectory()) {
      throw on('files', new UserError(`'${folder}' is no folder`));
    }
  } catch (error) {
    throw fileError('read the study', folder, error);
  }
  return openStore(folder);
}

/** Where the page goes, and the folder of its pictures. */
interface Places {
  readonly page: string;
  readonly pictures: string;
}

/** `--out` names a page (`….html`, its pictures in a folder of its name) or a folder for all. */
function placesOf({ dir, out = path.join(dir, 'report') }: ReportArguments): Places {
  const stem = /^(.+)\.html?$/i.exec(out)?.[1];
  if (stem === undefined) return { page: path.join(out, 'index.html'), pictures: out };
  return { page: out, pictures: stem };
}

const told = ({ failed, diverged, notices }: ReportSummary): string[] => [
  ...(failed.length > 0 ? [`failed: ${failed.length}`] : []),
  ...(diverged.length > 0 ? [`diverged: ${diverged.length}`] : []),
  ...notices,
];

export const reportCommand: CommandModule<object, ReportArguments> = {
  command: 'report <dir>',
  describe: 'a page of all results of a study, with pictures',
  builder: (yargs: Argv) =>
    overwriteOption(outputOptions(yargs))
      .positional('dir', {
        type: 'string',
        describe: 'the folder of a study',
        demandOption: true,
      })
      .option('out', {
        type: 'string',
        describe: 'the page, as FILE.html, or a folder for it (default: report in the study)',
      })
      .option('compare', { type: 'string', describe: 'the folder of a study to hold it against' })
      .option('text', {
        type: 'boolean',
        default: false,
        describe: 'curves and tables as text, and no files',
      }) as unknown as Argv<ReportArguments>,
  handler: async (args) => {
    const output = outputOf(args);
    requireOptions(args, [
      'dir',
      ...(['out', 'compare'] as const).filter((name) => args[name] === ''),
    ]);
    if (args.text) refuseBeside('text', args, ['out']);
    const store = await studyIn(args.dir);
    const options = args.compare === undefined ? {} : { compare: await studyIn(args.compare) };
    if (args.text) {
      const { text, summary } = await reportText(store, options, resultWidth());
      output.result(text, summary);
      return;
    }
    const { page, pictures } = placesOf(args);
    // In its usual place it is ours.
    if (args.out !== undefined) await requireFree(page, args.overwrite);
    const files: string[] = [];
    const made = await reportPage(store, options, async (name, svg) => {
      const file = path.join(pictures, name);
      await writeWhole(file, svg);
      files.push(file);
    });
    await writeWhole(page, made.page);
    for (const line of told(made.summary)) output.note(line);
    const count = `${files.length} ${files.length === 1 ? 'picture' : 'pictures'}`;
    output.result(`${page}, and ${count} in ${pictures}`, {
      ...{ page, pictures: files },
      ...made.summary,
    });
  },
};
