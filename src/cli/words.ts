/**
 * The words of a line, checked before yargs reads them: it takes `--no-out` for a value, `--json=1`
 * for false, and a name that stands twice for a list.
 */

import { clipped, nearest, UserError } from '../errors.js';

/** What a command takes. */
export interface Known {
  /** Options that are there or not, and those with a value, by all their names. */
  readonly switches: ReadonlySet<string>;
  readonly texts: ReadonlySet<string>;
  /** Options that may stand more than once. */
  readonly repeatable: readonly string[];
  /** What some of them, and of the words beside, may be. */
  readonly choices: Readonly<Record<string, readonly string[]>>;
  /** The names of the words beside the options, that of the command first. */
  readonly places: readonly string[];
}

/** Options that ask about a command; then it needs nothing else. */
const ASKS = ['help', 'h', 'version', 'v'];

export function unknownWord(kind: string, given: string, known: readonly string[]): UserError {
  const meant = nearest(given, known);
  const hint = meant === undefined ? '' : ` did you mean '${meant}'?`;
  return new UserError(`unknown ${kind} '${clipped(given)}';${hint} there are ${known.join(', ')}`);
}

/** Throws a `UserError` for a line that does not say what its command takes. */
export function checkWords(line: readonly string[], known: Known): void {
  const { switches, texts } = known;
  const given = new Set<string>();
  const plain: string[] = [];
  for (let at = 0; at < line.length; at++) {
    const word = line[at]!;
    if (word === '--') {
      plain.push(...line.slice(at + 1));
      break;
    }
    if (!word.startsWith('-') || word === '-') {
      plain.push(word);
      continue;
    }
    const [, name, value] = /^--?([^=]*)(?:=(.*))?$/s.exec(word)!;
    const negated = /^--no-([^=]+)$/.exec(word)?.[1];
    const option = negated !== undefined && switches.has(negated) ? negated : name!;
    if (given.has(option) && !known.repeatable.includes(option)) {
      throw new UserError(`--${option} is given more than once`);
    }
    if (texts.has(option)) {
      if (value === undefined && ++at >= line.length) {
        throw new UserError(`--${option} wants a value`);
      }
      checkChoice(`--${option}`, value ?? line[at]!, known.choices[option]);
    } else if (!switches.has(option)) {
      throw unknownOption(word.split('=', 1)[0]!, known);
    } else if (value !== undefined && !/^(true|false)$/.test(value)) {
      const [flag] = word.split('=', 1);
      throw new UserError(`${flag} takes no value, or =true or =false, not '${clipped(value)}'`);
    } else if (word === `--${option}` && /^(true|false)$/.test(line[at + 1] ?? '')) {
      at++;
    }
    given.add(option);
  }
  for (const [i, word] of plain.entries()) {
    const place = known.places[i];
    if (place === undefined) throw tooMany(word);
    checkChoice(place === 'what' ? 'list' : place, word, known.choices[place]);
  }
  const missing = known.places[plain.length];
  if (missing !== undefined && !ASKS.some((name) => given.has(name))) {
    const choices = known.choices[missing];
    const there = choices === undefined ? '' : `: ${choices.join(', ')}`;
    throw new UserError(`${plain.join(' ')} wants <${missing}>${there}`);
  }
}

function checkChoice(kind: string, given: string, allowed: readonly string[] | undefined): void {
  if (allowed !== undefined && !allowed.includes(given)) throw unknownWord(kind, given, allowed);
}

function tooMany(word: string): UserError {
  return new UserError(`'${clipped(word)}' is one word too many; a value with blanks wants quotes`);
}

function unknownOption(given: string, { switches, texts }: Known): UserError {
  const flags = (names: Iterable<string>) =>
    [...names].filter((name) => name.length > 1).map((name) => `--${name}`);
  const negated = /^--no-(.+)$/.exec(given)?.[1];
  if (negated !== undefined && texts.has(negated)) {
    const allowed = flags(switches).join(', ');
    return new UserError(`'${given}': --${negated} has a value; only ${allowed} are negated so`);
  }
  return unknownWord('option', given, flags([...switches, ...texts]));
}
