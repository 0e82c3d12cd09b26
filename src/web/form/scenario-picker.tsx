/**
 * The scenarios to choose from: an editable combobox with a list, by the practice of WAI-ARIA. What
 * one types searches.
 */

import { useSignal } from '@preact/signals';
import { usePage } from '../state/page-model.js';
import { FieldError, useControl, useErrorAt } from './labelled-field.js';
import { LIST_ID, optionId, ScenarioList } from './scenario-list.js';
import { FORMS, grouped, inOrder, likeliest, matching, sentenceOf } from './scenario-search.js';

export function ScenarioPicker() {
  const { form, choices } = usePage();
  const chosen = form.state.value.scenario;
  const isOpen = useSignal(false);
  /** What was typed to search; null for as long as nothing was. */
  const typed = useSignal<string | null>(null);
  const active = useSignal<string | null>(null);
  const error = useErrorAt('scenario');
  const groupsFor = (text: string) => grouped(matching(choices.scenarios, text));
  const groups = isOpen.value ? groupsFor(typed.value ?? '') : [];
  const listed = inOrder(groups);

  const open = () => {
    if (isOpen.peek()) return;
    isOpen.value = true;
    active.value = form.scenario.peek()?.key ?? null;
  };
  /** What was typed and not taken is forgotten. */
  const close = () => {
    isOpen.value = false;
    typed.value = null;
    active.value = null;
  };
  const take = (key: string) => {
    if (key !== chosen) form.edit({ scenario: key });
    form.leave();
    close();
  };
  const search = (text: string) => {
    isOpen.value = true;
    typed.value = text;
    active.value = likeliest(inOrder(groupsFor(text)), text)?.key ?? null;
  };
  const move = (by: number) => {
    if (!isOpen.peek()) return open();
    if (listed.length === 0) return;
    const at = listed.findIndex(({ key }) => key === active.peek());
    const next = at < 0 ? (by > 0 ? 0 : listed.length - 1) : at + by;
    active.value = listed[(next + listed.length) % listed.length]!.key;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      move(event.key === 'ArrowDown' ? 1 : -1);
    } else if (event.key === 'Enter' && isOpen.peek()) {
      if (active.peek() !== null) take(active.peek()!);
    } else if (event.key === 'Escape' && isOpen.peek()) {
      close();
    } else {
      return;
    }
    event.preventDefault();
  };

  return (
    <div class="field picker">
      <label for="field-scenario">Scenario</label>
      <input
        {...useControl('scenario', form.scenario.value?.equation)}
        type="text"
        role="combobox"
        aria-expanded={isOpen.value}
        aria-controls={LIST_ID}
        aria-autocomplete="list"
        aria-activedescendant={active.value === null ? undefined : optionId(active.value)}
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        value={typed.value ?? chosen}
        onInput={({ currentTarget }) => search(currentTarget.value)}
        onClick={({ currentTarget }) => {
          if (!isOpen.peek()) currentTarget.select();
          open();
        }}
        onKeyDown={onKeyDown}
        onBlur={({ currentTarget }) => {
          const typed = currentTarget.value.trim();
          const named = choices.scenarios.find(({ key }) => key === typed);
          if (named === undefined) close();
          else take(named.key);
        }}
      />
      {isOpen.value && listed.length > 0 && (
        <ScenarioList groups={groups} active={active.value} chosen={chosen} take={take} />
      )}
      {isOpen.value && listed.length === 0 && (
        <p class="options none" role="status">
          No scenario has all of these words.
        </p>
      )}
      <About />
      {error !== null && <FieldError name="scenario" error={error} />}
    </div>
  );
}

/** The equation of the chosen scenario, what it does, and in which units it is. */
function About() {
  const { form } = usePage();
  const scenario = form.scenario.value;
  if (scenario === undefined) return null;
  return (
    <div class="about-scenario" id="field-scenario-hint">
      <p class="equation">{scenario.equation}</p>
      <p class="hint">
        {scenario.className}, in {FORMS[scenario.form]}. {sentenceOf(scenario)}
      </p>
    </div>
  );
}
