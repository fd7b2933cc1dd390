import '@angular/compiler';
import { makeStateKey, signal, TransferState } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { describe, expect, it } from 'vitest';
import { runnableResource } from '../../src/angular/index.ts';
import { stringParser } from '../../src/index.ts';
import { createHost, setUpAngular } from './angularTest.ts';
import { handModel } from './handModel.ts';

setUpAngular();

function setUp(question: string | undefined = 'why?') {
  const store = TestBed.inject(TransferState);
  const key = makeStateKey<object>('rxchain.one');
  store.set(key, { phase: 'done', value: 'The sky is blue' });
  const hand = handModel();
  const input = signal<string | undefined>(question);
  const make = () =>
    createHost().run(() =>
      runnableResource({
        runnable: hand.model.pipe(stringParser()),
        params: () => input(),
        server: 'wait',
        id: 'one',
      }),
    );
  return { hand, input, make, store, key };
}

describe('in the browser, behind a server that has waited', () => {
  it('starts in done without a call, before the first tick', () => {
    const { hand, make, store, key } = setUp();
    const answer = make();
    expect([answer.phase(), answer.value()]).toEqual(['done', 'The sky is blue']);
    TestBed.tick();
    expect([answer.phase(), answer.value(), answer.status()]).toEqual([
      'done',
      'The sky is blue',
      'resolved',
    ]);
    expect(hand.calls).toHaveLength(0);
    expect(store.hasKey(key)).toBe(false);
  });

  it('runs for the next input, and on reload', () => {
    const { hand, input, make } = setUp();
    const answer = make();
    TestBed.tick();
    input.set('and why?');
    expect(answer.phase()).toBe('pending');
    TestBed.tick();
    expect(hand.prompts).toEqual(['and why?']);
    hand.say('Because');
    hand.end();
    expect(answer.reload()).toBe(true);
    TestBed.tick();
    expect(hand.calls).toHaveLength(2);
  });

  it('hands over once: a second resource of the same id runs', () => {
    const { hand, make } = setUp();
    make();
    const second = make();
    TestBed.tick();
    expect(second.phase()).toBe('pending');
    expect(hand.calls).toHaveLength(1);
  });

  it('can be stopped and destroyed as any other', () => {
    const { make } = setUp();
    const answer = make();
    TestBed.tick();
    answer.stop();
    expect(answer.phase()).toBe('done');
    answer.destroy();
    expect(answer.value()).toBe('The sky is blue');
  });
});
