/**
 * `<ape-experiment scenario="diff_adv" net="Conv;26;10;relu">`: an experiment inside an article.
 * One script tag, `<script type="module" src="…/ape-experiment.js">`, is all that it needs.
 *
 * Attributes are the keys of an entry and the attributes of its scenario, as on the command line;
 * also `backend` and `threads`; and those that say how it is shown (`attributes.ts`). Once it is seen,
 * it checks them and shows the reference solver's data; the reader starts the training, or with
 * `autostart` that starts by itself. With `src`, the address of a `raw/NAME.csv`, it shows that run
 * instead. docs/embedding.md tells more.
 */

import { effect, signal } from '@preact/signals';
import { h, render } from 'preact';
import type { HostElementClass } from '../../host-types.js';
import { element } from '../elements.js';
import { linkTo } from '../share/share-texts.js';
import { readAttributes, urlOf } from './attributes.js';
import { ElementModel } from './element-model.js';
import { ElementView } from './element-view.js';
import { type Scheme, SchemeRules, SurroundingScheme } from './scheme.js';

/** Not in one expression with `index.html`: a bundler would take that for a file to bring along. */
const here = import.meta.url;

/** By a type that programs without the DOM's have, too. */
const Base: HostElementClass = HTMLElement;

export class ApeExperiment extends Base {
  /** One for all: it tells of those that are seen at once in the order of the article. */
  private static readonly sight = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      (target as ApeExperiment).see(isIntersecting);
    }
  });
  private model: ElementModel | null = null;
  private readonly changes = new MutationObserver(() => this.take());
  private isSeen = false;

  connectedCallback(): void {
    if (this.model === null) this.make();
    this.changes.observe(this, { attributes: true });
    ApeExperiment.sight.observe(this);
    this.take();
  }

  disconnectedCallback(): void {
    // What is only moved is in the page again by then.
    queueMicrotask(() => {
      if (this.isConnected) return;
      this.changes.disconnect();
      ApeExperiment.sight.unobserve(this);
      this.model?.leave();
    });
  }

  private see(isSeen: boolean): void {
    this.isSeen = isSeen;
    if (isSeen) this.model?.begin();
  }

  private take(): void {
    this.model!.take(readAttributes(this.attributes));
    // A stored run costs little, and is there when the article is printed.
    if (this.isSeen || this.hasAttribute('src')) this.model!.begin();
  }

  private make(): void {
    const model = new ElementModel();
    this.model = model;
    const root = this.attachShadow({ mode: 'open' });
    const around = new SurroundingScheme(root);
    const style = element('link', {
      rel: 'stylesheet',
      // Its rules are read, which a style of another origin allows by CORS alone.
      crossorigin: 'anonymous',
      href: new URL('./style.css', import.meta.url).href,
    });
    const view = element('div');
    const rules = signal<SchemeRules | null>(null);
    const ready = () => {
      around.read();
      rules.value = new SchemeRules(style);
    };
    style.addEventListener('load', ready);
    style.addEventListener('error', ready);
    root.append(style, view);
    effect(() => {
      const { theme } = model.display.value;
      const scheme: Scheme = theme === 'light' || theme === 'dark' ? theme : around.value.value;
      rules.value?.set(scheme);
      const link = linkOf(model);
      const props = { model, scheme, isStyled: rules.value !== null, link };
      render(h(ElementView, props), view);
    });
  }
}

/** The page with what the element shows; null where there shall be no link, or nothing to show. */
function linkOf({ display, state, right }: ElementModel): string | null {
  const { page, src } = display.value;
  const shown = src === null ? state.value : right.value?.state;
  const url =
    page === '' ? null : urlOf(page ?? new URL('../index.html', here).href, document.baseURI);
  return url === null || shown === undefined || !/^(https?|file):$/.test(url.protocol)
    ? null
    : linkTo(url, shown, false);
}

if (customElements.get('ape-experiment') === undefined) {
  customElements.define('ape-experiment', ApeExperiment);
}
