import { of, repeat, retry, throwError, expand, take, mergeMap, Subject, share, map, Observable, concat, timer, EMPTY } from 'rxjs';
import { it } from 'vitest';
import { chain, lambda, branch, withRetry, withFallbacks, withTimeout, each, passthrough, parallel, assign, stringParser, operator, asRun, generator } from '/work/main/src/index.ts';
import { marbles, fakeChatModel } from '/work/main/src/testing/index.ts';

const out = (name: string, f: () => unknown) => it(name, async () => { let r; try { r = await f(); } catch (e) { r = `THROWN ${String((e as Error)?.message ?? e).slice(0,150)}`; } console.log(name, '=>', r); });
const watch = (s: any) => { const seen: unknown[] = []; s.subscribe({ next: (v: unknown) => seen.push(typeof v === 'string' && v.length > 60 ? v.slice(0,60) : v), error: (e: any) => seen.push('ERR ' + (e?.code ?? '') + ' ' + String(e?.message ?? e).slice(0, 160)), complete: () => seen.push('|') }); return JSON.stringify(seen); };
const sink = { events: { next: () => undefined } };

out('sync retries 10000', () => { let n = 0; const f = lambda(() => { if (n++ < 9999) throw new Error('x'); return n; }); return watch(withRetry(f, { count: 20000, delay: () => [0] }).stream('x')); });
out('sync retries 10000 told', () => { let n = 0; const f = lambda(() => { if (n++ < 9999) throw new Error('x'); return n; }); return watch(withRetry(f, { count: 20000, delay: () => [0] }).stream('x', sink)); });
out('rxjs retry 10000 of step', () => { let n = 0; const f = lambda(() => { if (n++ < 9999) throw new Error('x'); return n; }); return watch(of(1).pipe(f, retry(20000))); });
out('repeat 10000', () => { let n = 0; of(1).pipe(lambda((x: number) => x), repeat(10000)).subscribe(() => n++); return n; });
for (const told of [undefined, sink]) {
  const t = told ? ' told' : '';
  out('10000 lambdas' + t, () => watch((chain as any)(...Array.from({ length: 10000 }, () => lambda((x: number) => x + 1))).stream(0, told)));
  out('10000 lambdas invoke' + t, () => watch((chain as any)(...Array.from({ length: 10000 }, () => lambda((x: number) => x + 1))).invoke(0, told)));
  out('10000 passthrough' + t, () => watch((chain as any)(...Array.from({ length: 10000 }, () => passthrough())).stream('x', told)));
  for (const depth of [100, 1000, 5000]) {
    const nest = (wrap: (r: any) => any) => { let r: any = lambda((x: unknown) => x); for (let i = 0; i < depth; i++) r = wrap(r); return r; };
    out(`branch nested ${depth}${t}`, () => watch(nest((r) => branch([[lambda(() => false), r]], r === undefined ? r : r)).stream('x', told)));
    out(`retry nested ${depth}${t}`, () => watch(nest((r) => withRetry(r)).stream('x', told)));
    out(`fallbacks nested ${depth}${t}`, () => watch(nest((r) => withFallbacks(r, [])).stream('x', told)));
    out(`each nested ${depth}${t}`, () => { let x: any = 1; for (let i = 0; i < depth; i++) x = [x]; const s: any[] = []; nest((r) => each(r)).stream(x, told).subscribe({ next: () => s.push('v'), error: (e: any) => s.push(e.code + e.message), complete: () => s.push('|') }); return JSON.stringify(s); });
    out(`timeout nested ${depth}${t}`, () => watch(nest((r) => withTimeout(r, { first: 1000 })).stream('x', told)));
    out(`chain with config nested ${depth}${t}`, () => watch(nest((r) => chain(r).withConfig({ tags: ['a'] })).stream('x', told)));
    out(`parallel nested ${depth}${t}`, () => { const s: any[] = []; nest((r) => parallel({ a: r })).stream('x', told).subscribe({ next: () => s.push('v'), error: (e: any) => s.push(e.code + e.message), complete: () => s.push('|') }); return JSON.stringify(s); });
    out(`assign nested ${depth}${t}`, () => { const s: any[] = []; nest((r) => assign({ a: r })).stream({ q: 1 }, told).subscribe({ next: () => s.push('v'), error: (e: any) => s.push(e.code + e.message), complete: () => s.push('|') }); return JSON.stringify(s); });
    out(`lambda returning nested ${depth}${t}`, () => watch(nest((r) => lambda((x: unknown) => of(x).pipe(r))).stream('x', told)));
  }
}
