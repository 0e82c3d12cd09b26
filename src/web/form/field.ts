/** A labelled field of the form with its hint and the message about its error. */

import { element } from '../elements.js';

export interface FieldOptions {
  /** The key of the entry, shown beside the label. */
  readonly key: string;
  readonly label: string;
  readonly hint?: string;
  /** What may be chosen; any text where it is not given. */
  readonly choices?: readonly (readonly [value: string, text: string])[];
  /** Texts that are offered. */
  readonly suggestions?: readonly string[];
  readonly inputMode?: 'numeric' | 'text';
  readonly disabled?: boolean;
}

export class Field {
  readonly input: HTMLInputElement | HTMLSelectElement;
  readonly root = element('div', { class: 'field' });
  private readonly hint = element('p', { class: 'hint' });
  private readonly message = element('pre', { class: 'error', role: 'alert' });

  constructor(options: FieldOptions) {
    const { key, label, hint, choices, suggestions = [], disabled = false } = options;
    const id = `field-${key}`;
    const shared = { id, name: key, disabled, 'aria-describedby': `${id}-hint ${id}-error` };
    this.input =
      choices === undefined
        ? element('input', {
            ...shared,
            type: 'text',
            spellcheck: 'false',
            autocapitalize: 'off',
            inputmode: options.inputMode ?? 'text',
            list: suggestions.length > 0 && `${id}-list`,
          })
        : element(
            'select',
            shared,
            ...choices.map(([value, text]) => element('option', { value }, text)),
          );
    this.message.id = `${id}-error`;
    this.message.hidden = true;
    this.root.append(element('label', { for: id }, label), this.input);
    if (suggestions.length > 0) {
      const offered = suggestions.map((value) => element('option', { value }));
      this.root.append(element('datalist', { id: `${id}-list` }, ...offered));
    }
    this.hint.id = `${id}-hint`;
    this.setHint(hint ?? '');
    this.root.append(this.hint, this.message);
  }

  get value(): string {
    return this.input.value;
  }

  set value(text: string) {
    if (this.input.value !== text) this.input.value = text;
  }

  setHint(text: string): void {
    this.hint.textContent = text;
    this.hint.hidden = text === '';
  }

  /** Shows what is wrong with the value, or takes the message away. */
  setError(message: string | null): void {
    this.message.hidden = message === null;
    this.message.textContent = message ?? '';
    if (message === null) this.input.removeAttribute('aria-invalid');
    else this.input.setAttribute('aria-invalid', 'true');
  }
}
