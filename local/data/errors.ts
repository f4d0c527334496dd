/** A data folder cannot be used; the message says which one, why, and what to do. */
export class DataFolderError extends Error {
  override name = 'DataFolderError' as const;

  constructor(folder: string, problem: string, options?: ErrorOptions) {
    super(`The data folder ${folder} ${problem}`, options);
  }
}
