import { concat, defer, of } from 'rxjs';
import { tokens } from './1.1-tokens.ts';
import { joke } from './1.2-chain.ts';
import { json } from './1.3-json.ts';
import { barrier } from './1.4-barrier.ts';
import { streamingNames } from './1.5-generator.ts';
import { retrieval } from './1.6-retrieval.ts';
import { modelEvents } from './2.3-modelEvents.ts';
import { chainEvents } from './2.4-chainEvents.ts';
import { filters } from './2.5-filters.ts';
import { nonStreamingTail } from './2.6-nonStreamingTail.ts';
import { handingOn } from './2.7-handingOn.ts';
import { logStream } from './2.8-logStream.ts';
import { drawExamples } from './drawExamples.ts';
import { type Example, runExample } from './runExample.ts';

const guide: readonly (readonly [title: string, example: Example])[] = [
  ['1.1 The tokens of a model', tokens],
  ['1.2 Prompt, model, parser', joke],
  ['1.3 JSON as it grows', json],
  ['1.4 A function over the whole input stops the stream', barrier],
  ['1.5 A generator and an operator keep it', streamingNames],
  ['1.6 A retriever, and the retrieval chain', retrieval],
  ['2.3 The events of a model', modelEvents],
  ['2.4 The events of a chain', chainEvents],
  ['2.5 Filters', filters],
  ['2.6 A step that does not stream hides nothing inside', nonStreamingTail],
  ['2.7 Runs inside tools and functions', handingOn],
  ['2.8 The log stream', logStream],
];

const print: Example = (model) =>
  concat(
    ...guide.map(([title, example], i) =>
      concat(
        of(`${i === 0 ? '' : '\n'}# ${title}\n`),
        defer(() => example(model)),
      ),
    ),
  );

// `npm start -- --marbles` shows what the examples do instead of what they print.
await runExample(process.argv.includes('--marbles') ? drawExamples(guide) : print);
