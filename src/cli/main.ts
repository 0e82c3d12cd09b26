/** The command line: commands, strictness, exit codes. Errors of the user's have no stack trace. */

import yargs, { type Argv, type CommandModule } from 'yargs';
import { nearest, StoppedError, UserError } from '../errors.js';
import { VERSION } from '../version.js';
import { doctorCommand } from './doctor.js';
import { inspectCommand } from './inspect.js';
import { listCommand } from './list.js';
import { predictCommand } from './predict.js';
import { runCommand } from './run.js';
import { studyCommand } from './study.js';

const COMMANDS = [
  runCommand,
  studyCommand,
  inspectCommand,
  predictCommand,
  listCommand,
  doctorCommand,
] as unknown as CommandModule[];

const nameOf = ({ command }: CommandModule) => String(command).split(' ')[0]!;

/** The message of yargs for a wrong line, with the nearest name added where a name is wrong. */
function misuse(message: string, parser: Argv, argv: readonly string[]): UserError {
  const choice = /Argument: ([^,]+), Given: "([^"]*)", Choices: (.*)$/.exec(message);
  if (choice !== null) {
    const [, name, given, choices] = choice as unknown as [string, string, string, string];
    return unknownWord(name, given, JSON.parse(`[${choices}]`));
  }
  const unknown = /^Unknown (?:argument|command)s?: (.+)$/.exec(message)?.[1]?.split(', ')[0];
  if (unknown === undefined) return new UserError(message);
  const commands = COMMANDS.map(nameOf);
  if (!commands.includes(argv[0] ?? '')) return unknownWord('command', unknown, commands);
  const { key } = (
    parser as unknown as { getOptions(): { key: Record<string, unknown> } }
  ).getOptions();
  const flags = Object.keys(key).filter((flag) => flag.length > 1);
  const typed = argv.find((word) => word.replace(/^--?(no-)?/, '').split('=')[0] === unknown);
  if (typed !== undefined && !typed.startsWith('-')) {
    return new UserError(`'${unknown}' is one word too many; a value with blanks wants quotes`);
  }
  return unknownWord(
    'option',
    `--${unknown}`,
    flags.map((flag) => `--${flag}`),
  );
}

function unknownWord(kind: string, given: string, known: readonly string[]): UserError {
  const meant = nearest(given, known);
  const hint = meant === undefined ? '' : ` did you mean '${meant}'?`;
  return new UserError(`unknown ${kind} '${given}';${hint} there are ${known.join(', ')}`);
}

/** Every option takes one value; only `--set` may be given more than once. */
function refuseRepeats(args: Record<string, unknown>): boolean {
  for (const [name, value] of Object.entries(args)) {
    if (Array.isArray(value) && name !== 'set' && name !== '_') {
      throw new UserError(`--${name} is given more than once`);
    }
  }
  return true;
}

function build(argv: readonly string[]): Argv {
  const parser = yargs(argv as string[])
    .scriptName('apebench')
    .usage('$0 COMMAND [options]')
    .locale('en')
    .parserConfiguration({
      'camel-case-expansion': false,
      'dot-notation': false,
      'nargs-eats-options': true,
      'parse-numbers': false,
      'parse-positional-numbers': false,
      'short-option-groups': false,
    })
    .version(VERSION)
    .help()
    .alias('help', 'h')
    .wrap(Math.min(100, process.stdout.columns ?? 100))
    .strict()
    .demandCommand(1, 'Which command?')
    .check(refuseRepeats)
    .exitProcess(false)
    .fail((message, error, failed) => {
      throw error ?? misuse(message, failed as unknown as Argv, argv);
    });
  for (const command of COMMANDS) parser.command({ ...command, builder: takingOneWord(command) });
  return parser;
}

/** Lets every option with a text take the next word as it is, also one that starts with a dash. */
function takingOneWord(command: CommandModule): (parser: Argv) => Argv {
  return (parser) => {
    const built = (command.builder as (parser: Argv) => Argv)(parser);
    const { string } = (built as unknown as { getOptions(): { string: string[] } }).getOptions();
    for (const name of string) {
      if (!String(command.command).includes(`<${name}>`)) built.nargs(name, 1);
    }
    return built;
  };
}

/** Reports an error and gives the exit code that it stands for. */
export function report(error: unknown): number {
  if (error instanceof StoppedError) {
    process.stderr.write('Stopped. The same command goes on where this one was.\n');
    return 130;
  }
  if (error instanceof UserError) {
    process.stderr.write(`apebench: ${error.message}\n`);
    return 2;
  }
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`apebench: something went wrong: ${message}\n`);
  if (process.env.APEBENCH_DEBUG && error instanceof Error)
    process.stderr.write(`${error.stack}\n`);
  else process.stderr.write('(APEBENCH_DEBUG=1 shows where)\n');
  return 1;
}

/** Runs one command and returns the exit code: 0 done, 2 bad input, 1 else, 130 stopped. */
export async function main(argv: readonly string[]): Promise<number> {
  try {
    if (argv.length === 0) {
      process.stdout.write(`${await build(argv).getHelp()}\n`);
      return 2;
    }
    await build(argv).parseAsync();
    return Number(process.exitCode ?? 0);
  } catch (error) {
    return report(error);
  }
}
