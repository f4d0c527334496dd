/** What the table holds of a tag: the image that it names, and how it came to. */
export interface TagRecord {
  repository: string;
  tag: string;
  /** Undefined while only its pusher is known. */
  digest?: string;
  /** Milliseconds since 1970: when the registry was asked that said so. */
  readAt?: number;
  /** When that image was pushed; ISO. */
  pushedAt?: string;
  /** Seconds since 1970: DynamoDB removes the item some time after. */
  expiresAt: number;
  /** The last move that people are to be told of, and whether they have been. */
  move?: Move;
  untold: boolean;
  /** Who pushed which image under this tag, as CloudTrail told last. */
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

/** What the registry says that a tag names, and when it was asked: right before. */
export interface Reading {
  repository: string;
  tag: string;
  digest: string;
  pushedAt?: string;
  readAt: number;
}
