import type { StackParameters } from './needed.ts';

/** From the least to the most that a switch lets a stack do: the values of each, in the order of its `AllowedValues`. */
const levels = [
  ...['off', 'observe', 'on', 'basic', 'enhanced', 'templates', 'enforce', 'tag', 'archive'],
  ...['create', 'backfill', 'delete'],
];

/**
 * What a stack lacks for a registry.yml, as messages: what is missing, and what that means. `npm run deploy` with
 * this registry.yml gives it.
 *
 * @param needed - Of `stackParametersOf`.
 * @param given - Parameters of the stack. Those that are not in it are not compared: a stack says its switches in
 *   STACK_PARAMETERS of each function, and its lists only in CloudFormation.
 */
export function missingIn(needed: StackParameters, given: Readonly<StackParameters>): string[] {
  return Object.entries(needed).flatMap(([name, value]) => {
    const has = given[name];
    if (has === undefined) return [];
    const message = levels.includes(value) ? tooLow(name, value, has) : absent(name, value, has);
    return message === undefined ? [] : [message];
  });
}

function tooLow(name: string, needs: string, has: string): string | undefined {
  if (levels.indexOf(has) >= levels.indexOf(needs)) return undefined;
  const effect = has === 'off' ? (withoutIt[name] ?? denied) : denied;
  return `the stack has ${name}=${has}, and registry.yml needs ${needs}: ${effect}`;
}

function absent(name: string, needs: string, has: string): string | undefined {
  const known = has.split(',');
  if (known.includes('*')) return undefined;
  const lacking = needs.split(',').filter((item) => !['', 'none', ...known].includes(item));
  if (lacking.length === 0) return undefined;
  return `${name} of the stack lacks ${lacking.join(', ')}: ${name === 'WarmRepositories' && has === '' ? withoutIt[name] : denied}`;
}

const denied = 'its functions get AccessDenied where they need it';

/** Each of one setting of the registry: without any of them, the function does not run. */
const registrySwitches = [
  'RegistryScanning',
  'RegistryReplication',
  'RegistrySigning',
  'RegistryExclusions',
  'RegistryAccount',
  'RegistryPolicy',
];

/** What `off`, or an empty list, means where it is more than a missing right: the rules of functions are disabled. */
const withoutIt: Readonly<Record<string, string>> = {
  Repositories: 'its functions do not run',
  MovedTags: 'its functions do not run',
  Scanning: 'its functions do not run',
  ...Object.fromEntries(registrySwitches.map((name) => [name, 'it is not brought in line'])),
  SecretReading: 'its function does not run, and no secret can be read',
  WarmRepositories: 'its function does not run',
};
