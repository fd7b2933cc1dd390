import type { Observable } from 'rxjs';

/** What a tool gives: what its function returns, resolved. */
export type ToolResult<Result> = Awaited<Result> extends Observable<infer T> ? T : Awaited<Result>;
