import { functionsOf } from '../../../local/stack/functions/functions.ts';
import { declareStack } from '../../../local/stack/template/resources.ts';
import { everything } from './needs.ts';
import { place, STACK_NAME, type Template } from './roles.ts';

/** When functions run by themselves: hours of nights are UTC; their minutes are the account's and the region's. */
const schedules: Readonly<Record<string, string>> = {
  due: 'rate(1 hour)',
  cache: 'rate(6 hours)',
  registry: 'cron(MINUTE 5 * * ? *)',
  validate: 'cron(MINUTE 1 * * ? *)',
  credential: 'cron(MINUTE 1 * * ? *)',
  warm: 'cron(MINUTE 2 * * ? *)',
  walk: 'cron(MINUTE 1 * * ? *)',
};

/** Functions all of whose rules are disabled in a stack that is not for them, with the parameter that enables them. */
const switched: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  repository: { Repositories: 'observe' },
  'moved-tags': { MovedTags: 'observe' },
  scan: { Scanning: 'observe' },
  registry: { RegistrySigning: 'enforce' },
  credential: { SecretReading: 'on' },
  warm: { WarmRepositories: 'quay/*' },
};

/** Functions that do not run when they should, or run when nothing is to be done. */
export function scheduleProblems(template: Template): string[] {
  return [
    ...runs(template),
    ...[{}, ...Object.values(switched)].flatMap((given) => wronglySwitched(template, given)),
  ];
}

function functionsGiven(template: Template, parameters: Readonly<Record<string, string>>) {
  return functionsOf(declareStack({ name: STACK_NAME, template, parameters }, place));
}

function runs(template: Template): string[] {
  const texts = (accountId: string) => {
    const where = { ...place, accountId };
    const stack = declareStack({ name: STACK_NAME, template, parameters: everything }, where);
    return Object.fromEntries(
      functionsOf(stack).flatMap(({ key, schedules: own }) =>
        own.map(({ expression }) => [key, expression] as const),
      ),
    );
  };
  const [here, there] = [texts(place.accountId), texts('345678901235')];
  const keys = [...new Set([...Object.keys(schedules), ...Object.keys(here)])];
  return keys.flatMap((key) => {
    const wanted = schedules[key];
    const is = here[key]?.replace(/^cron\(([1-4]?\d|5\d) /, 'cron(MINUTE ');
    const wrong = is === wanted ? [] : [`${key} runs at ${is ?? 'no time'}, not ${wanted}`];
    const isSame = wanted?.includes('MINUTE') && here[key] === there[key];
    return isSame ? [...wrong, `${key} runs at the same minute in every account`] : wrong;
  });
}

function wronglySwitched(template: Template, given: Readonly<Record<string, string>>): string[] {
  return functionsGiven(template, given).flatMap(({ key, rules, schedules: own }) => {
    const needed = switched[key];
    const isOn = !needed || Object.keys(needed).every((name) => given[name] === needed[name]);
    const all = [...rules, ...own];
    return all.every(({ enabled }) => enabled === isOn)
      ? []
      : [`with ${JSON.stringify(given)} a rule of ${key} is ${isOn ? 'disabled' : 'enabled'}`];
  });
}
