/** How many of `count` are shown where there is room for `places`: all, or all but those that one place must tell of. */
export function fitting(count: number, places: number): {shown: number; more: number} {
  if (count <= places) return {shown: count, more: 0};
  const shown = Math.max(0, places - 1);
  return {shown, more: count - shown};
}
