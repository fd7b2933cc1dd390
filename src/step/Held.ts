/** `T`, of which little is inferred from this place: other places come first. (`NoInfer` would show in the types of parameters.) */
export type Held<T> = [T] extends [unknown] ? T : never;
