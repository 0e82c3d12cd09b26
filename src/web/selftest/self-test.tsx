/** Whether this browser comes to the bits to which all other engines come: at a click, as a line to report. */

import { useMemo } from 'preact/hooks';
import { Folded } from '../folded.js';
import { usePage } from '../state/page-model.js';
import { SelfTestModel } from './self-test-model.js';

export function SelfTest() {
  const { client } = usePage();
  const model = useMemo(() => new SelfTestModel(client), [client]);
  const { progress, line, differing, isRunning } = model;
  return (
    <Folded id="selftest" title="Check this browser" aside={progress.value}>
      <p class="note">
        Trains short experiments that reach every kernel, in less than a minute, and compares their
        bits with those of all other engines. A run that trains meanwhile is slower.
      </p>
      <p class="run-actions">
        <button
          type="button"
          id="selftest-start"
          disabled={isRunning.value}
          onClick={() => void model.start()}
        >
          Compare the bits
        </button>
        <button
          type="button"
          id="selftest-stop"
          disabled={!isRunning.value}
          onClick={() => model.stop()}
        >
          Stop
        </button>
      </p>
      <p class="status" id="selftest-status" role="status">
        {progress}
      </p>
      {line.value !== '' && (
        <>
          <label class="note" for="selftest-line">
            To report as it stands:
          </label>
          <input
            id="selftest-line"
            readOnly
            data-agrees={differing.value === 0}
            value={line.value}
            onFocus={(event) => event.currentTarget.select()}
          />
        </>
      )}
    </Folded>
  );
}
