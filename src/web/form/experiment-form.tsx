/** The form. */

import { usePage } from '../state/page-model.js';
import { type FormState, OWN_KEYS } from './form-state.js';

export function ExperimentForm() {
  const page = usePage();
  const { form } = page;
  const error = form.error.value;
  return (
    <form
      id="experiment"
      noValidate
      autocomplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        void page.train();
      }}
    >
      {OWN_KEYS.map((key) => (
        <TextField key={key} name={key} />
      ))}
      {error !== null && (
        <pre class="error" role="alert" id="form-error">
          {error.key}: {error.message}
        </pre>
      )}
    </form>
  );
}

function TextField({ name }: { name: Exclude<keyof FormState, 'attributes'> }) {
  const { form } = usePage();
  return (
    <div class="field">
      <label for={`field-${name}`}>{name}</label>
      <input
        id={`field-${name}`}
        name={name}
        value={form.state.value[name]}
        aria-invalid={form.error.value?.key === name}
        onInput={(event) => form.edit({ [name]: event.currentTarget.value })}
      />
    </div>
  );
}
