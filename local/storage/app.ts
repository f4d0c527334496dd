import type { buildApp } from 'fauxqs';

/** The web application that fauxqs is. */
export type StorageApp = ReturnType<typeof buildApp>;
