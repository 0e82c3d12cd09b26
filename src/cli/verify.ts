/** `apebench verify DIR`: whether a store is what it says, and what is made again the same. */

import { stat } from 'node:fs/promises';
import type { Argv, CommandModule } from 'yargs';
import { MAX_THREADS } from '../backends/index.js';
import { openStore, type VerifyEvent, verifyStore } from '../study/index.js';
import { fileError } from '../study/store/folder.js';
import { stopSignal } from './interrupt.js';
import { outputOf, outputOptions, requireOptions, wholeNumber } from './options.js';
import { loadedPlugins } from './plugins.js';
import { ProgressView } from './progress.js';
import { verificationText } from './verify-text.js';

interface VerifyArguments {
  dir: string;
  rerun?: string;
  slices: boolean;
  choice?: string;
  threads?: string;
  json: boolean;
  quiet: boolean;
}

const given = <T>(text: string | undefined, read: (text: string) => T): T | undefined =>
  text === undefined ? undefined : read(text);

function tell(view: ProgressView, event: VerifyEvent): void {
  switch (event.kind) {
    case 'checking':
      return;
    case 'chosen':
      view.say(`Chosen by --choice ${event.choice}:`);
      for (const name of event.names) view.say(`  ${name}`);
      return;
    case 'rerunning':
      view.say(`Making again ${event.index + 1} of ${event.of}:\n  ${event.name}`);
      view.label(event.name, event.label);
      return;
    case 'slice':
      view.say(`  updates ${event.from} to ${event.until}`);
      return;
    case 'progress':
      view.update(event.name, event.progress);
      return;
    case 'rerun':
      view.end(event.rerun.name);
      view.say(`  ${event.rerun.verdict}`);
      return;
    default:
      event satisfies never;
  }
}

/** Throws a `UserError` where there is no such folder. */
async function requireFolder(folder: string): Promise<void> {
  try {
    if ((await stat(folder)).isDirectory()) return;
  } catch (error) {
    throw fileError('read the folder', folder, error);
  }
  throw fileError('read the folder', folder, { code: 'ENOTDIR' });
}

export const verifyCommand: CommandModule<object, VerifyArguments> = {
  command: 'verify <dir>',
  describe: 'check every file of a folder of results, and make results again',
  builder: (yargs: Argv) =>
    outputOptions(yargs)
      .positional('dir', {
        type: 'string',
        describe: 'the folder, as `run --out` and `study --out` leave it',
        demandOption: true,
      })
      .option('rerun', {
        type: 'string',
        describe: 'make so many results again, and compare them to the bit',
      })
      .option('slices', {
        type: 'boolean',
        default: false,
        describe:
          'make parts of trainings again, between digests (--digest-every), and no whole results',
      })
      .option('choice', {
        type: 'string',
        describe: 'by which number results are chosen (at random by default)',
      })
      .option('threads', {
        type: 'string',
        describe: 'number of threads (as many as there are processors by default)',
      }) as unknown as Argv<VerifyArguments>,
  handler: async (args) => {
    const output = outputOf(args);
    const { dir, slices } = args;
    const options = {
      rerun: given(args.rerun, (text) => wholeNumber('--rerun', text, 1)),
      slices,
      choice: given(args.choice, (text) => wholeNumber('--choice', text, 0, 0xffffffff)),
      threads: given(args.threads, (text) => wholeNumber('--threads', text, 1, MAX_THREADS)),
      plugins: loadedPlugins().map(({ sha256 }) => sha256),
    };
    if (options.choice !== undefined) requireOptions(args, ['rerun']);
    await requireFolder(dir);
    const interrupt = stopSignal();
    const view = new ProgressView(output);
    try {
      const { signal } = interrupt;
      const onEvent = (event: VerifyEvent) => tell(view, event);
      const verification = await verifyStore(openStore(dir), { ...options, signal, onEvent });
      view.close();
      output.result(verificationText(verification), verification);
      if (!verification.agrees) process.exitCode = 1;
    } finally {
      view.close();
      interrupt.release();
    }
  },
};
