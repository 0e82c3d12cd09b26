/** Where the memory that the host may hand out begins. */

/** The first address above the core's static data. */
export function heapBase(): usize {
  return __heap_base;
}
