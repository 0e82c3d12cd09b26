/**
 * Whether an element is shown light or dark: as it is told, or as the page around it is. That may be
 * dark by its own `color-scheme` while the system is light, and the other way round, so the media
 * query by which the pages' style goes does not do.
 */

import { type ReadonlySignal, signal } from '@preact/signals';
import { element } from '../elements.js';

export type Scheme = 'light' | 'dark';

const DARK = /^(screen and )?\(prefers-color-scheme: dark\)$/;

/** The scheme of what surrounds a shadow root, from when its style is there. */
export class SurroundingScheme {
  /** Its colour is the system's for text, which follows the inherited `color-scheme`. */
  private readonly probe = element('span', { class: 'scheme-probe', 'aria-hidden': 'true' });
  private readonly now = signal<Scheme>('light');

  constructor(root: ShadowRoot) {
    root.append(this.probe);
    // The style gives it a transition: that ends whenever the scheme has changed, whatever changed it.
    this.probe.addEventListener('transitionend', () => this.read());
  }

  get value(): ReadonlySignal<Scheme> {
    return this.now;
  }

  read(): void {
    const [red] = getComputedStyle(this.probe).color.match(/\d+/g) ?? ['0'];
    this.now.value = Number(red) > 127 ? 'dark' : 'light';
  }
}

/**
 * Makes the rules of a style for dark systems those of one element that is dark. Paper is never so.
 */
export class SchemeRules {
  private readonly rules: CSSMediaRule[];

  constructor(style: HTMLLinkElement) {
    this.rules = [...(style.sheet?.cssRules ?? [])].filter(
      (rule) => rule instanceof CSSMediaRule && DARK.test(rule.media.mediaText),
    ) as CSSMediaRule[];
  }

  set(scheme: Scheme): void {
    for (const rule of this.rules) rule.media.mediaText = scheme === 'dark' ? 'screen' : 'not all';
  }
}
