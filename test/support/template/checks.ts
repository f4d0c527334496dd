import { alarmProblems } from './alarms.ts';
import { deliveryProblems } from './deliveries.ts';
import { excessOf } from './excess.ts';
import { functionKeys, functionProblems } from './functions.ts';
import { gainProblems } from './gains.ts';
import { deniedNeeds } from './needs.ts';
import { parameterProblems } from './parameters.ts';
import { pullTimeProblems } from './pull-times.ts';
import { resourcePolicyProblems } from './resource-policies.ts';
import { ruleProblems } from './rules.ts';
import { scheduleProblems } from './schedules.ts';
import { rightsOf, startsOf, type Template } from './sections.ts';
import { storageProblems } from './storage.ts';
import { trustProblems } from './trust.ts';

/** What is wrong with a packaged template, in words; empty: nothing. */
export type Check = (template: Template) => string[];

/**
 * All that tests say of a packaged template; first those of a section, which most changes leave as it is. A test holds each of them of ours; and `npm run mutants --
 * template` asks whether they notice each small change of it.
 */
export const checks: Readonly<Record<string, Check>> = {
  'needed rights': of(rightsOf, (template) => deniedNeeds(template, functionKeys)),
  'rights in excess': of(rightsOf, (template) => excessOf(template, functionKeys)),
  'policies of resources': of(rightsOf, resourcePolicyProblems),
  'trust of roles': of(rightsOf, trustProblems),
  'rights gained by parameters': of(rightsOf, gainProblems),
  schedules: of(startsOf, scheduleProblems),
  deliveries: of(startsOf, deliveryProblems),
  'pull times': of(rightsOf, pullTimeProblems),
  alarms: alarmProblems,
  storage: storageProblems,
  functions: functionProblems,
  rules: ruleProblems,
  parameters: parameterProblems,
};

/** Most changes of a template leave a section of it as it is: the same answer again. */
function of(section: (template: Template) => Template, check: Check): Check {
  const known = new Map<string, string[]>();
  return (template) => {
    const part = section(template);
    const key = JSON.stringify(part);
    const problems = known.get(key) ?? check(part);
    // The template itself, which comes first, and the last one.
    if (known.size > 1) known.delete([...known.keys()].at(-1) ?? '');
    known.set(key, problems);
    return problems;
  };
}
