/** An action that a caller has to be allowed, on a resource. */
export interface Need {
  /** `ecr:PutImage` */
  readonly action: string;
  /** The ARN, or `*` where the action has no type of resource. */
  readonly resource: string;
  /** Condition keys of the action. */
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
}

/** A call, and where it arrives. */
export interface Call {
  /** As in IAM actions: `ecr` */
  readonly service: string;
  /** `PutImage` */
  readonly operation: string;
  readonly input: unknown;
  /** ARN of the resource, as far as the service knows it; else `*`. */
  readonly resource: string;
  readonly accountId: string;
  readonly region: string;
}
