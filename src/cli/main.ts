/** The command line: commands, strictness, exit codes. Errors of the user's have no stack trace. */

import yargs, { type Argv, type CommandModule } from 'yargs';
import { CheckpointError, DeviceLostError, nearest, StoppedError, UserError } from '../errors.js';
import { VERSION } from '../version.js';
import { benchCommand } from './bench.js';
import { resultWidth, wrap } from './columns.js';
import { doctorCommand } from './doctor.js';
import { evalCommand } from './eval.js';
import { inspectCommand } from './inspect.js';
import { reportStop } from './interrupt.js';
import { listCommand } from './list.js';
import { Output } from './output.js';
import { loadPlugins } from './plugins.js';
import { predictCommand } from './predict.js';
import { runCommand } from './run.js';
import { scrapeCommand } from './scrape.js';
import { serveCommand } from './serve.js';
import { studyCommand } from './study.js';

const COMMANDS = [
  runCommand,
  studyCommand,
  inspectCommand,
  predictCommand,
  evalCommand,
  scrapeCommand,
  listCommand,
  benchCommand,
  serveCommand,
  doctorCommand,
] as unknown as CommandModule[];

const nameOf = ({ command }: CommandModule) => String(command).split(' ')[0]!;

function unknownWord(kind: string, given: string, known: readonly string[]): UserError {
  const meant = nearest(given, known);
  const hint = meant === undefined ? '' : ` did you mean '${meant}'?`;
  return new UserError(`unknown ${kind} '${given}';${hint} there are ${known.join(', ')}`);
}

/** What a command takes: the names of its options, and what may stand behind its name. */
interface Words {
  readonly flags: string[];
  readonly choices: string[];
}

/**
 * What yargs says about a wrong line, in our words and with the nearest name where one is wrong.
 */
function misuse(message: string, { flags, choices }: Words, argv: readonly string[]): UserError {
  const chosen = /Argument: ([^,]+), Given: "([^"]*)", Choices: (.*)$/.exec(message);
  if (chosen !== null) {
    const [, name, given, allowed] = chosen as unknown as [string, string, string, string];
    const kind = name === 'what' ? 'list' : `--${name}`;
    return unknownWord(kind, given, JSON.parse(`[${allowed}]`));
  }
  const follows = /^Not enough arguments following: (.+)$/.exec(message)?.[1];
  if (follows !== undefined) return new UserError(`--${follows} wants a value`);
  const [command = ''] = argv;
  if (message.startsWith('Not enough non-option arguments')) {
    const known = COMMANDS.find((one) => nameOf(one) === command)!;
    const wanted = String(known.command).replace(/^\S+ /, '');
    const there = choices.length > 0 ? `: ${choices.join(', ')}` : '';
    return new UserError(`${command} wants ${wanted}${there}`);
  }
  const unknown = /^Unknown (?:argument|command)s?: (.+)$/.exec(message)?.[1]?.split(', ')[0];
  if (unknown === undefined) return new UserError(message);
  const commands = COMMANDS.map(nameOf);
  if (!commands.includes(command)) return unknownWord('command', unknown, commands);
  if (argv.includes(unknown)) {
    return new UserError(`'${unknown}' is one word too many; a value with blanks wants quotes`);
  }
  const options = flags.map((flag) => `--${flag}`);
  return unknownWord('option', `${unknown.length > 1 ? '--' : '-'}${unknown}`, options);
}

const REPEATABLE = ['set', 'plugin', '_'];

/** Every option takes one value; only `--set` and `--plugin` may be given more than once. */
function refuseRepeats(args: Record<string, unknown>): boolean {
  for (const [name, value] of Object.entries(args)) {
    if (Array.isArray(value) && !REPEATABLE.includes(name)) {
      throw new UserError(`--${name} is given more than once`);
    }
  }
  return true;
}

/** What yargs has beside its types: options by name, those with a text, and what they may be. */
interface WithOptions {
  getOptions(): {
    string: string[];
    key: Record<string, unknown>;
    choices: Record<string, string[]>;
  };
}

/**
 * The builder of a command, changed so that every option with a text takes the next word as it is,
 * also one that starts with a dash. Adds to `words` what the command takes.
 */
function takingOneWord(command: CommandModule, words: Words): (parser: Argv) => Argv {
  return (parser) => {
    const built = (command.builder as (parser: Argv) => Argv)(parser);
    const { string, key, choices } = (built as unknown as WithOptions).getOptions();
    for (const name of string) {
      if (!String(command.command).includes(`<${name}>`)) built.nargs(name, 1);
    }
    words.flags.push(...Object.keys(key).filter((name) => name.length > 1));
    for (const [name, allowed] of Object.entries(choices)) {
      if (String(command.command).includes(`<${name}>`)) words.choices.push(...allowed);
    }
    return built;
  };
}

function build(argv: readonly string[]): Argv {
  const words: Words = { flags: [], choices: [] };
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
    .wrap(resultWidth())
    .strict()
    .demandCommand(1, 'Which command?')
    .option('plugin', {
      type: 'string',
      array: false,
      nargs: 1,
      describe: 'a module of your own that adds scenarios, networks, …; may be given several times',
    })
    .middleware(async ({ plugin, json, quiet }) => {
      const output = new Output(json === true, quiet === true);
      const files = plugin === undefined ? [] : [plugin].flat();
      await loadPlugins(files, (file) => output.note(`The plugin ${file} is loaded`));
    })
    .check(refuseRepeats)
    .exitProcess(false)
    .fail((message, error) => {
      if (error !== undefined && error !== null && error.name !== 'YError') throw error;
      throw misuse(message ?? error.message, words, argv);
    });
  for (const command of COMMANDS) {
    parser.command({ ...command, builder: takingOneWord(command, words) });
  }
  return parser;
}

/**
 * A message for stderr. On a terminal its lines are wrapped, but for those that show with a caret
 * where a string is wrong; for programs they stay whole.
 */
function say(message: string): void {
  const width = process.stderr.columns ?? Number.POSITIVE_INFINITY;
  const lines = message
    .split('\n')
    .flatMap((line) => (line.startsWith(' ') ? [line] : wrap(line, width)));
  process.stderr.write(`${lines.join('\n')}\n`);
}

/** Reports an error and gives the exit code that it stands for. */
export function report(error: unknown): number {
  if (error instanceof StoppedError) return reportStop(error);
  if (error instanceof UserError) {
    say(`apebench: ${error.message}`);
    return 2;
  }
  if (error instanceof DeviceLostError || error instanceof CheckpointError) {
    say(`apebench: ${error.message}`);
    return 1;
  }
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`apebench: something went wrong: ${message}\n`);
  if (process.env.APEBENCH_DEBUG && error instanceof Error) {
    process.stderr.write(`${error.stack}\n`);
  } else {
    process.stderr.write('(APEBENCH_DEBUG=1 shows where)\n');
  }
  return 1;
}

/** Runs one command and returns the exit code: 0 done, 2 bad input, 1 else, 129, 130 and 143 stopped. */
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
