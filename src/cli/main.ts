/** The command line: commands, strictness, exit codes. Errors of the user's have no stack trace. */

import yargs, { type Argv, type CommandModule } from 'yargs';
import { UserError } from '../errors.js';
import { VERSION } from '../version.js';
import { benchCommand } from './bench.js';
import { resultWidth } from './columns.js';
import { doctorCommand } from './doctor.js';
import { evalCommand } from './eval.js';
import { MORE_IN_ALL, moreOn } from './explained.js';
import { inspectCommand } from './inspect.js';
import { listCommand } from './list.js';
import { Output } from './output.js';
import { loadPlugins } from './plugins.js';
import { predictCommand } from './predict.js';
import { report } from './report.js';
import { reportCommand } from './report-command.js';
import { reproduceCommand } from './reproduce.js';
import { runCommand } from './run.js';
import { runOneCommand } from './run-one.js';
import { scrapeCommand } from './scrape.js';
import { selfTestCommand } from './selftest.js';
import { serveCommand } from './serve.js';
import { studyCommand } from './study.js';
import { verifyCommand } from './verify.js';
import { checkWords, unknownWord } from './words.js';
import { workerCommand } from './worker.js';

/** A command, which may have others behind its name. */
type Command = CommandModule & { readonly subcommands?: readonly CommandModule[] };

const COMMANDS = [
  runCommand,
  studyCommand,
  inspectCommand,
  predictCommand,
  evalCommand,
  scrapeCommand,
  reportCommand,
  reproduceCommand,
  runOneCommand,
  listCommand,
  benchCommand,
  verifyCommand,
  workerCommand,
  serveCommand,
  doctorCommand,
  selfTestCommand,
] as unknown as Command[];

const nameOf = ({ command }: CommandModule) => String(command).split(' ')[0]!;

/** What yargs says about a line whose words were checked, in our words. */
function misuse(message: string, [command = '']: readonly string[]): UserError {
  const known = COMMANDS.find((one) => nameOf(one) === command);
  if (known === undefined) {
    const names = COMMANDS.map(nameOf);
    if (!command.startsWith('-')) return unknownWord('command', command, names);
    return new UserError(`the command stands before its options; there are ${names.join(', ')}`);
  }
  return new UserError(message);
}

const HELP = ['--help', '-h'];

const REPEATABLE = ['set', 'plugin', 'engine-option'];

/** What yargs has beside its types: every option by name, with its other names, and its kind. */
interface WithOptions {
  getOptions(): {
    boolean: string[];
    string: string[];
    alias: Record<string, string[]>;
    choices: Record<string, string[]>;
  };
}

/**
 * The builder of a command, changed so that every option with a value takes the next word as it is,
 * also one that starts with a dash, and the words of the line are checked; `names` are those of the
 * command and of the one that it is behind.
 */
function takingOneWord(
  command: Command,
  line: readonly string[],
  names: readonly string[] = ['command'],
): (parser: Argv) => Argv {
  return (parser) => {
    const built = (command.builder as (parser: Argv) => Argv)(parser);
    for (const sub of command.subcommands ?? []) built.command(sub);
    const { boolean, string, alias, choices } = (built as unknown as WithOptions).getOptions();
    const places = [...String(command.command).matchAll(/<(.+?)>/g)].map(([, name]) => name!);
    const texts = string.filter((name) => !places.includes(name));
    built.epilogue(moreOn([...line.slice(0, names.length - 1), nameOf(command)].join(' ')));
    for (const name of string) built.nargs(name, 1);
    checkWords(line, {
      switches: new Set(boolean.flatMap((name) => [name, ...(alias[name] ?? [])])),
      texts: new Set(texts),
      repeatable: REPEATABLE,
      choices,
      places: [...names, ...places],
    });
    return built;
  };
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
    .alias('version', 'v')
    // For every command yargs makes the help, whether it is asked for or not.
    .wrap(argv.length === 0 || argv.some((word) => HELP.includes(word)) ? resultWidth() : null)
    .strict()
    .demandCommand(1, 'Which command?')
    .epilogue(MORE_IN_ALL)
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
    .exitProcess(false)
    .fail((message, error) => {
      if (error !== undefined && error !== null && error.name !== 'YError') throw error;
      throw misuse(message ?? error.message, argv);
    });
  for (const command of COMMANDS) {
    const name = nameOf(command);
    const sub = command.subcommands?.find((one) => name === argv[0] && nameOf(one) === argv[1]);
    if (sub === undefined) {
      parser.command({ ...command, builder: takingOneWord(command, argv) });
      continue;
    }
    // Of the command that it is behind it has the name alone.
    const builder = takingOneWord(sub, argv, ['command', 'command']);
    parser.command(name, false, (parent) => parent.command({ ...sub, builder }));
  }
  return parser;
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
