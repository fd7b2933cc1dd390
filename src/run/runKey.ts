/** Under this key a child config carries its run; a symbol, so that it survives a spread and never shows in JSON. */
export const runKey: unique symbol = Symbol.for('rxchain.run');
