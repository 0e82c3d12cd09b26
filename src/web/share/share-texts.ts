/**
 * An experiment in the forms in which it goes elsewhere: a link, the tag of an article, a command,
 * a script. What stands in it may come from a link of somebody else's, so every form is quoted as
 * its reader needs it.
 */

import {
  DEFAULT_STATE,
  type FormState,
  OWN_KEYS,
  toEntry,
  toHash,
  withPainted,
} from '../form/form-state.js';
import type { AttributeInfo } from '../protocol.js';

/** What an experiment is named by. Also where they are the defaults, which another version may change. */
const NAMED_BY = ['scenario', 'net', 'train'];

/** The page with this form, and what is painted there; `run` starts it at once. */
export function linkTo(page: URL, state: FormState, run: boolean, painted = ''): string {
  const link = new URL(page);
  link.search = '';
  link.hash = withPainted(toHash(state, run), painted);
  return link.href;
}

/**
 * The element in HTML, with the attributes that are not as by default. Names that the scenario does
 * not have are left out: in an article `onclick` would be more than a wrong attribute.
 */
export function elementTag(script: URL, state: FormState, known: readonly AttributeInfo[]): string {
  const own = OWN_KEYS.filter(
    (key) => NAMED_BY.includes(key) || state[key] !== DEFAULT_STATE[key],
  ).map((key) => [key, state[key]] as const);
  const set = [...state.attributes].filter(([name, text]) =>
    known.some((one) => one.name === name && one.text !== text),
  );
  const attributes = [...own, ...set].map(([name, text]) => ` ${name}="${escaped(text)}"`);
  return [
    `<script type="module" src="${escaped(script.href)}"></script>`,
    `<ape-experiment${attributes.join('')}></ape-experiment>`,
  ].join('\n');
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('"', '&quot;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

/** The command that does the same, for the shells of Unix; for PowerShell and cmd where it can be. */
export function commandLine(state: FormState): string {
  const options = OWN_KEYS.filter(
    (key) => NAMED_BY.includes(key) || state[key] !== DEFAULT_STATE[key],
  ).map((key) => option(key.replace('_', '-'), state[key].trim()));
  const set = [...state.attributes].map(([name, text]) => option('set', `${name}=${text}`));
  return ['npx apebench run', ...options, ...set].join(' ');
}

/** What begins with a minus would be taken for an option of its own. */
export const option = (name: string, value: string) =>
  value.startsWith('-') ? shellWord(`--${name}=${value}`) : `--${name} ${shellWord(value)}`;

/** Quoted where it must be: by double quotes, which all shells know, if nothing means more in them. */
function shellWord(text: string): string {
  if (/^[\w.:/+=-]+$/.test(text)) return text;
  if (!/[$`"\\!%\n\r]/.test(text)) return `"${text}"`;
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** A script in TypeScript, or JavaScript, that does the same and leaves the same files. */
export function scriptText(state: FormState, known: readonly AttributeInfo[]): string {
  const kinds = new Map(known.map(({ name, kind }) => [name, kind]));
  const { scenario, task, net, train, start_seed, num_seeds } = toEntry(state);
  const seeds = {
    ...(state.start_seed === DEFAULT_STATE.start_seed ? {} : { start_seed }),
    ...(state.num_seeds === DEFAULT_STATE.num_seeds ? {} : { num_seeds }),
  };
  const attributes = [...state.attributes].map(([name, text]): [string, string] => [
    name,
    isPlain(text, kinds.get(name)) ? text.trim() : literal(text),
  ]);
  const entry = [
    ...Object.entries({ scenario, task, net, train, ...seeds }).map(([key, value]) => [
      key,
      literal(value),
    ]),
    ...attributes,
  ];
  const { backend, threads } = state;
  const options = [
    ...(backend === DEFAULT_STATE.backend ? [] : [`backend: ${literal(backend)}`]),
    ...(threads.trim() === '' ? [] : [`threads: ${literal(Number(threads))}`]),
  ];
  const lines = entry.map(([key, value]) => `  ${propertyName(key!)}: ${value},`);
  return [
    "import { runStudy } from 'apebench';",
    '',
    '// Trains and tests it, and leaves the files of `apebench run` in the folder results.',
    'const experiment = {',
    ...lines,
    '};',
    `const { rawFiles, networkWeights } = await runStudy([experiment]${
      options.length === 0 ? '' : `, { ${options.join(', ')} }`
    });`,
    'console.log(...rawFiles, ...networkWeights);',
    '',
  ].join('\n');
}

/** Whether a text reads the same as a number or a flag of JavaScript. */
function isPlain(text: string, kind: AttributeInfo['kind'] | undefined): boolean {
  if (kind === 'flag') return /^\s*(true|false)\s*$/.test(text);
  return kind === 'number' && /^\s*-?(0|[1-9]\d*)(\.\d+)?(e[-+]?\d+)?\s*$/.test(text);
}

function literal(value: unknown): string {
  if (typeof value !== 'string') return String(value);
  return `'${JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

const propertyName = (name: string) => (/^[A-Za-z_]\w*$/.test(name) ? name : literal(name));
