import { alarmProblems } from './alarms.ts';
import { deliveryProblems } from './deliveries.ts';
import { excessOf } from './excess.ts';
import { functionKeys, functionProblems } from './functions.ts';
import { gainProblems } from './gains.ts';
import { deniedNeeds } from './needs.ts';
import { parameterProblems } from './parameters.ts';
import { resourcePolicyProblems } from './resource-policies.ts';
import { rightsOf, type Template } from './roles.ts';
import { ruleProblems } from './rules.ts';
import { scheduleProblems } from './schedules.ts';
import { storageProblems } from './storage.ts';
import { trustProblems } from './trust.ts';

/** What is wrong with a packaged template, in words; empty: nothing. */
export type Check = (template: Template) => string[];

/**
 * All that tests say of a packaged template, the quick ones first. A test holds each of them of ours; and `npm run mutants --
 * template` asks whether they notice each small change of it.
 */
export const checks: Readonly<Record<string, Check>> = {
  alarms: alarmProblems,
  storage: storageProblems,
  functions: functionProblems,
  rules: ruleProblems,
  'policies of resources': resourcePolicyProblems,
  parameters: parameterProblems,
  schedules: scheduleProblems,
  deliveries: deliveryProblems,
  'rights gained by parameters': ofRights(gainProblems),
  'trust of roles': ofRights(trustProblems),
  'needed rights': ofRights((template) => deniedNeeds(template, functionKeys)),
  'rights in excess': ofRights((template) => excessOf(template, functionKeys)),
};

/** Most changes of a template leave its rights as they are: the same answer again. */
function ofRights(check: Check): Check {
  const known = new Map<string, string[]>();
  return (template) => {
    const rights = rightsOf(template);
    const key = JSON.stringify(rights);
    const problems = known.get(key) ?? check(rights);
    known.clear();
    return known.set(key, problems).get(key) ?? problems;
  };
}
