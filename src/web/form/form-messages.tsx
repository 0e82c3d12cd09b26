/**
 * What is wrong with the form, above it: in words where no field is for it, and the way to a field
 * that may be far below. It is announced once, here and nowhere else.
 */

import type { ErrorReport } from '../protocol.js';
import { usePage } from '../state/page-model.js';
import { UPDATES } from './form-model.js';
import { OWN_KEYS } from './form-state.js';
import { RemedyButton } from './labelled-field.js';

/** Keys whose fields stand in parts that fold, beside the attributes. */
const FOLDED = ['backend', 'threads'];

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
  const { key: wrong, message } = error;
  const { form } = usePage();
  const attributes = form.scenario.value?.attributes ?? [];
  if (wrong !== null && [...OWN_KEYS, UPDATES].includes(wrong) && !FOLDED.includes(wrong))
    return null;
  if (wrong !== null && (FOLDED.includes(wrong) || attributes.some(({ name }) => name === wrong))) {
    return (
      <button type="button" onClick={() => document.getElementById(`field-${wrong}`)?.focus()}>
        Go to {wrong}
      </button>
    );
  }
  return (
    <div class="wrong">
      {/* It takes the focus of who tries to train. */}
      <pre class="error" tabIndex={-1}>
        {wrong === null ? message : `${wrong}: ${message}`}
      </pre>
      <RemedyButton error={error} />
    </div>
  );
}
