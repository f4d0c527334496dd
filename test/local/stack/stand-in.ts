import { type LocalAws, startLocalAws } from '../../../local/aws.ts';
import type { AwsEvent } from '../../../local/events/event.ts';

/** A local AWS with a distinctive account. */
export function startStandIn(): Promise<LocalAws> {
  return startLocalAws({ accountId: '000000000000' });
}

/** An event of the fixture service. */
export function shopEvent(detailType: string, detail: unknown = {}): AwsEvent {
  return {
    version: '0',
    id: crypto.randomUUID(),
    'detail-type': detailType,
    source: 'shop',
    account: '000000000000',
    time: '2026-11-21T18:10:00Z',
    region: 'eu-west-1',
    resources: [],
    detail,
  };
}

export const shopDirectory = new URL('./fixtures/shop', import.meta.url).pathname;
