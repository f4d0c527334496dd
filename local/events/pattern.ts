import type { AwsEvent } from './event.ts';
import { flatten } from './pattern/fields.ts';
import { matchesRule } from './pattern/match.ts';
import { compileRules } from './pattern/rules.ts';

export { InvalidEventPatternError } from './pattern/error.ts';

/**
 * Compiles an EventBridge event pattern into a predicate over events.
 *
 * It follows AWS's own matcher: every field named in the pattern must match, a field matches if one of its
 * alternatives does, a list in the event matches if one of its elements does, and conditions on objects of one list
 * must hold for the *same* element. Numbers compare by value, whereas AWS compares their spelling (`300` and `3e2`
 * differ there).
 *
 * @throws InvalidEventPatternError for anything unknown, with its path: a pattern never fails to match because of
 *   an unknown operator.
 */
export function compilePattern(pattern: unknown): (event: AwsEvent) => boolean {
  const rules = compileRules(pattern);
  return (event) => {
    const fields = fieldsOf(event);
    return rules.some((rule) => matchesRule(rule, fields));
  };
}

const flattened = new WeakMap<AwsEvent, ReturnType<typeof flatten>>();

/** An event meets each pattern of a bus, and nothing changes it on its way. */
function fieldsOf(event: AwsEvent): ReturnType<typeof flatten> {
  const known = flattened.get(event) ?? flatten(event);
  flattened.set(event, known);
  return known;
}
