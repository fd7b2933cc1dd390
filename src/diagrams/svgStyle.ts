/** Colours of the types of runs, of text and of errors: on light and on dark paper, all of a contrast of 4.5 and more. */
const colours: readonly (readonly [selector: string, light: string, dark: string])[] = [
  ['', '#1f2328', '#e6edf3'],
  [' .chain', '#57606a', '#b1bac4'],
  [' .chat_model', '#0550ae', '#79c0ff'],
  [' .llm', '#1b6570', '#56d4dd'],
  [' .parser', '#116329', '#7ee787'],
  [' .prompt', '#6639ba', '#d2a8ff'],
  [' .retriever', '#8a4600', '#ffa657'],
  [' .tool', '#99286e', '#ff9bce'],
  [' .error', '#b3261e', '#ff7b72'],
];
const paper = { light: '#ffffff', dark: '#0d1117' };

/** The style of a drawing; it reaches nothing outside the element with that id. */
export function svgStyle(id: string): string {
  const scheme = (name: 'light' | 'dark'): string =>
    colours
      .map(([selector, light, dark]) => `#${id}${selector}{color:${name === 'light' ? light : dark}}`)
      .concat(`#${id} .paper,#${id} .marble{fill:${paper[name]}}`)
      .join('');
  return [
    `#${id}{max-width:100%;height:auto;font:12px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}`,
    `#${id} text{fill:currentColor}`,
    `#${id} .title{font-weight:bold;font-size:14px}`,
    `#${id} .label{font-size:11px;text-anchor:middle}`,
    `#${id} .line,#${id} .sign,#${id} .marble,#${id} .link{stroke:currentColor;stroke-width:1.5}`,
    `#${id} .line,#${id} .sign,#${id} .link{fill:none}`,
    `#${id} .sign{stroke-width:2.5;stroke-linecap:round}`,
    `#${id} .link{stroke-width:1;stroke-opacity:.5}`,
    `#${id} .start{fill:currentColor}`,
    scheme('light'),
    `@media (prefers-color-scheme:dark){${scheme('dark')}}`,
  ].join('');
}
