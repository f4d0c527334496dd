/** Where an inventory is kept: an S3 bucket, or a folder. Keys are paths with slashes. */
export interface Store {
  /** Writes all of it or nothing; what was there before is replaced. */
  put(key: string, body: string | Uint8Array, contentType: string): Promise<void>;
  /** Undefined when the key does not exist. */
  get(key: string): Promise<Uint8Array | undefined>;
  /** The keys that start with `prefix`, in order. */
  list(prefix: string): Promise<string[]>;
  /** The folders below `prefix`, which ends in a slash; each ends in one too. */
  folders(prefix: string): Promise<string[]>;
  remove(keys: readonly string[]): Promise<void>;
  /** The key as shown in messages: s3://bucket/key, or a path. */
  place(key: string): string;
}
