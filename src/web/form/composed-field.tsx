/**
 * A config string that is made by name and fields, or typed as it is: a list of names,
 * the string itself, and an input for each of its fields, which all say the same.
 */

import { usePage } from '../state/page-model.js';
import { type ComposedRules, nameOf, takeApart, withField } from './composed-string.js';
import { LabelledField } from './labelled-field.js';

export interface ComposedFieldProps extends ComposedRules {
  /** The key of the entry. */
  readonly name: 'net' | 'train' | 'task';
  /** What the string is called, and what its first field is. */
  readonly label: string;
  readonly kindLabel: string;
}

export function ComposedField(props: ComposedFieldProps) {
  const { name, label, kindLabel, kinds } = props;
  const { form } = usePage();
  const text = form.state.value[name];
  const { kind, values } = takeApart(text, props);
  const set = (to: string) => form.edit({ [name]: to });
  return (
    <fieldset
      class="composed"
      aria-label={`${label} by name and field`}
      aria-describedby={`${name}-meaning`}
    >
      <LabelledField
        name={`${name}-kind`}
        label={kindLabel}
        value={kind?.name ?? ''}
        choices={kinds.map((one) => [one.name, nameOf(one)] as const)}
        onInput={(chosen) => set(kinds.find((one) => one.name === chosen)!.example)}
      />
      <LabelledField
        name={name}
        label={label}
        value={text}
        suggestions={kinds.map(({ example }) => example)}
        onInput={set}
      />
      <p class="hint" id={`${name}-meaning`}>
        {kind?.meaning ?? `one of ${kinds.map(nameOf).join(', ')}`}
      </p>
      {kind !== undefined && kind.fields.length > 0 && (
        <div class="parts">
          {kind.fields.map((field, i) => (
            <LabelledField
              key={`${kind.name}-${field.name}`}
              name={`${name}-${i + 1}`}
              label={field.name}
              hint={field.meaning}
              value={values[i]!}
              numeric={field.allowed === null}
              choices={field.allowed?.map((word) => [word, word] as const)}
              onInput={(value) => set(withField(text, props, i, value))}
            />
          ))}
        </div>
      )}
    </fieldset>
  );
}
