/** The size of the experiment, from a quick look to the paper's, and about how long each trains. */

import { roughly } from '../number-format.js';
import type { ScenarioInfo } from '../protocol.js';
import { usePage } from '../state/page-model.js';
import { attributeOf, DIMS, textOf } from './attribute-edits.js';
import type { FormState } from './form-state.js';
import { SIZE_PRESETS, type SizePreset, sizeOf, timesAsLong, withSize } from './presets.js';

export function SizePresets() {
  const { form } = usePage();
  const timeOf = useTimes();
  const scenario = form.scenario.value;
  if (scenario === undefined || attributeOf(scenario, DIMS) === undefined) return null;
  const current = sizeOf(form.state.value, scenario);
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
          {preset.title} <span>{timeOf(preset)}</span>
        </button>
      ))}
    </fieldset>
  );
}

/** By what the experiment of the form takes here; before that is known, as it was measured once. */
function useTimes(): (preset: SizePreset) => string {
  const { form, speeds } = usePage();
  const { scenario, costed } = form;
  const [info, known] = [scenario.value, costed.value];
  const estimate = known === null ? null : speeds.estimate(known);
  const dims = form.attribute(DIMS).trim();
  return (preset) => {
    if (info !== undefined && estimate !== null && isAlike(known!.state, form.state.value, info)) {
      const seconds = estimate.seconds * timesAsLong(known!.state, info, preset);
      // On one line, whatever it is.
      if (Number.isFinite(seconds)) return seconds < 1 ? 'about 1 s' : `about ${roughly(seconds)}`;
    }
    return dims === '1' ? preset.takes : '';
  };
}

/** Whether what one of them takes tells of the other in other sizes. */
function isAlike(one: FormState, other: FormState, scenario: ScenarioInfo): boolean {
  const dims = attributeOf(scenario, DIMS)!;
  const [a, b] = [one, other].map(({ attributes }) => textOf(attributes, dims).trim());
  return one.scenario === other.scenario && a === b;
}
