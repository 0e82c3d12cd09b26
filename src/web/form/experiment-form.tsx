/** The form: what an experiment is, from the scenario to the place where it runs. */

import { Soon } from '../later.js';
import { usePage } from '../state/page-model.js';
import { AttributeFields } from './attribute-fields.js';
import { ComposedField } from './composed-field.js';
import { EXAMPLES } from './examples.js';
import { FormMessages } from './form-messages.js';
import { UPDATES } from './form-model.js';
import { DEFAULT_STATE, toHash } from './form-state.js';
import { LabelledField } from './labelled-field.js';
import { PlaceFields } from './place-fields.js';
import { ScenarioPicker } from './scenario-picker.js';
import { SizePresets } from './size-presets.js';

export function ExperimentForm() {
  const page = usePage();
  const { form, choices } = page;
  const leave = () => form.leave();
  return (
    <form
      id="experiment"
      noValidate
      autocomplete="off"
      onChange={leave}
      onFocusOut={leave}
      onSubmit={(event) => {
        event.preventDefault();
        void page.train();
      }}
    >
      <FormMessages />
      <Examples />
      <SizePresets />
      <ScenarioPicker />
      <Soon>
        <ComposedField name="net" label="Network" kindLabel="Architecture" kinds={choices.nets} />
        <ComposedField
          name="train"
          label="Training"
          kindLabel="Way of training"
          kinds={choices.trainings}
          hyphens
        />
        <ComposedField
          name="task"
          label="Task"
          kindLabel="Kind of task"
          kinds={choices.tasks}
          exact
        />
        <Counts />
      </Soon>
      <Soon>
        <AttributeFields />
        <PlaceFields />
      </Soon>
    </form>
  );
}

function Examples() {
  return (
    <p class="examples" id="examples">
      <span>Examples</span>
      {EXAMPLES.map(({ title, state }) => (
        <a key={title} href={`#${toHash({ ...DEFAULT_STATE, ...state })}`}>
          {title}
        </a>
      ))}
    </p>
  );
}

function Counts() {
  const { form } = usePage();
  const { num_seeds, start_seed } = form.state.value;
  return (
    <div class="counts">
      <LabelledField
        name={UPDATES}
        label="Updates"
        numeric
        value={form.updates.value}
        onInput={(text) => form.setUpdates(text)}
      />
      <LabelledField
        name="num_seeds"
        label="Seeds"
        numeric
        value={num_seeds}
        onInput={(text) => form.edit({ num_seeds: text })}
      />
      <LabelledField
        name="start_seed"
        label="First seed"
        numeric
        value={start_seed}
        onInput={(text) => form.edit({ start_seed: text })}
      />
    </div>
  );
}
