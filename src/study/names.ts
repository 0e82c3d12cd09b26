/** The names of experiments, which their files bear. */

import { sha256 } from '#platform';
import { type PyValue, str } from '../config/index.js';

/** What an experiment is, all of it that enters its name. */
export interface ExperimentConfig {
  /** The scenario's key, as `diff_adv`. */
  readonly scenario: string;
  /** `predict`, or a correction as `correct;sequential`. */
  readonly task: string;
  /** The network's config string. */
  readonly net: string;
  /** The config string of the way of training. */
  readonly train: string;
  /** The first of the whole numbers from which weights and the order of minibatches are drawn. */
  readonly startSeed: number;
  /** How many seeds, from the first on. */
  readonly numSeeds: number;
  /** The attributes that were set, in the order in which they were given. */
  readonly kwargs: ReadonlyMap<string, PyValue>;
}

/** File systems take 255 bytes; the longest suffix is `_train_coarse.npy` and a temporary's own. */
const MAX_BYTES = 220;

/** What some file system does not take in a name. */
const UNSAFE = /[/\\:*?"<>|\p{Cc}]/gu;

/** The longest beginning of a text of whole characters that has at most so many bytes. */
function cut(text: string, maxBytes: number): string {
  if (new TextEncoder().encode(text).length <= maxBytes) return text;
  let bytes = 0;
  let out = '';
  for (const char of text) {
    bytes += new TextEncoder().encode(char).length;
    if (bytes > maxBytes) break;
    out += char;
  }
  return out;
}

/**
 * `{scenario}__[k=v,k=v__]{task}__{net}__{train}__{first seed}-{last seed}`, values as Python's
 * `str` prints them, as it stands in a file's name.
 */
export async function experimentName(config: ExperimentConfig): Promise<string> {
  const { scenario, task, net, train, startSeed, numSeeds } = config;
  const kwargs = [...config.kwargs].map(([key, value]) => `${key}=${str(value)}`);
  const parts = [scenario, task, net, train, `${startSeed}-${startSeed + numSeeds - 1}`];
  if (kwargs.length > 0) parts.splice(1, 0, kwargs.join(','));
  return fileName(parts.join('__'));
}

/**
 * A name as files bear it: one over 220 bytes is cut there and ends in `__` and 12 hex digits of
 * the SHA-256 of the whole; so does one from which a character had to be taken that file systems
 * refuse.
 */
export async function fileName(name: string): Promise<string> {
  const safe = name.replace(UNSAFE, '_');
  const bytes = new TextEncoder().encode(name);
  if (safe === name && bytes.length <= MAX_BYTES) return name;
  const digest = (await sha256(bytes)).slice(0, 12);
  return `${cut(safe, MAX_BYTES - 14)}__${digest}`;
}

/** The name of a result of a key, where one of another key has the experiment's own. */
export function nameWithKey(name: string, key: string): string {
  return `${cut(name, MAX_BYTES - 14)}__${key.slice(0, 12)}`;
}
