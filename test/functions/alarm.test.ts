import { describe, expect, test } from 'vitest';
import { sampleEvent, startTestStack } from '../support/stack.ts';

const file = 'aws.cloudwatch/alarm-state-change.json';

const sample = sampleEvent(file);

function alarmEvent(name: string, from: string, to: string, time = sample.time) {
  const detail = {
    alarmName: `ecr-steward-local-${name}`,
    previousState: { value: from },
    state: { value: to },
  };
  return { ...sampleEvent(file, detail), time };
}

describe('an alarm', () => {
  test.each([
    ['dead-letters', 'steward.dead-letters'],
    ['not-running', 'steward.not-running'],
  ])('%s is an alert like any other, once, and its end resolves it', async (name, kind) => {
    const { stack, aws, ownEvents } = await startTestStack('');
    const started = alarmEvent(name, 'OK', 'ALARM');
    for (const event of [started, started, alarmEvent(name, 'ALARM', 'OK')]) {
      expect(stack.deliver(event)).toEqual(['alarm']);
      await stack.idle();
    }
    const messages = aws.storage.inspectQueue('mailbox')?.messages.ready ?? [];
    expect(messages.map(({ messageAttributes }) => messageAttributes)).toMatchObject([
      { kind: { StringValue: kind }, severity: { StringValue: 'error' } },
      { kind: { StringValue: kind }, state: { StringValue: 'cleared' } },
    ]);
    expect(ownEvents.map(({ detail }) => Reflect.get(Object(detail), 'state'))).toEqual([
      'raised',
      'cleared',
    ]);
  });

  test('that starts again is reported again', async () => {
    const { stack, alerts } = await startTestStack('');
    stack.deliver(alarmEvent('dead-letters', 'OK', 'ALARM'));
    await stack.idle();
    stack.deliver(alarmEvent('dead-letters', 'OK', 'ALARM', '2026-11-02T10:15:30Z'));
    await stack.idle();
    expect(alerts()).toHaveLength(2);
  });

  test.each([
    ['that was just created', 'dead-letters', 'INSUFFICIENT_DATA', 'OK'],
    ['of a stack that has not run yet', 'not-running', 'INSUFFICIENT_DATA', 'ALARM'],
    ['of another stack', 'other-dead-letters', 'OK', 'ALARM'],
    ['that CloudWatch publishes itself', 'alarms-unsent', 'OK', 'ALARM'],
  ])('%s reaches no function', async (_, name, from, to) => {
    const { stack } = await startTestStack('');
    expect(stack.deliver(alarmEvent(name, from, to))).toEqual([]);
  });

  test('on dead letters that were there before it reaches the function', async () => {
    const { stack } = await startTestStack('');
    const event = alarmEvent('dead-letters', 'INSUFFICIENT_DATA', 'ALARM');
    expect(stack.deliver(event)).toEqual(['alarm']);
  });

  test('that ends without an alert resolves nothing', async () => {
    const { stack, alerts, invocations } = await startTestStack('');
    stack.deliver(alarmEvent('not-running', 'ALARM', 'OK'));
    await stack.idle();
    expect(invocations).toMatchObject([{ functionName: 'alarm', attempt: 1 }]);
    expect(alerts()).toEqual([]);
  });
});
