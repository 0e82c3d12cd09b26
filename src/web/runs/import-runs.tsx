/** Runs from files that are chosen, or dropped on the table. */

import { useEffect, useRef, useState } from 'preact/hooks';
import { fromHash } from '../form/form-state.js';
import type { GivenFile, ImportedRun } from '../protocol.js';
import { usePage } from '../state/page-model.js';
import { droppedFolder } from '../verify/dropped-files.js';
import { Run } from './run.js';

export function ImportRuns() {
  const { runs, client } = usePage();
  const input = useRef<HTMLInputElement>(null);
  const [said, setSaid] = useState('');
  const take = async (coming: Promise<readonly GivenFile[]>) => {
    setSaid('reading the files');
    try {
      const { runs: imported, refused } = await client.importRuns(await coming);
      for (const one of imported) runs.addEnded((number) => runOf(one, number));
      const count = imported.length === 0 ? [] : [countInWords(imported.length)];
      setSaid([...count, ...refused].join('\n'));
    } catch (error) {
      setSaid((error as Error).message);
    }
  };
  useEffect(() => {
    const section = input.current!.closest('section')!;
    const over = (event: DragEvent) => event.preventDefault();
    const drop = (event: DragEvent) => {
      event.preventDefault();
      const { dataTransfer } = event;
      if (dataTransfer !== null) void take(droppedFolder(dataTransfer).then(({ files }) => files));
    };
    section.addEventListener('dragover', over);
    section.addEventListener('drop', drop);
    return () => {
      section.removeEventListener('dragover', over);
      section.removeEventListener('drop', drop);
    };
  });
  return (
    <>
      <button
        type="button"
        class="quiet"
        title="its .zip, or its files .csv, .safetensors and .json; or drop them here"
        onClick={() => input.current!.click()}
      >
        Import a run
      </button>
      <input
        ref={input}
        type="file"
        id="import-runs"
        hidden
        multiple
        accept=".zip,.csv,.json,.safetensors"
        aria-label="files of runs"
        onChange={({ currentTarget }) => {
          void take(chosenFiles([...(currentTarget.files ?? [])]));
          // So that the same file can be chosen again.
          currentTarget.value = '';
        }}
      />
      <pre class="import-said" role="status" id="import-said">
        {said}
      </pre>
    </>
  );
}

const chosenFiles = (files: readonly File[]): Promise<GivenFile[]> =>
  Promise.all(
    files.map(async (file) => ({
      path: file.name,
      bytes: new Uint8Array(await file.arrayBuffer()),
    })),
  );

const countInWords = (count: number): string =>
  count === 1 ? 'one run was taken' : `${count} runs were taken`;

function runOf({ hash, checked, numUpdates, result }: ImportedRun, number: number): Run {
  const run = new Run(number, fromHash(hash).state, checked);
  run.progress.value = { update: numUpdates, total: numUpdates, phase: '' };
  run.finish(result);
  return run;
}
