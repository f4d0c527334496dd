/** The used part of dynalite, which has no types. */
declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** A DynamoDB in memory; times are milliseconds that a table stays in a transitional state. */
  export default function dynalite(options: {
    createTableMs: number;
    deleteTableMs: number;
    updateTableMs: number;
    /** Folder to keep tables in; default in memory. */
    path?: string;
  }): Server;
}
