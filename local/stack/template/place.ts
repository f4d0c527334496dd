/** Where a stack is. */
export interface Place {
  readonly accountId: string;
  readonly region: string;
  /** Of the local AWS: the host of queue URLs. */
  readonly endpoint: string;
}
