/** An initial state that is painted, stepped by a trained network and by the reference solver. */

import { later } from '../later.js';
import { usePage } from '../state/page-model.js';

const Studio = later(async () => (await import('./studio.js')).Studio);

export function Paint() {
  const { paint } = usePage();
  return (
    <details
      class="folded"
      id="paint"
      open={paint.isOpen.value}
      onToggle={(event) => {
        // Those inside of it are none of its business.
        if (event.target === event.currentTarget) paint.isOpen.value = event.currentTarget.open;
      }}
    >
      <summary>
        <h2>Paint an initial state</h2>
      </summary>
      {paint.isOpen.value && <Studio />}
    </details>
  );
}
