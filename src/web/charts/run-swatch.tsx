/** The swatch of a run: its line as charts draw it, wherever the run is named. */

import { type SwatchStyle, swatchOf } from './swatch.js';

export function RunSwatch({ run }: { run: SwatchStyle }) {
  return <span class="run-swatch" ref={(host) => host?.replaceChildren(swatchOf(run))} />;
}
