/** The longest line or frame that is read, in characters. */
export const frameLimit: number = 16 * 1024 * 1024;
