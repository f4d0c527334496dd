/** A function cannot be bundled: its file is missing, does not compile, or the options are wrong. */
export class BundleError extends Error {
  override name = 'BundleError' as const;
}
