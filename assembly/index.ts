// The export surface of the core, nothing else. What a function does is said where it lives;
// src/core/exports.ts holds the same list as TypeScript sees it.

export { heapBase } from './schedule/memory';
