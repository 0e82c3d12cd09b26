/** The painted state, and what has become of it, as files and as commands for Node. */

import { useSignal } from '@preact/signals';
import { download } from '../download.js';
import { whole } from '../number-format.js';
import { usePage } from '../state/page-model.js';
import { networkCommand, STATE_FILE, solverCommand } from './command.js';

/** Links that are longer are cut by some programs through which people send them. */
const LONG_LINK = 8000;

export function Files() {
  const { paint, client } = usePage();
  const { painting, player, source } = paint;
  const { dims, numPoints, numChannels } = painting.stage.value!;
  const step = player.step.value;
  const state = [numChannels, ...Array<number>(dims).fill(numPoints)];
  const save = async (name: string, states: readonly Float32Array[], shape: readonly number[]) => {
    const file = await client.npy(joined(states), shape);
    download(name, file, 'application/octet-stream');
  };
  const rollout = (name: string, states: readonly Float32Array[]) => (
    <button
      type="button"
      disabled={step === 0}
      onClick={() => save(name, states.slice(1), [1, states.length - 1, ...state])}
    >
      {name}
    </button>
  );
  return (
    <details class="paint-files">
      <summary>Files and command line</summary>
      <p class="note">
        From the painted state Node makes the same rollouts, to the bit. A run’s weights are among
        its files.
      </p>
      <div class="paint-tools">
        <button
          type="button"
          onClick={() => save(STATE_FILE, [painting.values.peek()], [1, ...state])}
        >
          {STATE_FILE}
        </button>
        {source.value?.run != null && rollout('prediction.npy', player.predictions)}
        {rollout('reference.npy', player.references)}
      </div>
      <Commands steps={step} />
    </details>
  );
}

function joined(states: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(states.reduce((size, { length }) => size + length, 0));
  let at = 0;
  for (const values of states) {
    all.set(values, at);
    at += values.length;
  }
  return all;
}

/** For as many steps as were taken; before the first one, for those of a test. */
function Commands({ steps }: { steps: number }) {
  const { paint } = usePage();
  const copied = useSignal('');
  const source = paint.source.value;
  if (source === null) return null;
  const count = steps || paint.painting.stage.value!.horizon;
  const result = source.run?.result.value ?? null;
  const commands = [
    ...(result === null ? [] : [networkCommand(result, count)]),
    solverCommand(source.state, count),
  ];
  const text = commands.join('\n');
  return (
    <>
      <pre class="paint-command">{text}</pre>
      <button
        type="button"
        onClick={() =>
          navigator.clipboard.writeText(text).then(
            () => {
              copied.value = 'copied';
            },
            () => {
              copied.value = 'the browser does not let this page copy: mark the text';
            },
          )
        }
      >
        Copy command line
      </button>{' '}
      <span role="status">{copied}</span>
    </>
  );
}

/** That the link is long, where it is. */
export function LinkNote() {
  const { form } = usePage();
  const length = form.painted.value.length;
  if (length < LONG_LINK) return null;
  return (
    <p class="note" id="paint-link">
      The link holds this state in {whole(length)} letters, which some programs cut when it is sent.
      Smooth it, or send its file instead.
    </p>
  );
}
