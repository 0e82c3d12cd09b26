/** WGSL for where an element lies. */

/**
 * The offset of element number `index` of a row-major array of `extents` in a tensor with the given
 * strides.
 */
export function offsetText(
  index: string,
  extents: readonly number[],
  strides: readonly number[],
): string {
  const axes: { extent: number; stride: number; inner: number }[] = [];
  let inner = 1;
  for (let axis = extents.length - 1; axis >= 0; axis--) {
    const extent = extents[axis];
    if (extent === 1) continue;
    const after = axes[0];
    // Two axes that are stepped through as one are one.
    if (after && strides[axis] === after.stride * after.extent) after.extent *= extent;
    else axes.unshift({ extent, stride: strides[axis], inner });
    inner *= extent;
  }
  const terms = axes.flatMap(({ extent, stride, inner: step }, i) => {
    if (stride === 0) return [];
    const quotient = step === 1 ? index : `${index} / ${step}u`;
    const place = i === 0 ? quotient : `(${quotient}) % ${extent}u`;
    return [stride === 1 ? `(${place})` : `(${place}) * ${stride}u`];
  });
  return terms.length === 0 ? '0u' : terms.join(' + ');
}
