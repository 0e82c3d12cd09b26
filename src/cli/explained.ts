/** Which page of the documents explains a command, and what stands under a key of an entry. */

import type { UserError } from '../errors.js';

const OF_COMMANDS: Readonly<Record<string, string>> = {
  run: 'first-hour.md',
  study: 'studies.md',
  inspect: 'config-strings.md',
  predict: 'models.md',
  eval: 'models.md',
  scrape: 'scenarios.md',
  report: 'report.md',
  reproduce: 'validation.md',
  'run-one': 'many-machines.md',
  list: 'config-strings.md',
  bench: 'gpu.md',
  verify: 'verify.md',
  worker: 'many-machines.md',
  serve: 'in-a-page.md',
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

const at = (page: string) => `docs/${page}`;

/** Below the help of a command: the file, and the address beside the page. */
export function moreOn(command: string): string {
  const page = OF_COMMANDS[command];
  if (page === undefined) return '';
  return `More in ${at(page)}, which apebench serve shows at /docs/${page.replace(/md$/, 'html')}`;
}

/** Behind the message of an error: in its line, or below what shows where a string is wrong. */
export function explained({ message, key = '' }: UserError): string {
  const page = Object.hasOwn(OF_KEYS, key) ? OF_KEYS[key] : undefined;
  if (page === undefined) return message;
  return `${message}${message.includes('\n') ? '\n' : ' '}(see ${at(page)})`;
}
