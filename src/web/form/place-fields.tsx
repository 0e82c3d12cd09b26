/** Where to compute: the backend and its threads. */

import { useSignal } from '@preact/signals';
import type { Machine } from '../protocol.js';
import { usePage } from '../state/page-model.js';
import { LabelledField } from './labelled-field.js';

const BACKENDS = [
  ['auto', 'The best there is'],
  ['wasm', 'WebAssembly'],
  ['webgpu', 'WebGPU'],
] as const;

export function PlaceFields() {
  const { form, machine } = usePage();
  const isOpen = useSignal(false);
  const wrong = form.shownError.value?.key;
  const { backend, threads } = form.state.value;
  const { isolated } = machine;
  return (
    <details
      id="machine-details"
      open={isOpen.value || wrong === 'backend' || wrong === 'threads'}
      onToggle={({ currentTarget }) => {
        isOpen.value = currentTarget.open;
      }}
    >
      <summary>
        Where to compute{' '}
        <span class="aside">
          {isolated ? `${machine.threads} threads` : 'one thread for each seed'}
        </span>
      </summary>
      <div class="rows">
        <LabelledField
          name="backend"
          label="Backend"
          class="short"
          value={backend}
          choices={BACKENDS}
          hint={gpuText(machine)}
          onInput={(text) => form.edit({ backend: text })}
        />
        <LabelledField
          name="threads"
          label="Threads"
          class="short"
          numeric
          disabled={!isolated}
          value={threads}
          hint={
            isolated
              ? `empty: all ${machine.threads}`
              : 'one for each seed: this page is not cross-origin isolated, so threads can’t share memory'
          }
          onInput={(text) => form.edit({ threads: text })}
        />
      </div>
    </details>
  );
}

function gpuText({ gpu, gpuAdvice }: Machine): string {
  if (gpu === null) return `There is no GPU to be had. ${gpuAdvice}`;
  const name = `${gpu.vendor} ${gpu.architecture}`.trim();
  return `WebGPU: ${name}${gpu.software ? ' (in software)' : ''}`;
}
