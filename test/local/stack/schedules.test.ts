import { describe, expect, it } from 'vitest';
import type { LocalAws } from '../../../local/aws.ts';
import { readSchedules, type Schedule, scheduledEvent } from '../../../local/stack/schedules.ts';

const read = (event: unknown) => readSchedules(event, 'here', 'nightly', new Set());
const account = { accountId: '123456789012', region: 'eu-west-1' } as LocalAws;

describe('a schedule is read', () => {
  it.each([
    ['rate(1 day)', [{ name: 'nightly', expression: 'rate(1 day)', method: 'eventBus' }]],
    [{ rate: 'rate(1 day)', name: 'own' }, [{ name: 'own', enabled: true }]],
    [{ rate: ['rate(1 day)', 'rate(2 days)'] }, [{ name: 'nightly' }, { name: 'nightly-2' }]],
    [{ rate: 'rate(1 day)', input: '{"a":1}' }, [{ input: { a: 1 } }]],
    [
      { rate: 'rate(1 day)', input: { body: '{"a":1}', b: 2 } },
      [{ input: { body: { a: 1 }, b: 2 } }],
    ],
  ])('from %j', (event, expected) => {
    expect(read(event)).toMatchObject(expected);
  });

  it('and refused when its input is text but no JSON', () => {
    expect(() => read({ rate: 'rate(1 day)', input: 'all' })).toThrow(
      'here.input: must be JSON: all',
    );
  });
});

describe('the event of a schedule without input', () => {
  const schedule: Schedule = {
    name: 'nightly',
    expression: 'rate(1 day)',
    enabled: true,
    method: 'eventBus',
  };

  it('is that of a rule on the bus', () => {
    expect(scheduledEvent(schedule, account)).toMatchObject({
      source: 'aws.events',
      'detail-type': 'Scheduled Event',
      account: '123456789012',
      resources: ['arn:aws:events:eu-west-1:123456789012:rule/nightly'],
      detail: {},
    });
  });

  it('is that of EventBridge Scheduler', () => {
    expect(scheduledEvent({ ...schedule, method: 'scheduler' }, account)).toMatchObject({
      source: 'aws.scheduler',
      resources: ['arn:aws:scheduler:eu-west-1:123456789012:schedule/default/nightly'],
      detail: '{}',
    });
  });
});
