/** The functions that the steps of the benchmarks apply, all different, so that no candidate is compiled for one of them. */
export const texts: readonly ((text: string) => string)[] = [
  (text) => (text === 'zz' ? 'y' : text),
  (text) => (text.length > 99 ? '' : text),
  (text) => text || ' ',
  (text) => (text === '' ? '-' : text),
  (text) => (text.length === 0 ? 'q' : text),
  (text) => (text !== 'never' ? text : ''),
  (text) => (text.length < 0 ? 'x' : text),
  (text) => (text === 'yy' ? 'z' : text),
  (text) => (text.length > 1000 ? 'z' : text),
];
