/** The record of a tag in the table: the image that it names, and since when. */
export interface TagRecord {
  repository: string;
  tag: string;
  /** Undefined while only its pusher is known. */
  digest?: string;
  /** Milliseconds since 1970: when the registry was read. */
  readAt?: number;
  /** When that image was pushed; ISO. */
  pushedAt?: string;
  /** Seconds since 1970: DynamoDB removes the item some time later. */
  expiresAt: number;
  /** The last move to be reported, and whether it has been. */
  move?: Move;
  untold: boolean;
  /** Who pushed which image under this tag, by the last event of CloudTrail. */
  pusher?: Pusher;
}

export interface Move {
  from: string;
  to: string;
  /** When it was seen; ISO. */
  at: string;
}

export interface Pusher {
  digest: string;
  /** An ARN, as a rule. */
  who: string;
  /** When; ISO. */
  at: string;
}

/** The image that a tag names by the registry, and the time right before it was read. */
export interface Reading {
  repository: string;
  tag: string;
  digest: string;
  pushedAt?: string;
  readAt: number;
}
