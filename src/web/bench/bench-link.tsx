/** From the page of experiments to the bench, which measures what the form says. */

import { type FormState, toHash } from '../form/form-state.js';

export function BenchLink({ state }: { state: FormState }) {
  const params = new URLSearchParams({ experiment: toHash(state) });
  return <a href={`bench.html#${params}`}>Bench this experiment</a>;
}
