/** What the attributes of an `<ape-experiment>` say: its experiment, and how it is shown. */

import { clipped } from '../../errors.js';
import { DEFAULT_STATE, type FormState, OWN_KEYS } from '../form/form-state.js';

/** Attributes that any element may have; they say nothing about an experiment. */
const OF_ANY_ELEMENT =
  /^(id|class|style|title|lang|dir|hidden|inert|slot|part|exportparts|role|tabindex|translate|on.*|(data|aria)-.*)$/;

/** Those that say how an experiment is shown. */
const DISPLAY = /^(src|autostart|controls|caption|compact|theme|page)$/;

export interface Display {
  /** The address of a run that was made before, which is shown in place of a live one. */
  readonly src: string | null;
  /** The ends of the colours of a stored run, as they are spelled. */
  readonly vlim: string | null;
  readonly autostart: boolean;
  /** The names of the fields that the reader may change. */
  readonly controls: readonly string[];
  readonly caption: string | null;
  readonly compact: boolean;
  readonly theme: string | null;
  /** The page of experiments; empty where no link shall lead there. */
  readonly page: string | null;
}

export interface Settings {
  readonly state: FormState;
  readonly display: Display;
}

export function readAttributes(all: Iterable<{ name: string; value: string }>): Settings {
  const given = new Map([...all].map(({ name, value }) => [name, value]));
  const text = (name: string) => given.get(name) ?? null;
  const src = text('src');
  const settings = [...given].filter(
    ([name]) =>
      !OF_ANY_ELEMENT.test(name) && !DISPLAY.test(name) && !(src !== null && name === 'vlim'),
  );
  const isOwn = (name: string) => OWN_KEYS.some((key) => key === name);
  return {
    state: {
      ...DEFAULT_STATE,
      ...Object.fromEntries(settings.filter(([name]) => isOwn(name))),
      attributes: new Map(settings.filter(([name]) => !isOwn(name))),
    },
    display: {
      src,
      vlim: src === null ? null : text('vlim'),
      autostart: given.has('autostart'),
      controls: [...new Set((text('controls') ?? '').split(/[\s,]+/))].filter(
        (name) => name !== '',
      ),
      caption: text('caption'),
      compact: given.has('compact'),
      theme: text('theme'),
      page: text('page'),
    },
  };
}

/** What is wrong with them that can be told at a glance; null if nothing is. */
export function displayError({ state, display }: Settings, base: string): string | null {
  const { src, theme, page, controls } = display;
  if (theme !== null && theme !== 'light' && theme !== 'dark') {
    return `theme: must be light or dark, not '${clipped(theme)}'`;
  }
  if (page !== null && page !== '' && !/^(https?|file):$/.test(urlOf(page, base)?.protocol ?? '')) {
    return `page: must be an address of http or https, or empty for no link, not '${clipped(page)}'`;
  }
  if (src === null) return null;
  const beside = [
    ...OWN_KEYS.filter((key) => state[key] !== DEFAULT_STATE[key]),
    ...state.attributes.keys(),
    ...(controls.length > 0 ? ['controls'] : []),
  ];
  if (beside.length === 0) return null;
  return `${clipped(beside[0]!)}: has no meaning beside src, which shows a run as it was made`;
}

export function urlOf(text: string, base: string): URL | null {
  return URL.canParse(text, base) ? new URL(text, base) : null;
}
