/** A field of the form: label, control, hint, and what is wrong with its value. */

import type { ErrorReport } from '../protocol.js';
import { usePage } from '../state/page-model.js';
import { nameOfKey, remedied } from './remedies.js';

export interface FieldProps {
  /** The key of the entry. */
  readonly name: string;
  readonly label: string;
  /** The original's name, where the label is another. */
  readonly original?: string;
  readonly hint?: string;
  readonly value: string;
  readonly onInput: (text: string) => void;
  /** What may be chosen; any text where it is not given. */
  readonly choices?: readonly (readonly [value: string, text: string])[];
  /** Texts that are offered. */
  readonly suggestions?: readonly string[];
  readonly numeric?: boolean;
  readonly disabled?: boolean;
  readonly class?: string;
}

export function LabelledField(props: FieldProps) {
  const { name, label, original, hint = '', suggestions = [], choices } = props;
  const error = useErrorAt(name);
  const id = `field-${name}`;
  return (
    <div class={`field ${props.class ?? ''}`}>
      <label for={id}>
        {label} {original !== undefined && <code>{original}</code>}
      </label>
      {choices === undefined ? <TextControl {...props} /> : <ChoiceControl {...props} />}
      {hint !== '' && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error !== null && <FieldError name={name} error={error} />}
      {suggestions.length > 0 && (
        <datalist id={`${id}-list`}>
          {suggestions.map((value) => (
            <option key={value} value={value} />
          ))}
        </datalist>
      )}
    </div>
  );
}

function TextControl({ name, value, onInput, hint, suggestions, numeric, disabled }: FieldProps) {
  return (
    <input
      {...useControl(name, hint)}
      type="text"
      spellcheck={false}
      autocapitalize="off"
      inputMode={numeric === true ? 'numeric' : 'text'}
      list={suggestions === undefined ? undefined : `field-${name}-list`}
      disabled={disabled}
      value={value}
      onInput={({ currentTarget }) => onInput(currentTarget.value)}
    />
  );
}

/** What is none of the choices is offered beside them: it is for the library to refuse. */
function ChoiceControl({ name, value, onInput, hint, choices = [], disabled }: FieldProps) {
  const isOffered = value === '' || choices.some(([one]) => one === value);
  const all = isOffered ? choices : [...choices, [value, value] as const];
  return (
    <select
      {...useControl(name, hint)}
      disabled={disabled}
      value={value}
      onInput={({ currentTarget }) => onInput(currentTarget.value)}
    >
      {all.map(([one, text]) => (
        <option key={one} value={one}>
          {text}
        </option>
      ))}
    </select>
  );
}

/** What every control has: its name, and what describes it. */
export function useControl(name: string, hint = '') {
  const id = `field-${name}`;
  const isWrong = useErrorAt(name) !== null;
  const described = [hint !== '' && `${id}-hint`, isWrong && `${id}-error`].filter(Boolean);
  return {
    id,
    name,
    'aria-invalid': isWrong ? ('true' as const) : undefined,
    'aria-describedby': described.length > 0 ? described.join(' ') : undefined,
  };
}

export function useErrorAt(name: string): ErrorReport | null {
  const error = usePage().form.shownError.value;
  return error?.key === name ? error : null;
}

/** The message, and what would mend it. Nothing is announced here: see `FormMessages`. */
export function FieldError({ name, error }: { name: string; error: ErrorReport }) {
  return (
    <div class="wrong">
      <pre class="error" id={`field-${name}-error`}>
        {error.message}
      </pre>
      <RemedyButton error={error} />
    </div>
  );
}

export function RemedyButton({ error }: { error: ErrorReport }) {
  const { form } = usePage();
  const { remedy } = error;
  if (remedy === undefined) return null;
  return (
    <button
      type="button"
      class="remedy"
      onClick={() => {
        form.edit(remedied(form.state.peek(), remedy));
        form.leave();
        document.getElementById(`field-${remedy.key}`)?.focus();
      }}
    >
      Use {nameOfKey(remedy.key)} = {remedy.value}
    </button>
  );
}
