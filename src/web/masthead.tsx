/** The head of every page, in one row. */

import type { Offline } from './offline/offline.js';
import { OfflineNotice } from './offline/offline-notice.js';

const PAGES = [
  { name: 'experiment', href: 'index.html', title: 'Experiment' },
  { name: 'bench', href: 'bench.html', title: 'Bench' },
] as const;

export interface MastheadProps {
  readonly current: (typeof PAGES)[number]['name'];
  readonly offline: Offline;
}

export function Masthead({ current, offline }: MastheadProps) {
  return (
    <header class="masthead">
      <h1>APEBench</h1>
      <p class="lead">
        Train a neural emulator of a partial differential equation; all is computed on this machine.
      </p>
      <OfflineNotice offline={offline} />
      <nav aria-label="Pages">
        {PAGES.map(({ name, href, title }) => (
          <a key={name} href={href} aria-current={name === current ? 'page' : undefined}>
            {title}
          </a>
        ))}
      </nav>
    </header>
  );
}
