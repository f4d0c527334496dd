/** A problem of registry.yml, at a path of keys and indexes, with what would be valid. */
export interface Finding {
  path: readonly PropertyKey[];
  message: string;
}
