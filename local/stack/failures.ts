import type { LocalAws } from '../aws.ts';
import type { FunctionError } from '../lambda/outcome.ts';
import type { FunctionDefinition } from './definitions.ts';
import { StackDefinitionError } from './errors.ts';
import { functionArn } from './resources.ts';
import { nameIn, type StackResource } from './storage.ts';

/** An event for which all attempts of a function failed. */
export interface FailedEvent {
  readonly event: unknown;
  readonly requestId: string;
  readonly error: FunctionError;
  readonly attempts: number;
}

/** Sends a failed event to its destinations; it has been sent when the call returns. */
export type FailureSink = (failed: FailedEvent) => void;

type Attributes = Readonly<Record<string, { DataType: string; StringValue: string }>>;
type Send = (body: string, attributes?: Attributes) => void;

/**
 * Handles failed events as Lambda does: the dead-letter queue or topic gets the event with three attributes, the
 * on-failure destination a record of the invocation.
 *
 * @throws StackDefinitionError if either is not a queue or topic of the local AWS.
 */
export function failureSink(
  aws: LocalAws,
  definition: FunctionDefinition,
  resources: readonly StackResource[],
): FailureSink {
  const path = `functions.${definition.key}`;
  const { deadLetterArn, onFailureArn } = definition;
  const toDeadLetters = deadLetterArn
    ? senderTo(aws, resources, deadLetterArn, `${path}.onError`)
    : undefined;
  const toDestination = onFailureArn
    ? senderTo(aws, resources, onFailureArn, `${path}.destinations.onFailure`)
    : undefined;
  const arn = functionArn(aws, definition.name);
  return (failed) => {
    toDeadLetters?.(JSON.stringify(failed.event), deadLetterAttributes(failed));
    toDestination?.(JSON.stringify(failureRecord(failed, arn)));
  };
}

function senderTo(
  { storage, region }: LocalAws,
  resources: readonly StackResource[],
  arn: string,
  path: string,
): Send {
  const name = nameIn(arn);
  const isTopic = resources.some(
    (known) => known.type === 'AWS::SNS::Topic' && known.name === name,
  );
  if (arn.startsWith('arn:aws:sqs:') && storage.inspectQueue(name)) {
    return (body, messageAttributes = {}) => {
      storage.sendMessage(name, body, { region, messageAttributes });
    };
  }
  if (arn.startsWith('arn:aws:sns:') && isTopic) {
    return (body, messageAttributes = {}) => {
      storage.publish(name, body, { region, messageAttributes });
    };
  }
  throw new StackDefinitionError(path, `there is no queue or topic ${arn}`);
}

/** Lambda sends the first kilobyte of the message, and the status 200 for errors of the function itself. */
function deadLetterAttributes({ requestId, error }: FailedEvent): Attributes {
  return {
    RequestID: { DataType: 'String', StringValue: requestId },
    ErrorCode: { DataType: 'Number', StringValue: '200' },
    ErrorMessage: { DataType: 'String', StringValue: error.message.slice(0, 1024) || error.name },
  };
}

function failureRecord({ event, requestId, error, attempts }: FailedEvent, arn: string): object {
  return {
    version: '1.0',
    timestamp: new Date().toISOString(),
    requestContext: {
      requestId,
      functionArn: `${arn}:$LATEST`,
      condition: 'RetriesExhausted',
      approximateInvokeCount: attempts,
    },
    requestPayload: event,
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    responsePayload: { errorType: error.name, errorMessage: error.message },
  };
}
