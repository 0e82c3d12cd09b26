/** What draws the page of the bench. */

import { render } from 'preact';
import type { ComputeClient } from '../compute-client.js';
import { Masthead } from '../masthead.js';
import type { Machine } from '../protocol.js';
import { BenchActions, BenchFormFields } from './bench-form.js';
import { BenchModel } from './bench-model.js';
import { BenchTable } from './bench-table.js';
import { MachineTiles } from './machine-tiles.js';

function BenchPage({ bench }: { bench: BenchModel }) {
  return (
    <>
      <Masthead current="bench" offline={bench.offline} />
      <main class="bench">
        <p class="lead">
          What a step costs on this machine, on WebAssembly and on its GPU, and how far the results
          of the two are apart.
        </p>
        <MachineTiles bench={bench} />
        <form
          id="choice"
          noValidate
          autocomplete="off"
          onSubmit={(event) => {
            event.preventDefault();
            void bench.start();
          }}
        >
          <BenchFormFields bench={bench} />
          <BenchActions bench={bench} />
        </form>
        {bench.tasks.value.length > 0 && <BenchTable bench={bench} />}
      </main>
    </>
  );
}

export function showBench(root: HTMLElement, client: ComputeClient, machine: Machine): void {
  const bench = new BenchModel(client, machine);
  const readAddress = () => bench.readAddress(location.hash);
  addEventListener('hashchange', readAddress);
  readAddress();
  root.replaceChildren();
  render(<BenchPage bench={bench} />, root);
  void bench.offline.start();
}
