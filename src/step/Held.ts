/** `T`, but nothing is inferred from this place: it is settled elsewhere. (`NoInfer` would stay visible in the types of parameters.) */
export type Held<T> = [T][T extends unknown ? 0 : never];
