/** Buttons that copy an experiment in each of its forms. */

import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { FormState } from '../form/form-state.js';
import { usePage } from '../state/page-model.js';
import { commandLine, elementTag, linkTo, scriptText } from './share-texts.js';

/** Beside the page, whatever the folder of this version is called. */
const ELEMENT_SCRIPT = new URL('../ape-experiment.js', import.meta.url);

interface ShareButtonsProps {
  readonly state: FormState;
  readonly label: string;
  /** A painted state, which the link holds, too. */
  readonly painted?: string;
}

export function ShareButtons({ state, label, painted }: ShareButtonsProps) {
  const { scenarios } = usePage().choices;
  const known = scenarios.find(({ key }) => key === state.scenario.trim())?.attributes ?? [];
  const startsAtOnce = useSignal(false);
  const said = useSignal('');
  /** What could not be copied, to be copied by hand. */
  const left = useSignal<string | null>(null);
  const copy = async (what: string, text: string) => {
    said.value = '';
    left.value = null;
    try {
      // A page that came over plain HTTP from another machine has no clipboard.
      await navigator.clipboard.writeText(text);
      said.value = `copied: ${what}`;
    } catch {
      said.value = 'The browser does not let this page copy. The text is selected below:';
      left.value = text;
    }
  };
  const forms: [what: string, use: string, text: () => string][] = [
    [
      'link',
      'opens this form',
      () => linkTo(new URL(location.href), state, startsAtOnce.peek(), painted),
    ],
    ['tag', 'for an article', () => elementTag(ELEMENT_SCRIPT, state, known)],
    ['command', 'for a terminal', () => commandLine(state)],
    ['TypeScript', 'for a program', () => scriptText(state, known)],
  ];
  return (
    <fieldset class="share" aria-label={label}>
      <label>
        <input
          type="checkbox"
          checked={startsAtOnce}
          onChange={(event) => {
            startsAtOnce.value = event.currentTarget.checked;
          }}
        />
        the link starts the run at once
      </label>
      <div class="share-buttons">
        {forms.map(([what, use, text]) => (
          <button key={what} type="button" onClick={() => void copy(what, text())}>
            Copy {what} <small>{use}</small>
          </button>
        ))}
      </div>
      <p class="share-said" role="status">
        {said}
      </p>
      {left.value !== null && <TextToCopy key={left.value} text={left.value} />}
    </fieldset>
  );
}

function TextToCopy({ text }: { text: string }) {
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    field.current!.focus();
    field.current!.select();
  }, []);
  return (
    <textarea
      ref={field}
      class="share-text"
      aria-label="text to copy"
      readOnly
      value={text}
      rows={4}
    />
  );
}
