/** One evaluation of a function of tensors on arrays. */

import { sizeOf } from '../arrays.js';
import { type WithBackendOptions, withBackend } from '../backends/index.js';
import { UserError } from '../errors.js';
import { type Tensor, type Tracer, trace } from '../graph/index.js';

/**
 * What `build` makes of inputs that it declares, as many tensors as there are names for them, on a
 * backend that is opened for the call unless one is given.
 */
export async function runOnce(
  options: WithBackendOptions,
  inputs: Readonly<Record<string, ArrayLike<number>>>,
  names: readonly string[],
  build: (t: Tracer) => readonly Tensor[],
): Promise<Float64Array[]> {
  return withBackend(options, async (backend) => {
    const program = trace({ steps: 1 }, (t) => {
      for (const [i, tensor] of build(t).entries()) t.record(names[i]!, tensor);
    });
    const executable = await backend.compile(program);
    try {
      for (const [name, values] of Object.entries(inputs)) {
        const { shape } = program.inputs.get(name)!;
        if (values.length !== sizeOf(shape)) {
          throw new UserError(`'${name}' has ${values.length} numbers, not ${sizeOf(shape)}`);
        }
        await executable.write(name, Float64Array.from(values));
      }
      await executable.run(1, { signal: options.signal });
      const results: Float64Array[] = [];
      for (const name of names) results.push(await executable.readRecord(name, 0, 1));
      return results;
    } finally {
      await executable.dispose();
    }
  });
}
