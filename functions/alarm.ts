import config from '../registry.yml';
import { alarmEvent, onAlarm } from '../shared/alarms/on-alarm.ts';
import { notifierOf } from '../shared/alerts/notifier.ts';
import { wrap } from '../shared/runtime/wrap.ts';

const notifier = notifierOf(config.alerts);

/** An alarm on ecr-steward itself has started or is resolved. */
export const handler = wrap(alarmEvent, (event) => onAlarm(notifier(), event));
