/**
 * One answered call, as it was on the wire: dates are epoch seconds in `input` and `output`. A call whose
 * answer a fault took away is told too. Secret values are in it as they were sent: never print it as a whole.
 */
export interface Exchange {
  /** Service as in IAM actions: `ecr`, `secretsmanager`, `sts`, `s3`, `sns`, `sqs`, `dynamodb`, `ecs`, `lambda`; `distribution` for registry clients. */
  service: string;
  /** `PutImage`; `*` where it cannot be told from the request. */
  operation: string;
  /** ARN of the session that called, which each function of a stack has of its own; absent for registry clients. */
  principalArn?: string;
  /** Where, such as `us-east-1` or `111122223333/us-east-1`; absent for the default account and region. */
  where?: string;
  input: unknown;
  /** Absent after an error, and for the storage services, whose answers pass by unread. */
  output?: unknown;
  error?: { name: string; message: string; status: number };
  durationMs: number;
}

/** Those who want to see every exchange. */
export interface Exchanges {
  publish(exchange: Exchange): void;
  /** Shows `listener` every exchange from now on; call the answer to stop. */
  subscribe(listener: (exchange: Exchange) => void): () => void;
}

export function createExchanges(): Exchanges {
  const listeners = new Set<(exchange: Exchange) => void>();
  return {
    publish: (exchange) => {
      for (const listener of listeners) listener(exchange);
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
