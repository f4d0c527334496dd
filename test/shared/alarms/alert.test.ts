import { expect, test } from 'vitest';
import { alarmAlert } from '../../../shared/alarms/alert.ts';

test.each(['dead-letters', 'not-running'] as const)(
  'the alert of %s stands until CloudWatch says OK, and comes again when the alarm starts again',
  (name) => {
    const [first, again] = ['2026-11-27T09:00:00Z', '2026-11-27T10:00:00Z'].map((since) =>
      alarmAlert(name, { stack: 'ecr-steward-prod', since }),
    );
    expect(first).toMatchObject({ kind: `steward.${name}`, stands: true });
    expect(first?.cause.id).toBe(again?.cause.id);
    expect(first?.cause.occasion).not.toBe(again?.cause.occasion);
  },
);
