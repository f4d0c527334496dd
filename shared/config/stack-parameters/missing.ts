import type { StackParameters } from './needed.ts';

/** From the least to the most that a switch lets a stack do. */
const levels = ['off', 'login', 'none', 'observe', 'on', 'enforce', 'delete'];

/**
 * What a stack lacks for a registry.yml, as messages: what is missing, what that means, and what to do.
 *
 * @param needed - Of `stackParametersOf`.
 * @param given - Parameters of the stack. Those that are not in it are not compared: a stack says its switches in
 *   STACK_PARAMETERS of each function, and its lists only in CloudFormation.
 */
export function missingIn(needed: StackParameters, given: Readonly<StackParameters>): string[] {
  return Object.entries(needed).flatMap(([name, value]) => {
    const has = given[name];
    return has === undefined ? [] : lacking(name, value, has);
  });
}

function lacking(name: string, needs: string, has: string): string[] {
  const [needed, given] = [levels.indexOf(needs), levels.indexOf(has)];
  if (needed >= 0 && given >= 0) {
    if (given >= needed) return [];
    return [
      `the stack has ${name}=${has}, and registry.yml needs ${needs}: ${effects[name]?.[has] ?? missingRights}. ${howToFix}`,
    ];
  }
  const known = new Set(has.split(','));
  const absent = needs
    .split(',')
    .filter((item) => !['', 'none'].includes(item) && !known.has(item));
  if (absent.length === 0 || known.has('*')) return [];
  return [`${name} of the stack lacks ${absent.join(', ')}: ${missingRights}. ${howToFix}`];
}

const missingRights = 'its functions get AccessDenied where they need it';

const notChecked = 'its functions do not run';

/** What a value means that is too low. */
const effects: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Repositories: { off: notChecked },
  MovedTags: { off: notChecked },
  Scanning: { off: notChecked },
  SecretReading: { off: 'no secret can be read, and deep validation fails' },
};

const howToFix = 'Deploy the stack with this registry.yml: npm run deploy';
