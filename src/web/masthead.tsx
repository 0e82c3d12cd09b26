/** The head of every page, in one row. */

import type { ComponentChildren } from 'preact';

const PAGES = [
  { name: 'experiment', href: 'index.html', title: 'Experiment' },
  { name: 'bench', href: 'bench.html', title: 'Bench' },
] as const;

interface MastheadProps {
  readonly current: (typeof PAGES)[number]['name'];
  /** What the page has to offer beside its name. */
  readonly children?: ComponentChildren;
}

export function Masthead({ current, children }: MastheadProps) {
  return (
    <header class="masthead">
      <h1>APEBench</h1>
      <p class="lead">
        Train a neural emulator of a partial differential equation; all is computed on this machine.
      </p>
      <nav aria-label="Pages">
        {PAGES.map(({ name, href, title }) => (
          <a key={name} href={href} aria-current={name === current ? 'page' : undefined}>
            {title}
          </a>
        ))}
      </nav>
      {children}
    </header>
  );
}
