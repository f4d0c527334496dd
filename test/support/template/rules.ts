import { everything } from './needs.ts';
import { declared, lacking, ofType } from './parts.ts';
import { STACK_NAME, type Template } from './roles.ts';

/** For six hours an event is tried again; then it is in the queue. */
const target = {
  RetryPolicy: { MaximumEventAgeInSeconds: 21_600, MaximumRetryAttempts: 20 },
  DeadLetterConfig: { Arn: `arn:aws:sqs:eu-west-1:123456789012:${STACK_NAME}-deadletters` },
};

/** Rules that lose an event, or are for nothing. */
export function ruleProblems(template: Template): string[] {
  const stack = declared(template, everything);
  return ofType(stack, 'AWS::Events::Rule').flatMap(([id, { properties }]) => {
    const targets = [properties.Targets ?? []].flat();
    const isReadOnly = JSON.stringify(properties.EventPattern ?? '').includes(
      'PolicyExecutionEvent',
    );
    const state = isReadOnly ? 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS' : 'ENABLED';
    return [
      // CloudTrail marks it as read-only, and other rules do not get that.
      ...lacking({ State: 'ENABLED', ...properties }, { State: state }, id),
      ...(targets.length === 1 ? [] : [`${id} has ${targets.length} targets`]),
      ...targets.flatMap((own) => lacking(own, target, id)),
    ];
  });
}
