import type { LocalAws } from '../../aws.ts';
import type { FunctionError } from '../../lambda/outcome.ts';
import { nameIn } from '../template/arns.ts';

/** From a rule to a function. */
export interface Route {
  readonly ruleArn: string;
  /** The function, or its alias or version. */
  readonly targetArn: string;
  /** The queue for events that the rule cannot deliver. */
  readonly deadLetterArn?: string;
}

/** EventBridge, as policies name it. */
const SERVICE = 'events.amazonaws.com';

/**
 * Asks whether EventBridge may invoke the target of a rule. An event that it may not deliver goes to the rule's
 * dead-letter queue at once, without a retry (EventBridge user guide, "Using dead-letter queues").
 *
 * @returns why the event is not delivered; `undefined` when it may be
 */
export function notDelivered(
  aws: LocalAws,
  route: Route,
  event: unknown,
): FunctionError | undefined {
  const { ruleArn, targetArn } = route;
  if (isAllowed(aws, route, 'lambda:InvokeFunction', targetArn)) return undefined;
  const message = `${SERVICE} is not authorized to perform: lambda:InvokeFunction on resource: ${targetArn}: no AWS::Lambda::Permission allows it to ${ruleArn}`;
  sendToDeadLetters(aws, route, event, message);
  return { name: 'NO_PERMISSIONS', message };
}

function sendToDeadLetters(aws: LocalAws, route: Route, event: unknown, message: string): void {
  const { ruleArn, targetArn, deadLetterArn = '' } = route;
  const why = notSent(aws, route, message);
  if (why !== undefined) {
    process.emitWarning(`An event of ${ruleArn} is lost: ${why}`);
    return;
  }
  const text = (StringValue: string) => ({ DataType: 'String', StringValue });
  aws.storage.sendMessage(nameIn(deadLetterArn), JSON.stringify(event), {
    region: aws.region,
    messageAttributes: {
      RULE_ARN: text(ruleArn),
      TARGET_ARN: text(targetArn),
      ERROR_CODE: text('NO_PERMISSIONS'),
      ERROR_MESSAGE: text(message),
    },
  });
}

/** Why an event cannot be sent to the rule's dead-letter queue; `undefined` when it can. */
function notSent(aws: LocalAws, route: Route, message: string): string | undefined {
  const { deadLetterArn: queue } = route;
  if (queue === undefined) return message;
  if (!aws.storage.inspectQueue(nameIn(queue))) return `there is no queue ${queue}`;
  if (isAllowed(aws, route, 'sqs:SendMessage', queue)) return undefined;
  return `the policy of ${queue} does not allow ${SERVICE} to send to it`;
}

function isAllowed(aws: LocalAws, { ruleArn }: Route, action: string, resource: string): boolean {
  const context = { 'aws:SourceArn': ruleArn, 'aws:SourceAccount': aws.accountId };
  return aws.permissions.allowsService(SERVICE, { action, resource, context });
}
