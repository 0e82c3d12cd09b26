/** What the form says, as the address of the page and as an entry of a study. */

import type { StudyEntry } from '../../study/index.js';
import type { ComputeOptions } from '../protocol.js';

/** The texts of all fields. */
export interface FormState {
  readonly scenario: string;
  readonly task: string;
  readonly net: string;
  readonly train: string;
  readonly start_seed: string;
  readonly num_seeds: string;
  readonly backend: string;
  /** Empty: all cores. */
  readonly threads: string;
  /** The attributes that were set, by name. */
  readonly attributes: ReadonlyMap<string, string>;
}

export const DEFAULT_STATE: FormState = {
  scenario: 'diff_adv',
  task: 'predict',
  net: 'Conv;26;10;relu',
  train: 'one',
  start_seed: '0',
  num_seeds: '1',
  backend: 'auto',
  threads: '',
  attributes: new Map(),
};

type OwnKey = Exclude<keyof FormState, 'attributes'>;
export const OWN_KEYS = Object.keys(DEFAULT_STATE).filter(
  (key) => key !== 'attributes',
) as OwnKey[];
/** An experiment is always named by these. */
const ALWAYS: readonly OwnKey[] = ['scenario', 'net', 'train'];
/** In an address: train at once. */
const RUN = 'run';
/** In an address: a painted state, which belongs to the page and not to the experiment. */
const PAINT = 'paint';

/** What sets a form apart from others of the same scenario, network and training, as `key=text`. */
export function differences(state: FormState, others: readonly FormState[]): string[] {
  const alike = others.filter((other) => ALWAYS.every((key) => other[key] === state[key]));
  const rest = OWN_KEYS.filter((key) => !ALWAYS.includes(key));
  const own = rest.flatMap((key) =>
    alike.some((other) => other[key] !== state[key]) ? [`${key}=${state[key] || 'all'}`] : [],
  );
  const names = new Set([state, ...alike].flatMap(({ attributes }) => [...attributes.keys()]));
  const set = [...names].flatMap((name) => {
    const text = state.attributes.get(name);
    if (alike.every((other) => other.attributes.get(name) === text)) return [];
    return [`${name}=${text ?? 'default'}`];
  });
  return [...own, ...set];
}

/** The part of an address after `#`. */
export function toHash(state: FormState, run = false): string {
  const params = new URLSearchParams();
  for (const key of OWN_KEYS) {
    if (ALWAYS.includes(key) || state[key] !== DEFAULT_STATE[key]) params.set(key, state[key]);
  }
  for (const [name, text] of state.attributes) params.set(name, text);
  if (run) params.set(RUN, '1');
  return params.toString().replaceAll('%3B', ';').replaceAll('%2C', ',');
}

/** An address that was meant: what stands after `?` in place of `#` is taken for it. */
export function hashOf({ search, hash }: Pick<Location, 'search' | 'hash'>): string {
  const params = new URLSearchParams(search);
  const isMeant = hash === '' && OWN_KEYS.some((key) => params.has(key));
  return isMeant ? `#${search.slice(1)}` : hash;
}

/** What such a text says; what it leaves out has its default. */
export function fromHash(hash: string): { state: FormState; run: boolean } {
  const params = new URLSearchParams(hash.replace(/^#/, ''));
  const run = params.get(RUN) === '1';
  params.delete(RUN);
  params.delete(PAINT);
  const own = OWN_KEYS.map((key) => {
    const value = params.get(key) ?? DEFAULT_STATE[key];
    params.delete(key);
    return [key, value] as const;
  });
  const state = { ...Object.fromEntries(own), attributes: new Map(params) };
  return { state: state as unknown as FormState, run };
}

/** What an address says more than once, of which one cannot tell what is meant; null where there is nothing. */
export function repeatedIn(hash: string): { key: string; texts: readonly string[] } | null {
  const params = new URLSearchParams(hash.replace(/^#/, ''));
  const key = [...params.keys()].find((one) => params.getAll(one).length > 1);
  return key === undefined ? null : { key, texts: params.getAll(key) };
}

/** The painted state of an address; empty where it has none. */
export function paintedIn(hash: string): string {
  return new URLSearchParams(hash.replace(/^#/, '')).get(PAINT) ?? '';
}

/** An address with a painted state. */
export const withPainted = (hash: string, painted: string): string =>
  painted === '' ? hash : `${hash}&${PAINT}=${encodeURIComponent(painted).replaceAll('%3B', ';')}`;

/** A whole number as a number; any other text as it is, for the library to complain about. */
function wholeOrText(text: string): number | string {
  return /^\s*-?\d+\s*$/.test(text) ? Number(text) : text;
}

export function toEntry({ attributes, ...own }: FormState): StudyEntry {
  const { scenario, task, net, train } = own;
  const entry = {
    scenario,
    task,
    net,
    train,
    start_seed: wholeOrText(own.start_seed),
    num_seeds: wholeOrText(own.num_seeds),
  };
  return { ...Object.fromEntries(attributes), ...entry } as unknown as StudyEntry;
}

export function toComputeOptions({ backend, threads }: FormState): ComputeOptions {
  return {
    backend,
    ...(threads.trim() === '' ? {} : { threads: Number(threads) }),
  };
}
