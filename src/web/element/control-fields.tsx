/** The fields that the reader of an article may change. */

import { useId } from 'preact/hooks';
import type { Control } from './controls.js';
import type { ElementModel } from './element-model.js';

export function ControlFields({ model }: { model: ElementModel }) {
  const { controls } = model.fields.value;
  if (controls.length === 0) return null;
  return (
    <div class="embedded-controls">
      {controls.map((control) => (
        <ControlField key={control.name} control={control} model={model} />
      ))}
    </div>
  );
}

function ControlField({ control, model }: { control: Control; model: ElementModel }) {
  const id = useId();
  const { name, label, key, value, choices, suggestions, isNumber } = control;
  // What trains goes on with what it has.
  const isLocked = model.isTraining.value;
  const shared = {
    id,
    name,
    value,
    'aria-invalid': model.wrongKey.value === key ? true : undefined,
    onInput: ({ currentTarget }: { currentTarget: { value: string } }) =>
      model.edit(control.changed(currentTarget.value)),
    onChange: () => model.checkNow(),
  };
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {choices === null ? (
        <input
          {...shared}
          list={suggestions.length > 0 ? `${id}-list` : undefined}
          inputMode={isNumber ? 'decimal' : 'text'}
          spellcheck={false}
          autocapitalize="off"
          autocomplete="off"
          readOnly={isLocked}
        />
      ) : (
        <select {...shared} disabled={isLocked}>
          {choices.map((choice) => (
            <option key={choice}>{choice}</option>
          ))}
        </select>
      )}
      {suggestions.length > 0 && (
        <datalist id={`${id}-list`}>
          {suggestions.map((text) => (
            <option key={text} value={text} />
          ))}
        </datalist>
      )}
    </div>
  );
}
