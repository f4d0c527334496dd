/** Something wrong in registry.yml, at a path of keys and indexes, with what would be right. */
export interface Finding {
  path: readonly PropertyKey[];
  message: string;
}
