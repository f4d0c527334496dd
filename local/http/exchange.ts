/**
 * One call and its response as sent: dates are epoch seconds in `input` and `output`. Calls whose response was lost
 * to a fault are included. It contains secret values: never print it as a whole.
 */
export interface Exchange {
  /** Service as in IAM actions: `ecr`, `secretsmanager`, `sts`, `s3`, `sns`, `sqs`, `dynamodb`, `ecs`, `lambda`; `distribution` for registry clients. */
  service: string;
  /** `PutImage`; `*` where the request does not show it. */
  operation: string;
  /** ARN of the caller's session, one for each function of a stack; absent for registry clients. */
  principalArn?: string;
  /** Where, such as `us-east-1` or `111122223333/us-east-1`; absent for the default account and region. */
  where?: string;
  input: unknown;
  /** Absent after an error, and for the storage services, whose responses are not read. */
  output?: unknown;
  error?: { name: string; message: string; status: number };
  durationMs: number;
}

/** The listeners to all exchanges. */
export interface Exchanges {
  publish(exchange: Exchange): void;
  /** Calls `listener` with every exchange from now on; call the result to stop. */
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
