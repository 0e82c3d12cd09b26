/** The version of the package; a test holds it equal to package.json's. */
export const VERSION = '0.1.0';

/** The version of the numbers: one more with every entry under "Numbers" in the changelog. */
export const NUMBERS = 2;
