/** Results of a folder that is chosen or dropped: which are whole, and some of them made again. */

import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import { Folded } from '../folded.js';
import { usePage } from '../state/page-model.js';
import { chosenFolder, droppedFolder } from './dropped-files.js';
import { Rerunning } from './rerunning.js';
import { VerifyModel } from './verify-model.js';

/** Preact's types do not know it. */
const FOLDER = { webkitdirectory: true };

export function Verify() {
  const { client } = usePage();
  const model = useMemo(() => new VerifyModel(client), [client]);
  const status = model.status.value;
  return (
    <section
      id="verify"
      aria-label="Check results"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        if (event.dataTransfer !== null) void model.take(droppedFolder(event.dataTransfer));
      }}
    >
      <Folded id="verify-fold" title="Check results" aside={status} open={status !== ''}>
        <p class="note">
          Choose a folder of results, or drop it here: every file is checked against its record, and
          a result is made again if you ask for it. Nothing is sent anywhere.
        </p>
        <input
          type="file"
          id="verify-folder"
          aria-label="folder of results"
          onChange={(event) => void model.take(chosenFolder(event.currentTarget))}
          {...FOLDER}
        />
        <p class="status" id="verify-status" role="status">
          {status}
        </p>
        <Verified model={model} />
      </Folded>
    </section>
  );
}

/** All results of the folder, and the other files that are not as they should be. */
function Verified({ model }: { model: VerifyModel }) {
  const verification = model.verification.value;
  if (verification === null) return null;
  const { results, files } = verification;
  const damaged = files.filter(({ verdict }) => verdict !== 'whole');
  return (
    <ul class="verified" id="verify-list" aria-label="Results of the folder">
      {results.map((result) => (
        <Item key={result.name} {...result} rerun={model.outcomes.value.get(result.name)?.verdict}>
          {result.record !== null && (
            <Rerunning
              model={model}
              name={result.name}
              hasParts={Object.keys(result.record.files).some((path) => path.endsWith('.digests'))}
            />
          )}
        </Item>
      ))}
      {damaged.map((file) => (
        <Item key={file.path} {...file} name={file.path} />
      ))}
    </ul>
  );
}

interface ItemProps {
  readonly name: string;
  readonly verdict: string;
  readonly why: string | null;
  readonly rerun?: string | undefined;
  readonly children?: ComponentChildren;
}

function Item({ name, verdict, why, rerun, children }: ItemProps) {
  return (
    <li data-verdict={verdict} data-rerun={rerun}>
      <strong>{verdict}</strong> <span class="verified-name">{name}</span>
      {why !== null && <span class="note">{why}</span>}
      {children}
    </li>
  );
}
