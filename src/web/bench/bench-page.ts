/** The page of the bench. */

import { proxy, wrap } from 'comlink';
import { byId, element } from '../elements.js';
import { Field } from '../form/field.js';
import type { BenchChoice, BenchCompute, BenchEvent } from './bench-protocol.js';
import { backendTile, pendingTask, taskTable } from './bench-table.js';

const FIELDS = {
  backend: new Field({
    key: 'backend',
    label: 'Backends',
    choices: [
      ['auto', 'WebAssembly and GPU'],
      ['webgpu', 'also a GPU in software'],
      ['wasm', 'WebAssembly alone'],
    ],
  }),
  tasks: new Field({
    key: 'tasks',
    label: 'Tasks',
    choices: [
      ['auto', 'what suits the GPU'],
      ['full', 'at full size'],
      ['small', 'small ones'],
    ],
  }),
  milliseconds: new Field({
    key: 'milliseconds',
    label: 'Milliseconds for each',
    inputMode: 'numeric',
  }),
};
const DEFAULTS = { backend: 'auto', tasks: 'auto', milliseconds: '500' } as const;
type Key = keyof typeof FIELDS;
const KEYS = Object.keys(FIELDS) as Key[];

const measure = byId<HTMLButtonElement>('measure');
const stop = byId<HTMLButtonElement>('stop');
const status = byId('status');
const error = byId('error');
const steps = byId('steps');

const worker = new Worker(new URL('./bench-compute.js', import.meta.url), { type: 'module' });
worker.addEventListener('error', ({ message }) => showError(message || 'the worker failed'));
const compute = wrap<BenchCompute>(worker);
let isMeasuring = false;

function showError(message: string | null): void {
  error.replaceChildren(...(message === null ? [] : [element('pre', { class: 'error' }, message)]));
}

/** What the form says, or null, with a message at the field, where it can't be meant. */
function readChoice(): BenchChoice | null {
  const milliseconds = Number(FIELDS.milliseconds.value);
  const isRight = Number.isInteger(milliseconds) && milliseconds >= 1 && milliseconds <= 60_000;
  FIELDS.milliseconds.setError(isRight ? null : 'must be a whole number from 1 to 60000');
  if (!isRight) return null;
  return { backend: FIELDS.backend.value, tasks: FIELDS.tasks.value, milliseconds };
}

function writeAddress(run: boolean): void {
  const set = KEYS.filter((key) => FIELDS[key].value !== DEFAULTS[key]);
  const params = new URLSearchParams(set.map((key) => [key, FIELDS[key].value]));
  if (run) params.set('run', '1');
  history.replaceState(null, '', `#${params}`);
}

function readAddress(): void {
  const params = new URLSearchParams(location.hash.slice(1));
  for (const key of KEYS) FIELDS[key].value = params.get(key) ?? DEFAULTS[key];
  if (params.has('run')) void start();
}

async function start(): Promise<void> {
  const choice = readChoice();
  if (choice === null || isMeasuring) return;
  isMeasuring = true;
  writeAddress(true);
  showError(null);
  steps.replaceChildren();
  measure.disabled = true;
  stop.disabled = false;
  stop.focus({ preventScroll: true });
  status.textContent = 'starting the backends';
  const outcome = await compute.bench(choice, proxy(show));
  isMeasuring = false;
  measure.disabled = false;
  if (document.activeElement === stop) measure.focus({ preventScroll: true });
  stop.disabled = true;
  for (const one of steps.querySelectorAll('.pending')) one.remove();
  status.textContent = outcome.kind === 'error' ? 'failed' : outcome.kind;
  if (outcome.kind === 'error') showError(outcome.message);
}

function show(event: BenchEvent): void {
  if (event.kind === 'backends') {
    byId('backends').replaceChildren(...event.backends.map(backendTile));
    byId('left-out').textContent =
      event.leftOut === null ? '' : `WebAssembly alone: ${event.leftOut}.`;
    byId('backends-section').hidden = false;
    byId('steps-section').hidden = false;
  } else if (event.kind === 'measuring') {
    status.textContent = `measuring ${event.task}`;
    steps.append(pendingTask(event.task, event.title));
  } else {
    steps.querySelector('.pending')?.replaceWith(taskTable(event.report));
  }
}

byId('choice-fields').append(...KEYS.map((key) => FIELDS[key].root));
byId('choice').addEventListener('input', () => writeAddress(false));
byId('choice').addEventListener('submit', (event) => {
  event.preventDefault();
  void start();
});
stop.addEventListener('click', () => void compute.stop());
addEventListener('hashchange', readAddress);
readAddress();
