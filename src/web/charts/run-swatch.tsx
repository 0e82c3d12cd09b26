/** The swatch of a run: its line as charts draw it, wherever the run is named. */

import { useCallback } from 'preact/hooks';
import { type SwatchStyle, swatchOf } from './swatch.js';

export function RunSwatch({ run }: { run: SwatchStyle }) {
  // The same function as long as the run is the same: what is there stays.
  const draw = useCallback(
    (host: HTMLElement | null) => host?.replaceChildren(swatchOf(run)),
    [run],
  );
  return <span class="run-swatch" ref={draw} />;
}
