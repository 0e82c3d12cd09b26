/** How a run differs from an earlier one of the same experiment, as on a GPU from WASM. */

import { useComputed } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { threeDigits, whole } from '../number-format.js';
import type { RunDifference } from '../protocol.js';
import { usePage } from '../state/page-model.js';
import type { Run } from './run.js';

export interface Compared {
  readonly other: Run;
  readonly difference: RunDifference;
}

/** With the first run of the same experiment; null where there is none before it. */
export function useDifference(run: Run): Compared | null {
  const { runs, client } = usePage();
  const [compared, setCompared] = useState<Compared | null>(null);
  const result = run.result.value;
  const first = useComputed(() => runs.firstLike(run)).value;
  const otherResult = first.result.value;
  useEffect(() => {
    let isCurrent = true;
    setCompared(null);
    if (first !== run && result !== null && otherResult !== null) {
      void client.compare(result, otherResult).then((difference) => {
        if (isCurrent) setCompared({ other: first, difference });
      });
    }
    return () => {
      isCurrent = false;
    };
  }, [client, run, result, first, otherResult]);
  return compared;
}

const isSame = ({ weightUlps, lossUlps, error }: RunDifference): boolean =>
  weightUlps === 0 && lossUlps === 0 && error === 0;

const ulps = (count: number): string =>
  Number.isFinite(count) ? `${whole(count)} ulp` : 'what is not finite';

/** In a few words. */
export function DifferenceNote({ run }: { run: Run }) {
  const compared = useDifference(run);
  if (compared === null) return null;
  const { other, difference } = compared;
  return (
    <span class="difference">
      {isSame(difference)
        ? `the bits of run ${other.number}`
        : `differs from run ${other.number} by up to ${ulps(difference.weightUlps)}`}
    </span>
  );
}

/** In a sentence. */
export function differenceInWords(run: Run, { other, difference }: Compared): string {
  const [own, others] = [run, other].map(nameOf);
  if (isSame(difference)) return `${own} has the bits of ${others}.`;
  const { weightUlps, lossUlps, error } = difference;
  const lead = `${own} differs from ${others} by up to ${ulps(weightUlps)} in the weights`;
  return `${lead} and ${ulps(lossUlps)} in the losses; errors of the test differ by ${threeDigits(error)} in the mean.`;
}

/** `WebGPU run 2`. */
function nameOf({ number, result }: Run): string {
  const backend = result.peek()?.computedOn.split(',')[0] ?? '';
  return `${backend === 'webgpu' ? 'WebGPU' : 'WASM'} run ${number}`;
}
