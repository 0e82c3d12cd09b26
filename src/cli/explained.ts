/** Which page of the documents explains a command, a key of an entry, and what the machine lacks. */

import {
  DeviceLostError,
  type ErrorSubject,
  GpuMemoryError,
  type MachineError,
  PlaceError,
  UserError,
} from '../errors.js';

/** Of commands, and of those that stand behind another one. */
const OF_COMMANDS: Readonly<Record<string, string>> = {
  run: 'first-hour.md',
  study: 'studies.md',
  'study status': 'studies.md',
  'study melt': 'tables.md',
  'study export': 'tables.md',
  inspect: 'training.md#what-each-costs',
  predict: 'models.md',
  eval: 'models.md',
  scrape: 'models.md',
  report: 'report.md',
  reproduce: 'validation.md',
  'run-one': 'many-machines.md',
  list: 'config-strings.md',
  bench: 'gpu.md',
  verify: 'verify.md',
  worker: 'many-machines.md',
  serve: 'tasks.md',
  doctor: 'troubleshooting.md',
  selftest: 'engines.md',
};

/** Of the keys whose values are config strings, or names. */
const OF_KEYS: Readonly<Record<string, string>> = {
  scenario: 'scenarios.md',
  net: 'config-strings.md#networks',
  train: 'config-strings.md#ways-of-training',
  task: 'config-strings.md#tasks',
  optim_config: 'config-strings.md#optimisers',
  ic_config: 'config-strings.md#initial-conditions',
  report_metrics: 'config-strings.md#metrics',
  callbacks: 'config-strings.md#callbacks',
};

/** Of what is no key: files, folders and ports. */
const OF_SUBJECTS: Readonly<Record<ErrorSubject, string>> = {
  files: 'troubleshooting.md#files-and-folders',
  folders: 'troubleshooting.md#files-and-folders',
  studies: 'studies.md',
  ports: 'troubleshooting.md#ports',
};

const at = (page: string) => `docs/${page}`;

/** Below a help: the file, and the address beside the page. */
const more = (page: string) =>
  `More in ${at(page)}, which apebench serve shows at /docs/${page.replace(/md(?=#|$)/, 'html')}`;

/** Below the help of a command, such as `run` or `study melt`. */
export function moreOn(command: string): string {
  const page = OF_COMMANDS[command];
  return page === undefined ? '' : more(page);
}

/** Below the help of all commands. */
export const MORE_IN_ALL = `${more('first-hour.md')}; messages are explained in ${at('troubleshooting.md')}`;

/** The page that explains an error: what the machine lacks, a file or port, or what may stand under its key. */
function pageOf(error: Error): string | undefined {
  if (error instanceof GpuMemoryError || (error instanceof UserError && error.memory)) {
    return 'troubleshooting.md#memory';
  }
  if (error instanceof DeviceLostError || error instanceof PlaceError) {
    return 'troubleshooting.md#a-gpu';
  }
  const { subject } = error as UserError | MachineError;
  if (subject !== undefined) return OF_SUBJECTS[subject];
  const { key = '' } = error as Partial<UserError>;
  return Object.hasOwn(OF_KEYS, key) ? OF_KEYS[key] : undefined;
}

/** Behind the message of an error: in its line, or below what shows where a string is wrong. */
export function explained(error: Error): string {
  const { message } = error;
  const page = pageOf(error);
  if (page === undefined) return message;
  return `${message}${message.includes('\n') ? '\n' : ' '}(see ${at(page)})`;
}
