import type { AwsEvent } from '../../events/event.ts';
import { compilePattern, InvalidEventPatternError } from '../../events/pattern.ts';
import { StackDefinitionError } from '../errors.ts';
import { splitFunction } from '../template/arns.ts';
import type { DeclaredResource, DeclaredStack } from '../template/resources.ts';
import { parseShape, shapes } from '../template/shapes.ts';
import type { Route } from './routes.ts';
import { createNames, type Schedule } from './schedules.ts';

/** A rule on the event bus that has a function as its target. */
export interface Rule {
  readonly pattern: unknown;
  readonly enabled: boolean;
  matches(event: AwsEvent): boolean;
  /** The input of the function, instead of the matched event. */
  readonly input?: unknown;
  readonly route: Route;
}

/** What starts a function. */
export interface Triggers {
  readonly rules: readonly Rule[];
  readonly schedules: readonly Schedule[];
}

interface Triggered {
  readonly key: string;
  readonly name: string;
  readonly durable: boolean;
  readonly qualifiers: readonly string[];
}

type Trigger = { readonly functionName: string } & Triggers;

/**
 * Reads `AWS::Events::Rule` and `AWS::Scheduler::Schedule`.
 *
 * @returns the triggers of a function, by its name
 * @throws StackDefinitionError for a pattern that EventBridge would refuse, and for a target that is no function of
 *   the stack: it would silently never run.
 */
export function readTriggers(
  stack: DeclaredStack,
  functions: readonly Triggered[],
): (functionName: string) => Triggers {
  const names = createNames();
  const targeted = (arn: string, path: string) => functionAt(functions, arn, path);
  const all = Object.values(stack.resources).flatMap((resource): Trigger[] => {
    if (resource.type === 'AWS::Events::Rule') return readRule(stack, resource, targeted, names);
    if (resource.type === 'AWS::Scheduler::Schedule')
      return [readScheduler(resource, targeted, names)];
    return [];
  });
  return (functionName) => {
    const own = all.filter((it) => it.functionName === functionName);
    return {
      rules: own.flatMap(({ rules }) => rules),
      schedules: own.flatMap(({ schedules }) => schedules),
    };
  };
}

type Targeted = (arn: string, path: string) => Triggered;
type Names = ReturnType<typeof createNames>;

/** A durable function is invoked by an alias or a version only, as on AWS. */
function functionAt(functions: readonly Triggered[], arn: string, path: string): Triggered {
  const { name, qualifier } = splitFunction(arn);
  const found = functions.find((it) => it.name === name);
  if (!found) throw new StackDefinitionError(path, `${arn} is not a function of the stack`);
  if (qualifier === undefined && found.durable) {
    const as = `${name}:${found.qualifiers[0] ?? 'ALIAS'}`;
    const problem = `a durable function must be invoked with a qualifier, as ${as}`;
    throw new StackDefinitionError(path, problem);
  }
  if (qualifier === undefined || found.qualifiers.includes(qualifier)) return found;
  throw new StackDefinitionError(path, `${name} has no version or alias "${qualifier}"`);
}

function readRule(
  stack: DeclaredStack,
  { logicalId, name, arn, properties }: DeclaredResource,
  targeted: Targeted,
  names: Names,
): Trigger[] {
  const path = `Resources.${logicalId}.Properties`;
  const rule = parseShape(shapes.rule, properties, path);
  const { EventPattern: given, ScheduleExpression: expression, State: enabled } = rule;
  if (given === undefined && expression === undefined) {
    throw new StackDefinitionError(path, 'needs an EventPattern or a ScheduleExpression');
  }
  const pattern = typeof given === 'string' ? parseJson(given, `${path}.EventPattern`) : given;
  const matches = pattern === undefined ? undefined : compileAt(pattern, `${path}.EventPattern`);
  return rule.Targets.map((target, at) => {
    const place = `${path}.Targets[${at}]`;
    const { key, name: functionName } = targeted(target.Arn, `${place}.Arn`);
    const input = inputOf(target.Input, `${place}.Input`);
    const { Arn: deadLetterArn } = target.DeadLetterConfig;
    const route = { ruleArn: arn, targetArn: target.Arn, ...(deadLetterArn && { deadLetterArn }) };
    // The framework numbers the rules of a function; another name is one that somebody chose.
    const isNumbered =
      properties.Name === undefined || name.startsWith(`${stack.name}-${key}-rule-`);
    return {
      functionName,
      rules: matches ? [{ pattern, enabled, matches, route, ...input }] : [],
      schedules:
        expression === undefined
          ? []
          : [
              {
                name: isNumbered ? names.free(key) : names.own(name, path),
                ...{ arn, expression, enabled, route, method: 'eventBus', ...input },
              },
            ],
    };
  });
}

/** EventBridge Scheduler invokes by a role of its own, which is not checked here. */
function readScheduler(
  { logicalId, name, arn, properties }: DeclaredResource,
  targeted: Targeted,
  names: Names,
): Trigger {
  const path = `Resources.${logicalId}.Properties`;
  const declared = parseShape(shapes.schedule, properties, path);
  const { ScheduleExpressionTimezone: timezone, Target: target } = declared;
  const { key, name: functionName } = targeted(target.Arn, `${path}.Target.Arn`);
  const schedule: Schedule = {
    name: properties.Name === undefined ? names.free(key) : names.own(name, path),
    ...{ arn, expression: declared.ScheduleExpression, enabled: declared.State },
    method: 'scheduler',
    ...(timezone === undefined ? {} : { timezone }),
    ...inputOf(target.Input, `${path}.Target.Input`),
  };
  return { functionName, rules: [], schedules: [schedule] };
}

function inputOf(text: string | undefined, path: string): { input?: unknown } {
  return text === undefined ? {} : { input: parseJson(text, path) };
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new StackDefinitionError(path, `must be JSON: ${text}`, { cause });
  }
}

function compileAt(pattern: unknown, path: string): (event: AwsEvent) => boolean {
  try {
    return compilePattern(pattern);
  } catch (cause) {
    if (!(cause instanceof InvalidEventPatternError)) throw cause;
    throw new StackDefinitionError(path, cause.message, { cause });
  }
}
