import type { LocalAws } from '../../local/aws.ts';
import type { AwsEvent } from '../../local/events/event.ts';

/** Collects the events of an AWS from now on. */
export function watch({ bus }: Pick<LocalAws, 'bus'>) {
  const events: AwsEvent[] = [];
  bus.subscribe((event) => events.push(event));
  const ofType = (type: string) => events.filter((event) => event['detail-type'] === type);
  return {
    ofType,
    /** What events of one type say. */
    details: (type: string): unknown[] => ofType(type).map((event) => event.detail),
  };
}
