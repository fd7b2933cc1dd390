import { styleText } from 'node:util';
import { from, lastValueFrom, type ObservableInput, tap } from 'rxjs';
import type { ChatModel } from '../src/index.ts';
import { chooseModel } from './chooseModel.ts';

/** A section of the guide: the text that it prints with a model, as it comes. */
export type Example = (model: ChatModel) => ObservableInput<string>;

/**
 * Prints an example: with colour on a terminal, as plain text in a pipe. A failure is one line and the exit code 1.
 *
 * @example
 * await runExample(() => ['The|', ' sky|', '\n']);
 */
export async function runExample(example: Example): Promise<void> {
  let isLineOpen = false;
  // `npm start | head` closes the pipe while the model still talks.
  process.stdout.once('error', () => process.exit());
  try {
    const print = tap((text: string) => {
      process.stdout.write(paint(text));
      isLineOpen = !text.endsWith('\n');
    });
    await lastValueFrom(from(example(chooseModel())).pipe(print), { defaultValue: '' });
  } catch (error) {
    if (isLineOpen) process.stdout.write('\n');
    process.stderr.write(`${styleText('red', lineOf(error), { stream: process.stderr })}\n`);
    process.exitCode = 1;
  }
}

function paint(text: string): string {
  return text
    .replaceAll('|', styleText('dim', '|'))
    .replace(/^# .*/gm, (title) => styleText('bold', title))
    .replace(/^(Chat model|Parser) chunk:|"on_\w+"/gm, (word) => styleText('cyan', word));
}

function lineOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return `The example failed: ${message.replaceAll(/\s+/g, ' ')}`;
}
