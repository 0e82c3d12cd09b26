/** What this machine has to measure on, before anything is measured; then also its peaks. */

import type { BackendFacts } from '../../profiling/index.js';
import { threeDigits } from '../number-format.js';
import type { BenchModel } from './bench-model.js';
import { gpuText, placeName, threadsText } from './place-name.js';

export function MachineTiles({ bench }: { bench: BenchModel }) {
  const { gpu, gpuAdvice, threads } = bench.machine;
  const places = bench.places.value;
  const leftOut = bench.leftOut.value;
  const isLeftOut = leftOut !== null && gpu !== null && places.length > 0;
  const of = (name: string) => places.filter(({ backend }) => backend === name);
  return (
    <section aria-labelledby="machine-heading">
      <h2 id="machine-heading">This machine</h2>
      <dl id="backends" class="tiles">
        <div>
          <dt>WebAssembly</dt>
          <dd>{threads === 1 ? threadsText(1) : `1 and ${threadsText(threads)}`}</dd>
          <Peaks places={of('wasm')} />
        </div>
        <div>
          <dt>WebGPU</dt>
          <dd>{gpu === null ? 'no adapter' : gpuText(gpu)}</dd>
          <Peaks places={of('webgpu')} />
        </div>
      </dl>
      {gpu === null && <p class="note">{gpuAdvice}</p>}
      {isLeftOut && <p class="note">Measured on WebAssembly alone: {leftOut}.</p>}
    </section>
  );
}

function Peaks({ places }: { places: readonly BackendFacts[] }) {
  return places.map((place) => (
    <dd key={placeName(place)} class="hint">
      measured peak{place.backend === 'wasm' && ` on ${threadsText(place.threads)}`}:{' '}
      {threeDigits(place.peakGflops)} GFLOP/s ({place.build}, {place.precision})
    </dd>
  ));
}
