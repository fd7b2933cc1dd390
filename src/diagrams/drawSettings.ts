import { EventSelection } from '../../operators/EventSelection.ts';
import { RunnableError } from '../RunnableError.ts';
import type { DrawOptions } from './DrawOptions.ts';
import { visibleText } from './visibleText.ts';

/** Options that have been checked, with their defaults. */
export interface DrawSettings {
  readonly width: number;
  readonly selection: EventSelection;
  readonly maxLanes: number;
  readonly isText: boolean;
  readonly title: string | undefined;
}

/** Checks the options of a drawing; `caller` is named where one is wrong. */
export function drawSettings(options: DrawOptions, caller: string, defaultWidth: number): DrawSettings {
  const { width = defaultWidth, filter = {}, maxLanes = 40, values = 'letters', title } = options;
  checkCount(caller, 'width', width);
  checkCount(caller, 'maxLanes', maxLanes);
  if (values !== 'letters' && values !== 'text') {
    throw new RunnableError(`${caller}: values must be 'letters' or 'text'; got ${JSON.stringify(values)}.`, {
      code: 'bad_input',
    });
  }
  return {
    width,
    selection: new EventSelection(filter),
    maxLanes,
    isText: values === 'text',
    title: title === undefined ? undefined : visibleText(title),
  };
}

function checkCount(caller: string, key: string, value: number): void {
  if (Number.isInteger(value) && value > 0) return;
  throw new RunnableError(`${caller}: ${key} must be a whole number above 0; got ${String(value)}.`, {
    code: 'bad_input',
  });
}
