import { alarmEvent, onAlarm } from '../shared/alarms/on-alarm.ts';
import { notifierOf } from '../shared/alerts/notifier.ts';
import { wrap } from '../shared/runtime/wrap.ts';
import { configured } from '../shared/steward/configured.ts';

/** An alarm on ecr-steward itself has started or is resolved. */
export const handler = wrap(
  alarmEvent,
  configured(({ config }) => {
    const notifier = notifierOf(config.alerts);
    return (event) => onAlarm(notifier(), event);
  }),
);
