import { startFauxqs } from 'fauxqs';
import type { LocalAws } from '../../../local/aws.ts';
import { createEventBus } from '../../../local/events/bus.ts';
import type { AwsEvent } from '../../../local/events/event.ts';

/** As much of a local AWS as a stack needs: S3, SNS and SQS on a port, and the bus. */
export async function startStandIn(): Promise<LocalAws> {
  const region = 'eu-west-1';
  const accountId = '000000000000';
  const storage = await startFauxqs({ port: 0, logger: false, defaultRegion: region });
  return {
    endpoint: `http://127.0.0.1:${storage.port}`,
    port: storage.port,
    accountId,
    region,
    bus: createEventBus({ accountId, region }),
    storage,
    faults: { set: () => {}, clear: () => {} },
    onExchange: () => () => {},
    close: () => storage.stop(),
  };
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
