/**
 * What is wrong with the form, above it, where one does not see it at its field: and the way to a
 * field that may be far below. It is announced once, here and nowhere else.
 */

import type { ErrorReport } from '../protocol.js';
import { usePage } from '../state/page-model.js';
import { UPDATES } from './form-model.js';
import { OWN_KEYS } from './form-state.js';
import { RemedyButton } from './labelled-field.js';

export function FormMessages() {
  const { form } = usePage();
  const error = form.shownError.value;
  return (
    <>
      <p class="visually-hidden" role="status" id="form-announcement">
        {error !== null && `${error.key ?? 'Wrong'}: ${error.message.split('\n')[0]}`}
      </p>
      <div id="form-error">{error !== null && <Message error={error} />}</div>
    </>
  );
}

function Message({ error }: { error: ErrorReport }) {
  const { key, message } = error;
  switch (usePlaceOf(key)) {
    case 'in sight':
      return null;
    case 'folded':
      return (
        <div class="wrong">
          <p class="error">
            {key}: {message.split('\n')[0]}
          </p>
          <button type="button" onClick={() => document.getElementById(`field-${key}`)?.focus()}>
            Go to {key}
          </button>
        </div>
      );
    case 'nowhere':
      return (
        <div class="wrong">
          {/* It takes the focus of who tries to train. */}
          <pre class="error" tabIndex={-1}>
            {key === null ? message : `${key}: ${message}`}
          </pre>
          <RemedyButton error={error} />
        </div>
      );
  }
}

/** Where the field of a key stands. */
function usePlaceOf(key: string | null): 'in sight' | 'folded' | 'nowhere' {
  const { scenario } = usePage().form;
  const isAttribute = scenario.value?.attributes.some(({ name }) => name === key) === true;
  if (isAttribute || key === 'backend' || key === 'threads') return 'folded';
  return [...OWN_KEYS, UPDATES].some((own) => own === key) ? 'in sight' : 'nowhere';
}
