/** A name in the configuration that functions are bundled with before a test puts its own there. */
export const PLACEHOLDER = 'stands-for-the-configuration-of-a-test';
