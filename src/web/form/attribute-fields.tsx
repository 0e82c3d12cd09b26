/** The attributes of the scenario, in groups that fold. */

import { useSignal } from '@preact/signals';
import type { AttributeInfo } from '../protocol.js';
import { usePage } from '../state/page-model.js';
import { isFree } from './attribute-edits.js';
import { attributesOfGroup, GROUPS, type GroupKey, hintOf, labelOf } from './attribute-groups.js';
import { LabelledField } from './labelled-field.js';

export function AttributeFields() {
  const { form } = usePage();
  if (form.scenario.value === undefined) return null;
  return (
    <fieldset id="attributes" aria-label="Attributes of the scenario">
      {GROUPS.map(({ key, title }) => (
        <Group key={key} group={key} title={title} />
      ))}
    </fieldset>
  );
}

function Group({ group, title }: { group: GroupKey; title: string }) {
  const { form } = usePage();
  const isOpen = useSignal(false);
  const attributes = attributesOfGroup(form.scenario.value?.attributes ?? [], group);
  const wrong = form.shownError.value?.key;
  // Where something is wrong is open; once it is, it stays so.
  const hasError = attributes.some(({ name }) => name === wrong);
  const changed = attributes.filter(({ name }) => form.state.value.attributes.has(name)).length;
  return (
    <details
      id={`group-${group}`}
      open={isOpen.value || hasError}
      onToggle={({ currentTarget }) => {
        isOpen.value = currentTarget.open;
      }}
    >
      <summary>
        {title} {changed > 0 && <span class="aside">{changed} changed</span>}
      </summary>
      <div class="rows">
        {attributes.map((attribute) => (
          <AttributeField key={attribute.name} attribute={attribute} />
        ))}
      </div>
    </details>
  );
}

function AttributeField({ attribute }: { attribute: AttributeInfo }) {
  const { form } = usePage();
  const { name, kind } = attribute;
  return (
    <LabelledField
      name={name}
      label={labelOf(attribute)}
      original={name}
      class={kind === 'text' ? 'long' : 'short'}
      hint={hintOf(attribute)}
      numeric={kind === 'number'}
      choices={kind === 'flag' ? ['True', 'False'].map((one) => [one, one] as const) : undefined}
      disabled={!isFree(attribute)}
      value={form.attribute(name)}
      onInput={(text) => form.setAttribute(name, text)}
    />
  );
}
