import { z } from 'zod';
import { AwsError } from '../http/errors.ts';
import { byName, declareOperations, type JsonService } from '../service/service.ts';
import { describeViolations } from '../service/validation.ts';
import type { EventBus } from './bus.ts';

/** The one operation of EventBridge's API that is served: PutEvents on the default bus. Rules belong to a stack. */
export function eventsService(bus: Pick<EventBus, 'put'>): JsonService {
  const { read } = declareOperations(
    (violations) => new AwsError('ValidationException', describeViolations(violations)),
  );
  return {
    name: 'events',
    target: 'AWSEvents',
    messageMember: 'message',
    // CloudTrail records PutEvents as a data event, which is off by default: it sends no event.
    operations: byName([
      read('PutEvents', putEvents, (input) => {
        const Entries = input.Entries.map((entry) => put(bus, entry));
        return { FailedEntryCount: Entries.filter((it) => 'ErrorCode' in it).length, Entries };
      }),
    ]),
    resourceOf: () => undefined,
    subjectOf: () => 'event-bus/default',
    recorded: (_, value) => value,
  };
}

const entrySchema = z.object({
  Source: z.string().optional(),
  DetailType: z.string().optional(),
  Detail: z.string().optional(),
  Resources: z.array(z.string()).default([]),
  EventBusName: z.string().min(1).default('default'),
});

type Entry = z.output<typeof entrySchema>;

const putEvents = z.object({ Entries: z.array(entrySchema).min(1).max(10) });

/** An invalid entry is refused, the others are sent (EventBridge API Reference, PutEvents). */
function put(bus: Pick<EventBus, 'put'>, { Resources, ...entry }: Entry) {
  const problem = refusal(entry);
  if (problem) return problem;
  const { Source = '', DetailType = '', Detail = '' } = entry;
  const detail: unknown = JSON.parse(Detail);
  const event = bus.put({
    source: Source,
    'detail-type': DetailType,
    resources: Resources,
    detail,
  });
  return { EventId: event.id };
}

const limit = 256 * 1024;

function refusal({ Source, DetailType, Detail, EventBusName }: Omit<Entry, 'Resources'>) {
  if (EventBusName !== 'default' && !EventBusName.endsWith(':event-bus/default')) {
    return refused('ResourceNotFoundException', `Event bus ${EventBusName} does not exist.`);
  }
  if (!Source)
    return refused(
      'InvalidArgument',
      'Parameter Source is not valid. Reason: Source is a required argument.',
    );
  if (Source.startsWith('aws.')) {
    return refused('NotAuthorizedForSourceException', 'Not authorized for the source.');
  }
  if (!DetailType)
    return refused(
      'InvalidArgument',
      'Parameter DetailType is not valid. Reason: DetailType is a required argument.',
    );
  if (!isObject(Detail)) return refused('MalformedDetail', 'Detail is malformed.');
  const bytes = Buffer.byteLength(`${Source}${DetailType}${Detail}`);
  return bytes > limit
    ? refused('InvalidArgument', `The entry has ${bytes} bytes; the maximum is ${limit}.`)
    : undefined;
}

function refused(ErrorCode: string, ErrorMessage: string) {
  return { ErrorCode, ErrorMessage };
}

function isObject(detail: string | undefined): boolean {
  try {
    const value: unknown = JSON.parse(detail ?? '');
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
