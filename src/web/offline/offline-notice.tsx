/** In the head of a page: that a reload brings a newer version or all cores, or that there is one. */

import type { Offline, Standing } from './offline.js';

const TEXTS: Readonly<Record<Standing, string>> = {
  'as it should be': '',
  'new version': 'A new version is there.',
  threads: 'A reload brings all cores.',
  'one thread': 'On one thread: this page is not cross-origin isolated.',
};

export function OfflineNotice({ offline }: { offline: Offline }) {
  const standing = offline.standing.value;
  const isHeldUp = offline.isBusy.value;
  const text = standing === 'new version' && isHeldUp ? '' : TEXTS[standing];
  return (
    <p class="offline-notice" role="status">
      {text}
      {!isHeldUp && (standing === 'new version' || standing === 'threads') && (
        <button type="button" onClick={() => offline.reload()}>
          Reload
        </button>
      )}
    </p>
  );
}
