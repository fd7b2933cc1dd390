import '@angular/compiler';
import { DestroyRef, inject } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import type { Observable } from 'rxjs';
import { describe, expect, it, vi } from 'vitest';
import {
  CHAT_MODEL,
  injectChatModel,
  injectRun,
  provideRunnables,
  runnableResource,
  withChatModel,
  withEvents,
  withServerMode,
} from '../../src/angular/index.ts';
import { passthrough, type RunEvent } from '../../src/index.ts';
import { createHost, setUpAngular } from './angularTest.ts';
import { handModel } from './handModel.ts';

setUpAngular();

describe('injectChatModel', () => {
  it('gives the model of the injector; its factory runs once, in the injection context', () => {
    const { model } = handModel();
    const factory = vi.fn(() => {
      inject(CHAT_MODEL, { optional: true, skipSelf: true });
      return model;
    });
    const host = createHost(provideRunnables(withChatModel(factory)));
    expect(factory).not.toHaveBeenCalled();
    expect(host.run(() => injectChatModel())).toBe(model);
    expect(host.run(() => injectChatModel())).toBe(model);
    expect(host.injector.get(CHAT_MODEL)).toBe(model);
    expect(factory).toHaveBeenCalledTimes(1);
  });

  it('says what is missing', () => {
    const host = createHost();
    expect(() => host.run(() => injectChatModel())).toThrow(
      expect.objectContaining({
        code: 'no_chat_model',
        message: "No chat model: add provideRunnables(withChatModel(() => …)) to the app's providers.",
      }),
    );
  });

  it('needs an injection context', () => {
    expect(() => injectChatModel()).toThrow(
      /injectChatModel\(\) can only be used within an injection context/,
    );
  });
});

describe('withEvents', () => {
  it('calls the sink once, and hands over the events of every run of the injector', async () => {
    const heard: RunEvent[] = [];
    let isComplete = false;
    const sink = vi.fn((events: Observable<RunEvent>) => {
      inject(DestroyRef);
      events.subscribe({ next: (event) => heard.push(event), complete: () => (isComplete = true) });
    });
    const host = createHost(provideRunnables(withEvents(sink)));
    const echo = passthrough<string>();
    const one = host.run(() => injectRun(echo, { config: { runName: 'one' } }));
    const two = host.run(() =>
      runnableResource({ runnable: echo, params: () => 'x', config: { runName: 'two' } }),
    );
    one.run('a');
    TestBed.tick();
    one.run('b');
    expect(sink).toHaveBeenCalledTimes(1);
    expect(two.value()).toBe('x');
    const starts = heard.filter(({ event }) => event === 'on_chain_start').map(({ name }) => name);
    expect(starts).toEqual(['one', 'two', 'one']);
    one.destroy();
    expect(isComplete).toBe(false);
    host.run(() => injectRun(echo)).run('c');
    expect(heard.at(-1)?.event).toBe('on_chain_end');
    host.destroy();
    await Promise.resolve();
    expect(isComplete).toBe(true);
  });

  it('hears the cancels of the runs that end with the injector', () => {
    const heard: string[] = [];
    const host = createHost(
      provideRunnables(withEvents((events) => events.subscribe(({ event }) => heard.push(event)))),
    );
    const hand = handModel();
    host.run(() => injectRun(hand.model)).run('x');
    host.destroy();
    expect(heard).toEqual(['on_chat_model_start', 'on_chat_model_cancel']);
  });
});

describe('provideRunnables', () => {
  it('composes features, and may have none', () => {
    const { model } = handModel();
    const sink = vi.fn();
    const host = createHost(
      provideRunnables(),
      provideRunnables(
        withChatModel(() => model),
        withEvents(sink),
        withServerMode('wait'),
      ),
    );
    expect(host.run(() => injectChatModel())).toBe(model);
    host.run(() => injectRun(model));
    expect(sink).toHaveBeenCalledTimes(1);
  });
});
