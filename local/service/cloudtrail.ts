import { randomUUID } from 'node:crypto';
import type { EventEntry } from '../events/event.ts';
import type { AwsError } from '../http/errors.ts';
import { type Principal, userIdentity } from './principal.ts';
import type { JsonService } from './service.ts';

/** An answered write, with all that CloudTrail records of it. */
export interface RecordedCall {
  service: Pick<JsonService, 'name' | 'resourceOf' | 'recorded'>;
  operation: string;
  accountId: string;
  region: string;
  caller: Principal;
  requestId: string;
  sourceIp: string;
  userAgent: string;
  /** The service that made the call on behalf of the caller. */
  invokedBy?: string;
  at: Date;
  input: object;
  outcome: { output: object } | { error: AwsError };
}

/**
 * The event `AWS API Call via CloudTrail`, as a trail delivers it to EventBridge (EventBridge user guide, "AWS
 * service events delivered via AWS CloudTrail"; Amazon ECR user guide, "Logging actions with CloudTrail").
 */
export function trailEvent(call: RecordedCall): EventEntry {
  const { service, outcome } = call;
  const eventTime = `${call.at.toISOString().slice(0, 19)}Z`;
  const resource = service.resourceOf(call.input);
  return {
    source: `aws.${service.name}`,
    'detail-type': 'AWS API Call via CloudTrail',
    resources: [],
    detail: {
      eventVersion: '1.11',
      userIdentity: userIdentity(call.caller, call.invokedBy),
      eventTime,
      eventSource: `${service.name}.amazonaws.com`,
      eventName: call.operation,
      awsRegion: call.region,
      sourceIPAddress: call.sourceIp,
      userAgent: call.userAgent,
      ...('error' in outcome && {
        errorCode: outcome.error.name,
        errorMessage: outcome.error.message,
      }),
      requestParameters: camelCased(service.recorded('request', call.input)),
      responseElements:
        'output' in outcome ? camelCased(service.recorded('response', outcome.output)) : null,
      requestID: call.requestId,
      eventID: randomUUID(),
      readOnly: false,
      eventType: 'AwsApiCall',
      managementEvent: true,
      recipientAccountId: call.accountId,
      eventCategory: 'Management',
      ...(resource && { resources: [{ ARN: resource, accountId: call.accountId }] }),
    },
  };
}

/** Members in CloudTrail's spelling (`SecretId` → `secretId`, `ARN` → `arn`), dates as its strings. */
function camelCased(value: unknown): unknown {
  if (value instanceof Date) return trailDate(value);
  if (Array.isArray(value)) return value.map(camelCased);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, member]) =>
      member === undefined ? [] : [[camelCase(key), camelCased(member)]],
    ),
  );
}

function camelCase(key: string): string {
  return key === key.toUpperCase() ? key.toLowerCase() : key.charAt(0).toLowerCase() + key.slice(1);
}

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** `Jul 11, 2018 10:17:44 PM`, in UTC. */
function trailDate(date: Date): string {
  const hour = date.getUTCHours();
  const two = (part: number) => String(part).padStart(2, '0');
  const day = `${months[date.getUTCMonth()]} ${date.getUTCDate()}, ${date.getUTCFullYear()}`;
  const time = `${hour % 12 || 12}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
  return `${day} ${time} ${hour < 12 ? 'AM' : 'PM'}`;
}
