/** The command that makes a result again. */

import { type PyValue, parsePython, str } from '../../config/index.js';
import { UserError } from '../../errors.js';
import type { ResultRecord } from '../../study/running/index.js';

/** A word as a shell takes it as it is. */
const quoted = (word: string): string =>
  /^[\w./=:@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

/** The attributes of a record's configuration; none where they cannot be read. */
export function attributesOf(kwargs: unknown): ReadonlyMap<string, PyValue> {
  try {
    const value = parsePython(String(kwargs));
    return value instanceof Map ? (value as ReadonlyMap<string, PyValue>) : new Map();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return new Map();
  }
}

/** As it is typed, with the options that its numbers depend on. */
export function commandOf({ config, ...record }: ResultRecord): string {
  const seeds = [
    ...(config.start_seed === 0 ? [] : ['--start-seed', String(config.start_seed)]),
    ...(config.num_seeds === 1 ? [] : ['--num-seeds', String(config.num_seeds)]),
  ];
  const settings = [...attributesOf(config.scenario_kwargs)].flatMap(([key, value]) => [
    '--set',
    `${key}=${str(value)}`,
  ]);
  const words = [
    ...['apebench', 'run', '--scenario', config.scenario, '--task', config.task],
    ...['--net', config.net, '--train', config.train, ...seeds, ...settings],
    ...['--backend', record.backend],
    ...(record.precision === 'f64' ? ['--precision', 'f64'] : []),
    ...(record.build.includes('relaxed') ? ['--relaxed-simd'] : []),
    ...(record.threefry === 'original' ? [] : ['--threefry-partitionable']),
  ];
  return words.map((word) => quoted(String(word))).join(' ');
}

/**
 * Attributes as a line: `num_points=32, batch_size=20`; as they stand where they are no dict. Of those
 * that all of the `others` have, too, nothing is said.
 */
export function attributesText(kwargs: string, others: readonly string[] = []): string {
  const attributes = attributesOf(kwargs);
  if (attributes.size === 0) return kwargs === '{}' ? '' : kwargs;
  const texts = (from: ReadonlyMap<string, PyValue>) =>
    [...from].map(([key, value]) => `${key}=${str(value)}`);
  const theirs = others.map((one) => new Set(texts(attributesOf(one))));
  const isCommon = (text: string) => theirs.length > 0 && theirs.every((known) => known.has(text));
  return texts(attributes)
    .filter((text) => !isCommon(text))
    .join(', ');
}
