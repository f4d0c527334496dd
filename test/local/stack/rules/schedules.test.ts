import { describe, expect, it } from 'vitest';
import {
  createNames,
  type Schedule,
  scheduledEvent,
} from '../../../../local/stack/rules/schedules.ts';

const account = { accountId: '123456789012', region: 'eu-west-1' };

describe('the name of a schedule', () => {
  it('is the key of its function, with a number where it is taken', () => {
    const names = createNames();
    expect([names.free('nightly'), names.free('nightly'), names.own('mine', 'here')]).toEqual([
      'nightly',
      'nightly-2',
      'mine',
    ]);
    expect([names.free('mine'), names.free('nightly')]).toEqual(['mine-2', 'nightly-3']);
  });

  it('is refused when another one has it', () => {
    const names = createNames();
    names.free('nightly');
    expect(() => names.own('nightly', 'here')).toThrow('here: another schedule is named "nightly"');
  });
});

describe('the event of a schedule without input', () => {
  const schedule: Schedule = {
    name: 'nightly',
    arn: 'arn:aws:events:eu-west-1:123456789012:rule/shop-nightly-rule-1',
    expression: 'rate(1 day)',
    enabled: true,
    method: 'eventBus',
  };

  it('is that of a rule on the bus', () => {
    expect(scheduledEvent(schedule, account)).toMatchObject({
      source: 'aws.events',
      'detail-type': 'Scheduled Event',
      account: '123456789012',
      resources: [schedule.arn],
      detail: {},
    });
  });

  it('is that of EventBridge Scheduler', () => {
    expect(scheduledEvent({ ...schedule, method: 'scheduler' }, account)).toMatchObject({
      source: 'aws.scheduler',
      resources: [schedule.arn],
      detail: '{}',
    });
  });

  it('is replaced by an input', () => {
    expect(scheduledEvent({ ...schedule, input: { a: 1 } }, account)).toEqual({ a: 1 });
  });
});
