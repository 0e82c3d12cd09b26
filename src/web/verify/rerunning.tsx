/** Making a result again: its buttons, which give way to one that stops it, and what came of it. */

import { useKeptFocus } from '../kept-focus.js';
import type { VerifyModel } from './verify-model.js';

interface RerunningProps {
  readonly model: VerifyModel;
  readonly name: string;
  /** Whether parts of its training can be made alone. */
  readonly hasParts: boolean;
}

export function Rerunning({ model, name, hasParts }: RerunningProps) {
  const atWork = model.atWork.value;
  const progress = atWork?.name === name ? atWork.progress : null;
  const actions = useKeptFocus();
  const again = (label: string, slices: boolean) => (
    <button
      type="button"
      aria-label={`${label}: ${name}`}
      disabled={atWork !== null}
      onClick={() => void model.rerun(name, slices)}
    >
      {label}
    </button>
  );
  return (
    <div class="verified-actions" ref={actions}>
      {again('Make again', false)}
      {hasParts && again('Make parts again', true)}
      {progress !== null && (
        <button type="button" onClick={() => model.stop()}>
          Stop
        </button>
      )}
      {progress}
      <span role="status">{model.outcomes.value.get(name)?.text}</span>
    </div>
  );
}
