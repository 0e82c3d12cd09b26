/** `apebench selftest`: whether this machine comes to the bits to which all others come. */

import { cpus } from 'node:os';
import type { Argv, CommandModule } from 'yargs';
import { MAX_THREADS } from '../backends/index.js';
import { UserError } from '../errors.js';
import { runtime } from '../platform/runtime.js';
import { reportLine, SELF_TEST_CASES, selfTest } from '../selftest/index.js';
import { stopSignal } from './interrupt.js';
import { outputOf, outputOptions, wholeNumber } from './options.js';

interface SelfTestArguments {
  readonly threads?: string;
  readonly cases?: string;
  readonly json: boolean;
  readonly quiet: boolean;
}

/** What computes, in a line. */
function place(): string {
  const { name, version, engine } = runtime();
  const processor = cpus()[0]?.model.trim() || 'an unknown processor';
  return `${name} ${version} (${engine}), ${process.platform} ${process.arch}, ${processor}`;
}

export const selfTestCommand: CommandModule<object, SelfTestArguments> = {
  command: 'selftest',
  describe: 'whether this machine comes to the same bits as all others, in less than a minute',
  builder: (yargs: Argv) =>
    outputOptions(yargs)
      .option('threads', {
        type: 'string',
        describe: `number of threads, at most ${MAX_THREADS} (as many as there are processors by default)`,
      })
      .option('cases', {
        type: 'string',
        describe: 'only those whose names hold this text',
      }) as unknown as Argv<SelfTestArguments>,
  handler: async (args) => {
    const output = outputOf(args);
    const { cases = '' } = args;
    if (!SELF_TEST_CASES.some(({ name }) => name.includes(cases))) {
      throw new UserError(
        `no case has a name that holds '${cases}'; \`selftest --json\` names all`,
      );
    }
    const threads =
      args.threads === undefined
        ? undefined
        : wholeNumber('--threads', args.threads, 1, MAX_THREADS);
    const interrupt = stopSignal();
    try {
      const results = await selfTest({
        only: cases,
        ...(threads === undefined ? {} : { threads }),
        signal: interrupt.signal,
        onCase: ({ name, agrees }, done, total) =>
          output.note(`${done}/${total} ${agrees ? 'agrees ' : 'DIFFERS'}  ${name}`),
      });
      const line = reportLine(results, place());
      output.result(line, { line, place: place(), results });
      if (results.some(({ agrees }) => !agrees)) process.exitCode = 1;
    } finally {
      interrupt.release();
    }
  },
};
