/** The file that is read unless --config names another. */
export const DEFAULT_CONFIG = 'registry.yml';
