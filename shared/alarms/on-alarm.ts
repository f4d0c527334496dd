import * as z from 'zod/mini';
import type { Notifier } from '../alerts/notifier.ts';
import { anyText } from '../runtime/ecr-fields.ts';
import { origin } from '../runtime/environment.ts';
import { type AlarmName, alarmAlert, alarmKinds } from './alert.ts';

/** `CloudWatch Alarm State Change` of an alarm of this stack. */
export const alarmEvent = z.object({
  time: anyText,
  detail: z.object({
    alarmName: z.string().check(z.regex(/-(?:dead-letters|not-running)$/)),
    state: z.object({ value: z.enum(['ALARM', 'OK']) }),
  }),
});

/** Sends an alert when an alarm starts; reports it as resolved when CloudWatch says OK again. */
export async function onAlarm(
  { notify, resolve }: Pick<Notifier, 'notify' | 'resolve'>,
  { time, detail: { alarmName, state } }: z.infer<typeof alarmEvent>,
): Promise<{ alarm: AlarmName; state: string; notified: number }> {
  const alarm = alarmName.endsWith('-dead-letters') ? 'dead-letters' : 'not-running';
  const { stack } = origin();
  const notified =
    state.value === 'ALARM'
      ? await notify([alarmAlert(alarm, { stack, since: time })])
      : await resolve({ kinds: [alarmKinds[alarm]], began: new Date(), covers: () => true }, []);
  return { alarm, state: state.value, notified };
}
