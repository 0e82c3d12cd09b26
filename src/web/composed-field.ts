/**
 * A config string that is made by name and fields, or typed as it is: a list of names, an input for
 * each field of the one that is named, and the string itself, which all say the same.
 */

import { element } from './elements.js';
import { Field } from './field.js';
import type { StringFieldInfo, StringKind } from './protocol.js';

export interface ComposedFieldOptions {
  /** The key of the entry. */
  readonly key: string;
  /** What the string is called, and what its first field is. */
  readonly label: string;
  readonly kindLabel: string;
  readonly kinds: readonly StringKind[];
  /** Whether the case of names counts. */
  readonly exact?: boolean;
  /** Whether a hyphen before a number separates fields, too: `sup-03`. */
  readonly hyphens?: boolean;
}

export class ComposedField {
  readonly root: HTMLElement;
  /** The string. */
  readonly text: Field;
  private readonly kind: Field;
  private readonly fields = element('div', { class: 'parts' });
  private parts: Field[] = [];
  private shown: StringKind | undefined;

  constructor(private readonly options: ComposedFieldOptions) {
    const { key, label, kindLabel, kinds } = options;
    const suggestions = kinds.map(({ example }) => example);
    this.text = new Field({ key, label, suggestions });
    this.kind = new Field({
      key: `${key}-kind`,
      label: kindLabel,
      choices: kinds.map((one) => [one.name, nameOf(one)] as const),
    });
    this.root = element(
      'div',
      { class: 'field composed', role: 'group', 'aria-label': `${label} by name and field` },
      this.kind.root,
      this.fields,
      this.text.root,
    );
    this.root.addEventListener('input', ({ target }) => this.edited(target));
  }

  /** Brings names and fields in line with the string. */
  show(): void {
    const [name, ...values] = this.split();
    const kind = this.find(name!);
    if (kind !== this.shown) this.build(kind);
    // Where the string names none of the list, nothing is chosen.
    this.kind.value = kind?.name ?? '';
    const names = this.options.kinds.map(nameOf).join(', ');
    this.kind.setHint(kind === undefined ? `one of ${names}` : kind.meaning);
    kind?.fields.forEach((field, i) => {
      showValue(this.parts[i]!, field, values[i] ?? (field.optional ? field.default : ''));
    });
  }

  private split(): string[] {
    const { hyphens = false } = this.options;
    const text = this.text.value;
    return (hyphens ? text.replace(/([A-Za-z])-(?=\d)/g, '$1;') : text)
      .split(';')
      .map((field) => field.trim());
  }

  private find(name: string): StringKind | undefined {
    const { kinds, exact = false } = this.options;
    return kinds.find((one) => one.name === (exact ? name : name.toLowerCase()));
  }

  private build(kind: StringKind | undefined): void {
    this.shown = kind;
    this.parts = (kind?.fields ?? []).map(
      ({ name, meaning, allowed }, i) =>
        new Field({
          key: `${this.options.key}-${i + 1}`,
          label: name,
          hint: meaning,
          ...(allowed === null
            ? { inputMode: 'numeric' }
            : { choices: allowed.map((word) => [word, word] as const) }),
        }),
    );
    this.fields.replaceChildren(...this.parts.map(({ root }) => root));
  }

  private edited(target: EventTarget | null): void {
    if (target === this.kind.input) {
      this.text.value = this.find(this.kind.value)!.example;
    } else if (this.parts.some(({ input }) => input === target)) {
      this.text.value = this.compose();
    }
    this.show();
  }

  /** The string of the fields, without optional ones at its end that have their defaults. */
  private compose(): string {
    const { fields } = this.shown!;
    const values = this.parts.map(({ value }) => value.trim());
    let count = values.length;
    while (
      count > 0 &&
      fields[count - 1]!.optional &&
      values[count - 1] === fields[count - 1]!.default
    ) {
      count--;
    }
    return [this.split()[0], ...values.slice(0, count)].join(';');
  }
}

/** A name as documents spell it. */
const nameOf = ({ example }: StringKind): string => example.split(';')[0]!;

/** Shows a value at its input; one that is not among those of a list is offered there, too. */
function showValue(part: Field, { allowed }: StringFieldInfo, text: string): void {
  const known = allowed?.find((word) => word.toLowerCase() === text.toLowerCase());
  part.value = known ?? text;
  if (part.value === (known ?? text)) return;
  part.input.append(element('option', { value: text }, text));
  part.value = text;
}
