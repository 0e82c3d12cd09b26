/** The size of the experiment, from a quick look to the paper's. */

import { usePage } from '../state/page-model.js';
import { attributeOf, DIMS } from './attribute-edits.js';
import { SIZE_PRESETS, sizeOf, withSize } from './presets.js';

export function SizePresets() {
  const { form } = usePage();
  const scenario = form.scenario.value;
  if (scenario === undefined || attributeOf(scenario, DIMS) === undefined) return null;
  const current = sizeOf(form.state.value, scenario);
  // How long they take was measured in one dimension.
  const isTimed = form.attribute(DIMS).trim() === '1';
  return (
    <fieldset class="sizes" aria-label="Size of the experiment">
      {SIZE_PRESETS.map((preset) => (
        <button
          key={preset.key}
          type="button"
          aria-pressed={preset === current}
          onClick={() => {
            form.edit({ attributes: withSize(form.state.peek(), scenario, preset) });
            form.leave();
          }}
        >
          {preset.title}
          {isTimed && <span>{preset.takes}</span>}
        </button>
      ))}
    </fieldset>
  );
}
