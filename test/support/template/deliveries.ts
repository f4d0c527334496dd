import type { AwsEvent } from '../../../local/events/event.ts';
import { compilePattern } from '../../../local/events/pattern.ts';
import { createPermissions } from '../../../local/iam/permissions.ts';
import { type FunctionDefinition, functionsOf } from '../../../local/stack/functions/functions.ts';
import { declareInvocations } from '../../../local/stack/functions/invokable.ts';
import { type DeclaredStack, declareStack } from '../../../local/stack/template/resources.ts';
import { corpus } from './corpus.ts';
import { everything } from './needs.ts';
import { place, STACK_NAME, type Template } from './roles.ts';
import { startedBy } from './starts.ts';

/** Stored events come from this region. */
const there = { ...place, region: 'us-east-1' };

/** What events do not start, or start and should not; and what EventBridge may not start. */
export function deliveryProblems(template: Template): string[] {
  const stack = declareStack({ name: STACK_NAME, template, parameters: everything }, there);
  const functions = functionsOf(stack);
  return [...misled(functions), ...uninvokable(stack, functions)];
}

/** The number of the rules that an event starts is one for each function, as a pattern has no `or` over rules. */
function misled(functions: readonly FunctionDefinition[]): string[] {
  const { events, expected } = theCorpus();
  const started = events.map((): string[] => []);
  for (const { key, rules } of functions) {
    for (const { pattern, enabled, input } of rules) {
      if (!enabled || input !== undefined) continue;
      for (const at of matching(pattern, events)) started[at]?.push(key);
    }
  }
  const wrong = events.flatMap((event, at) => {
    const [is, wanted] = [started[at]?.toSorted().join(), expected[at]];
    if (is === wanted) return [];
    return [`${nameOf(event)} starts ${is || 'nothing'}, not ${wanted || 'nothing'}`];
  });
  return [...new Set(wrong)];
}

let known: { events: readonly AwsEvent[]; expected: readonly string[] } | undefined;

function theCorpus() {
  if (known) return known;
  const events = corpus();
  known = { events, expected: events.map((event) => startedBy(event).toSorted().join()) };
  return known;
}

const matches = new Map<string, readonly number[]>();

function matching(pattern: unknown, events: readonly AwsEvent[]): readonly number[] {
  const key = JSON.stringify(pattern);
  const earlier = matches.get(key);
  if (earlier) return earlier;
  const fits = compilePattern(pattern);
  const found = events.flatMap((event, at) => (fits(event) ? [at] : []));
  matches.set(key, found);
  return found;
}

function nameOf({ source, detail, ...event }: AwsEvent): string {
  const { eventName = '', 'action-type': action = '' } = Object(detail) as Record<string, string>;
  return [source, event['detail-type'], eventName, action].filter(Boolean).join(' ');
}

/** EventBridge may start the targets of rules, by these rules alone. */
function uninvokable(stack: DeclaredStack, functions: readonly FunctionDefinition[]): string[] {
  const permissions = createPermissions();
  declareInvocations({ ...there, permissions } as Parameters<typeof declareInvocations>[0], stack);
  const routes = functions.flatMap(({ key, rules, schedules }) =>
    [...rules, ...schedules].flatMap(({ route }) => (route ? [{ key, ...route }] : [])),
  );
  const may = (targetArn: string, source: string, service = 'events.amazonaws.com') =>
    permissions.allowsService(service, {
      action: 'lambda:InvokeFunction',
      resource: targetArn,
      context: { 'aws:SourceArn': source, 'aws:SourceAccount': there.accountId },
    });
  return routes.flatMap(({ key, ruleArn, targetArn }) => [
    ...(may(targetArn, ruleArn) ? [] : [`${ruleArn} may not start ${key}`]),
    ...(may(targetArn, ruleArn.replace(/:rule\/.*/, ':rule/foreign'))
      ? [`a foreign rule may start ${key}`]
      : []),
    ...(may(targetArn, ruleArn, 's3.amazonaws.com') ? [`another service may start ${key}`] : []),
  ]);
}
