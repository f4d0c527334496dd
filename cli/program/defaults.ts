/** Where registry.yml is looked for, unless --config says otherwise. */
export const DEFAULT_CONFIG = 'registry.yml';
