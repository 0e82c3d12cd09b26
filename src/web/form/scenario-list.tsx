/**
 * The list of scenarios that the picker opens. It is long: what is seen first is made first, and the
 * rest in the frames after, so that no key press waits for it.
 */

import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { ScenarioInfo } from '../protocol.js';
import { inOrder, type ScenarioGroup, sentenceOf } from './scenario-search.js';

export const LIST_ID = 'scenario-list';
export const optionId = (key: string) => `scenario-option-${key}`;

/** Options that are made in one frame. */
const AT_ONCE = 12;

interface ListProps {
  readonly groups: readonly ScenarioGroup[];
  /** The option that the keys are at. */
  readonly active: string | null;
  readonly chosen: string;
  readonly take: (key: string) => void;
}

export function ScenarioList({ groups, active, chosen, take }: ListProps) {
  const count = useSignal(AT_ONCE);
  const listed = inOrder(groups);
  const last = listed.findIndex(({ key }) => key === active);
  const made = new Set(listed.slice(0, Math.max(count.value, last + AT_ONCE / 2)));

  useEffect(() => {
    if (count.value >= listed.length) return;
    const frame = requestAnimationFrame(() => {
      count.value += AT_ONCE;
    });
    return () => cancelAnimationFrame(frame);
  }, [count.value, listed.length]);

  useEffect(() => {
    if (active !== null)
      document.getElementById(optionId(active))?.scrollIntoView({ block: 'nearest' });
  }, [active]);

  return (
    <div
      id={LIST_ID}
      class="options"
      role="listbox"
      aria-label="Scenarios"
      // The focus stays in the input.
      onMouseDown={(event) => event.preventDefault()}
    >
      {groups
        .filter(({ scenarios }) => made.has(scenarios[0]!))
        .map(({ title, scenarios }) => (
          // biome-ignore lint/a11y/useSemanticElements: a list of options has no sets of fields
          <div key={title} role="group" aria-label={title}>
            <div class="group-title" aria-hidden="true">
              {title}
            </div>
            {scenarios
              .filter((scenario) => made.has(scenario))
              .map((scenario) => (
                <Option
                  key={scenario.key}
                  scenario={scenario}
                  isActive={scenario.key === active}
                  isChosen={scenario.key === chosen}
                  take={take}
                />
              ))}
          </div>
        ))}
    </div>
  );
}

interface OptionProps {
  readonly scenario: ScenarioInfo;
  readonly isActive: boolean;
  readonly isChosen: boolean;
  readonly take: (key: string) => void;
}

function Option({ scenario, isActive, isChosen, take }: OptionProps) {
  const { key, className, equation, dimensions } = scenario;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the input, which keeps the focus
    <div
      id={optionId(key)}
      class={isActive ? 'option active' : 'option'}
      role="option"
      tabIndex={-1}
      aria-selected={isChosen}
      onClick={() => take(key)}
    >
      <span class="option-name">
        <code>{key}</code> {className}
      </span>
      <span class="option-dims">{dimensions.map((dims) => `${dims}D`).join(' ')}</span>
      <span class="equation">{equation}</span>
      <span class="sentence">{sentenceOf(scenario)}</span>
    </div>
  );
}
