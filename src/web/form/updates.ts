/** The number of updates inside an `optim_config`, which the form shows as a field of its own. */

const UPDATES = 1;
const SCHEDULE = 2;
const WARMUP = 5;

export const numberIn = (field: string | undefined) => Number((field ?? '').replaceAll('_', ''));

/** The number of updates as it is spelled, or an empty text. */
export function updatesOf(optimConfig: string): string {
  return optimConfig.split(';')[UPDATES]?.trim() ?? '';
}

/** The config with another number of updates; a warm-up keeps its share of them. */
export function withUpdates(optimConfig: string, updates: string): string {
  const fields = optimConfig.split(';');
  const share = numberIn(fields[WARMUP]) / numberIn(fields[UPDATES]);
  const warmup = Math.round(numberIn(updates) * share);
  fields[UPDATES] = updates.trim();
  if (fields[SCHEDULE]?.trim() === 'warmup_cosine' && Number.isFinite(warmup)) {
    fields[WARMUP] = String(warmup);
  }
  return fields.join(';');
}
