import type { Alert } from '../alerts/alert.ts';

/** The alarms that become alerts, by what follows the stack in their names: see resources/alarms.yml. */
export type AlarmName = 'dead-letters' | 'not-running';

const DAY_SECONDS = 86_400;

/** The kinds of these alerts. */
export const alarmKinds = {
  'dead-letters': 'steward.dead-letters',
  'not-running': 'steward.not-running',
} as const satisfies Record<AlarmName, Alert['kind']>;

interface Started {
  stack: string;
  /** When the alarm started, ISO 8601: an alarm that starts again is reported again. */
  since: string;
}

/** What is reported of an alarm that has started. It stands until the alarm is resolved. */
export function alarmAlert(name: AlarmName, { stack, since }: Started): Alert {
  return {
    kind: alarmKinds[name],
    cause: { id: `steward/${name}`, windowSeconds: DAY_SECONDS, occasion: since },
    severity: 'error',
    stands: true,
    since,
    ...contents[name](stack),
  };
}

const contents = {
  'dead-letters': (stack: string) => ({
    title: 'Events that no function could handle are in the dead-letter queue',
    where: { text: `the dead-letter queue of the stack ${stack}` },
    what: [
      'Each was tried several times. What it was about is not done or reported, unless a scheduled run finds the same',
      'The queue keeps an event for 14 days',
    ],
    todo: [
      `Find the queue: aws cloudformation describe-stacks --stack-name ${stack} --query "Stacks[0].Outputs[?OutputKey=='DeadLettersUrl'].OutputValue" --output text`,
      'Read a message: aws sqs receive-message --queue-url URL. It has the event and the error',
      'Fix the cause, then delete the message or send it again',
    ],
  }),
  'not-running': (stack: string) => ({
    title: 'The scheduled runs have stopped',
    where: { text: `the stack ${stack}` },
    what: [
      'The function due runs every hour, and has not been invoked for three hours',
      'Most likely nothing is checked or reported any more',
    ],
    todo: [
      `Check that the rule is enabled: aws events describe-rule --name ${stack}-naming-rule-1`,
      `Check that the function may run: aws lambda get-function-concurrency --function-name ${stack}-naming, and the concurrency of the account`,
    ],
  }),
} satisfies Record<AlarmName, (stack: string) => Pick<Alert, 'title' | 'where' | 'what' | 'todo'>>;
