/** A plan's header (plan.ts says what its words mean) and the types of plans. */

export const COMPLEX: i32 = 0;
export const REAL_EVEN: i32 = 1;
export const REAL_ODD: i32 = 2;
export const TRUNCATED: i32 = 3;

// @ts-ignore: decorator
@inline
export function word(plan: usize, k: usize): i32 {
  return load<i32>(plan + (k << 2));
}

// @ts-ignore: decorator
@inline
export function setWord(plan: usize, k: usize, value: i32): void {
  store<i32>(plan + (k << 2), value);
}
