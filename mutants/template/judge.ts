import { StackDefinitionError } from '../../local/stack/errors.ts';
import type { Check } from '../../test/support/template/checks.ts';
import type { Template } from '../../test/support/template/roles.ts';
import { changed, type Json, type TemplateMutant } from './change.ts';

/** The first problem that a check finds with the mutant; `undefined`: none notices it. */
export function judge(
  template: Json,
  mutant: TemplateMutant,
  checks: Readonly<Record<string, Check>>,
): string | undefined {
  return problem(changed(template, mutant) as Template, checks);
}

/** The first problem of a template. */
export function problem(
  template: Template,
  checks: Readonly<Record<string, Check>>,
): string | undefined {
  for (const [name, check] of Object.entries(checks)) {
    const [first] = problemsOf(check, template);
    if (first !== undefined) return `${name}: ${first}`;
  }
  return undefined;
}

/** What CloudFormation, IAM or EventBridge refuses is noticed before a check. */
function problemsOf(check: Check, template: Template): string[] {
  try {
    return check(template);
  } catch (error) {
    if (error instanceof StackDefinitionError) return [error.message];
    if (error instanceof Error && error.name === 'PolicyError') return [error.message];
    throw error;
  }
}
