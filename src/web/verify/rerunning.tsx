/** Making a result again: its buttons, which give way to one that stops it, and what came of it. */

import { useEffect, useRef } from 'preact/hooks';
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
  const actions = useFocusKept(progress !== null);
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
        <button type="button" class="stop" onClick={() => model.stop()}>
          Stop
        </button>
      )}
      {progress}
      <span role="status">{model.outcomes.value.get(name)?.text}</span>
    </div>
  );
}

/** The button that was pressed is disabled, and then Stop is gone: the focus goes to the other one. */
function useFocusKept(isAtWork: boolean) {
  const actions = useRef<HTMLDivElement>(null);
  const wasAtWork = useRef(false);
  useEffect(() => {
    if (isAtWork) actions.current?.querySelector<HTMLElement>('.stop')?.focus();
    else if (wasAtWork.current && document.activeElement === document.body) {
      actions.current?.querySelector('button')?.focus();
    }
    wasAtWork.current = isAtWork;
  }, [isAtWork]);
  return actions;
}
