/** Results of a folder that is chosen or dropped: which are whole, and some of them made again. */

import { useEffect, useRef } from 'preact/hooks';
import { usePage } from '../state/page-model.js';
import { VerifyView } from './verify-view.js';

export function Verify() {
  const { client } = usePage();
  const section = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    new VerifyView(client);
  }, [client]);
  return (
    <details class="folded" id="verify" ref={section}>
      <summary>Check results</summary>
      <p class="note">
        Choose a folder of results, or drop it here: every file is checked against its record, and a
        result is made again if you ask for it. Nothing is sent anywhere.
      </p>
      <p>
        <input type="file" id="verify-folder" aria-label="folder of results" {...FOLDER} />
      </p>
      <p class="status" id="verify-status" role="status" />
      <ul class="verified" id="verify-list" aria-label="Results of the folder" />
    </details>
  );
}

const FOLDER = { webkitdirectory: true };
