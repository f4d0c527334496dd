import type { LocalAws } from '../../aws.ts';
import { check } from '../../iam/check.ts';
import type { FunctionError } from '../../lambda/outcome.ts';
import type { Principal } from '../../service/principal.ts';
import { StackDefinitionError } from '../errors.ts';
import { functionArn, nameIn } from '../template/arns.ts';
import type { StackResource } from '../template/kinds.ts';
import type { FunctionDefinition } from './functions.ts';

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
 * @param caller the session of the function, with which Lambda sends; by default it may send
 * @throws StackDefinitionError if either is not a queue or topic of the local AWS.
 */
export function failureSink(
  aws: LocalAws,
  definition: FunctionDefinition,
  resources: readonly StackResource[],
  caller?: Principal,
): FailureSink {
  const path = `Resources.${definition.logicalId}.Properties.DeadLetterConfig.TargetArn`;
  const { deadLetterArn, onFailure } = definition;
  const sender = (to: string, place: string) =>
    allowedOnly(aws, caller, to, senderTo(aws, resources, to, place));
  const toDeadLetters = deadLetterArn === undefined ? undefined : sender(deadLetterArn, path);
  const toDestination = onFailure && sender(onFailure.arn, onFailure.path);
  const arn = functionArn(aws, definition.name);
  return (failed) => {
    toDeadLetters?.(JSON.stringify(failed.event), deadLetterAttributes(failed));
    toDestination?.(JSON.stringify(failureRecord(failed, arn)));
  };
}

/** Lambda drops an event that the function's role may not send. */
function allowedOnly(
  { permissions, region }: LocalAws,
  caller: Principal | undefined,
  arn: string,
  send: Send,
): Send {
  if (!caller) return send;
  const isQueue = arn.startsWith('arn:aws:sqs:');
  const call = isQueue
    ? { service: 'sqs', operation: 'SendMessage', input: { QueueName: nameIn(arn) } }
    : { service: 'sns', operation: 'Publish', input: { TopicArn: arn } };
  return (body, attributes) => {
    const refused = check(permissions, { ...call, resource: arn, caller, region });
    if (refused) process.emitWarning(`A failed event is lost: ${refused.message}`);
    else send(body, attributes);
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
