/** One operation of a JSON Patch (RFC 6902); paths are JSON Pointers (RFC 6901), `''` is the whole document. */
export type JsonPatchOperation =
  | { readonly op: 'add' | 'replace' | 'test'; readonly path: string; readonly value: unknown }
  | { readonly op: 'remove'; readonly path: string }
  | { readonly op: 'move' | 'copy'; readonly from: string; readonly path: string };

/** Operations that are applied one after the other, all or none. */
export type JsonPatch = readonly JsonPatchOperation[];
