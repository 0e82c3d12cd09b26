/** The head of every page: one row, and below it, if one asks, what this is. */

import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import type { Offline } from './offline/offline.js';
import { OfflineNotice } from './offline/offline-notice.js';

const PAGES = [
  { name: 'experiment', href: 'index.html', title: 'Experiment' },
  { name: 'bench', href: 'bench.html', title: 'Bench' },
] as const;

/** The site of the documents, where the build made it beside the page. */
const documents = () => document.querySelector<HTMLLinkElement>('link[rel=help]')?.href;

interface MastheadProps {
  readonly current: (typeof PAGES)[number]['name'];
  readonly version?: string;
  readonly offline: Offline;
  /** What the page has to offer beside its name. */
  readonly children?: ComponentChildren;
}

export function Masthead({ current, version, offline, children }: MastheadProps) {
  const isExplained = useSignal(false);
  return (
    <header class="masthead">
      <h1>APEBench {version !== undefined && <span class="version">{version}</span>}</h1>
      <p class="lead">
        Train neural emulators of PDEs. All is computed here; nothing is sent anywhere.
      </p>
      <button
        type="button"
        class="plain"
        aria-expanded={isExplained.value}
        aria-controls="about"
        onClick={() => {
          isExplained.value = !isExplained.peek();
        }}
      >
        What is this?
      </button>
      <OfflineNotice offline={offline} />
      <nav aria-label="Pages">
        {PAGES.map(({ name, href, title }) => (
          <a key={name} href={href} aria-current={name === current ? 'page' : undefined}>
            {title}
          </a>
        ))}
        {documents() !== undefined && <a href={documents()}>Documents</a>}
      </nav>
      {children}
      <About hidden={!isExplained.value} />
    </header>
  );
}

function About({ hidden }: { hidden: boolean }) {
  return (
    <p id="about" hidden={hidden}>
      A neural emulator is a network that makes one time step of a partial differential equation;
      applied again and again it makes a whole trajectory, and its errors grow. Here you choose an
      equation and a network, train it on data of a numerical solver, and see how far its
      trajectories stay right. Data, training and tests are computed on this machine, to the bits of
      the command line, and nothing is sent anywhere. More in{' '}
      <a href="https://arxiv.org/abs/2411.00180" target="_blank" rel="noreferrer">
        the paper on APEBench
      </a>{' '}
      and in{' '}
      <a href="https://github.com/tum-pbs/apebench" target="_blank" rel="noreferrer">
        the original’s README
      </a>
      .
    </p>
  );
}
