/** Which page of the documents explains a command, and what stands under a key of an entry. */

import type { UserError } from '../errors.js';

const OF_COMMANDS: Readonly<Record<string, string>> = {
  run: 'training.md',
  study: 'studies.md',
  inspect: 'networks.md',
  predict: 'models.md',
  eval: 'models.md',
  scrape: 'tables.md',
  report: 'report.md',
  reproduce: 'validation.md',
  'run-one': 'many-machines.md',
  list: 'scenarios.md',
  bench: 'bench-page.md',
  verify: 'verify.md',
  worker: 'many-machines.md',
  serve: 'embedding.md',
  doctor: 'engines.md',
  selftest: 'engines.md',
};

/** Those whose values are config strings, or name what has a page. */
const OF_KEYS: Readonly<Record<string, string>> = {
  scenario: 'scenarios.md',
  net: 'networks.md',
  train: 'training.md',
  task: 'training.md',
  optim_config: 'training.md',
  ic_config: 'scenarios.md',
  report_metrics: 'tables.md',
  callbacks: 'training.md',
};

const at = (page: string) => `docs/${page}`;

/** Below the help of a command; the first is the address beside the page of `apebench serve`. */
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
