import type { buildApp } from 'fauxqs';

/** The web application of fauxqs. */
export type StorageApp = ReturnType<typeof buildApp>;
