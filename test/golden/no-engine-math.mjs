// Preloaded: the functions of Math whose results differ between engines throw in every thread.
// (Packages and Node may call them for themselves: seedrandom takes powers of two when it is loaded.)

const exact = ['abs', 'ceil', 'clz32', 'floor', 'fround', 'imul', 'max', 'min', 'round', 'sign'];
const kept = new Set([...exact, 'sqrt', 'trunc', 'random']);

for (const name of Object.getOwnPropertyNames(Math)) {
  const original = Math[name];
  if (typeof original !== 'function' || kept.has(name)) continue;
  Math[name] = (...values) => {
    if (/node_modules|node:/.test(caller())) return original(...values);
    throw new Error(`Math.${name} was called: its result differs between engines`);
  };
}

/** The place in the stack that called a function of Math, itself or through one of the engine's own (`map`). */
function caller() {
  const [, , , ...places] = new Error().stack.split('\n');
  return places.find((place) => !place.includes('(<anonymous>)')) ?? '';
}
