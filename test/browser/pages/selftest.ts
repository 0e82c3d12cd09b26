/**
 * Runs the cases of the selftest whose names hold `cases`, with `threads`, and says what has come of
 * them: to the server, and in an element to who drives the page.
 */

import { selfTest } from '../../../src/selftest/index.js';

const query = new URLSearchParams(location.search);
const outcome = await selfTest({
  threads: Number(query.get('threads')),
  only: query.get('cases') ?? '',
}).then(
  (results) => ({ results: JSON.stringify(results) }),
  (error: unknown) => ({ error: String(error) }),
);
const about = { engine: navigator.userAgent, isolated: String(crossOriginIsolated) };
const report = String(new URLSearchParams({ ...about, ...outcome }));
document.body.append(Object.assign(document.createElement('output'), { textContent: report }));
await fetch(`/result?${report}`);
