/** STUB */
import type { Store } from './types.js';
export function withLock<T>(_store: Store, _path: string, work: () => Promise<T>): Promise<T> {
  return work();
}
