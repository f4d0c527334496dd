import { withoutTrailingSlash } from '../../config/schema/prefix.ts';
import { ROOT_PREFIX } from '../../registry/cached.ts';
import { explain } from '../../runtime/explain.ts';
import { endpointStep, registryStep, tokenStep } from './address.ts';
import { type Case, caseOf, type ImageCase, type Practice } from './case.ts';
import { type Check, type Step, unread, type Verdict } from './check.ts';
import { dockerStep } from './docker.ts';
import { parseImage } from './image.ts';
import { credentialStep, validationStep } from './login.ts';
import { manifestStep } from './manifest.ts';
import { permissionStep } from './permission.ts';
import { repositoryStep } from './repository.ts';
import { pathStep, ruleStep } from './rule.ts';

/** The steps of a pull, in the order in which they can fail. */
const wayOfAPull: readonly Step<ImageCase>[] = [
  registryStep,
  dockerStep,
  tokenStep,
  endpointStep,
  ruleStep,
  credentialStep,
  validationStep,
  permissionStep,
  repositoryStep,
  pathStep,
  manifestStep,
];

/** The steps that can be checked for a rule without an image. */
const wayOfARule: readonly Step<Case>[] = [
  ruleStep,
  credentialStep,
  validationStep,
  permissionStep,
  repositoryStep,
];

/**
 * Checks the steps of a pull of one image, up to the first one that is broken.
 *
 * @throws ImageNameError when the text is not the name of an image.
 */
export function diagnoseImage(practice: Practice, text: string): Promise<Check[]> {
  const image = parseImage(text);
  const about = caseOf(practice, image.repository, image.registry?.host);
  return walk(wayOfAPull, { ...about, image });
}

export interface RuleDiagnosis {
  prefix: string;
  checks: Check[];
}

/**
 * Checks every declared rule, one after the other: each makes a real login upstream.
 *
 * @param onRule - Called after each rule, for progress.
 */
export async function diagnoseRules(
  practice: Practice,
  onRule: (prefix: string) => void = () => {},
): Promise<RuleDiagnosis[]> {
  const diagnoses: RuleDiagnosis[] = [];
  for (const { prefix } of practice.declared.rules) {
    const name = prefix === ROOT_PREFIX ? '' : `${withoutTrailingSlash(prefix)}/`;
    diagnoses.push({ prefix, checks: await walk(wayOfARule, caseOf(practice, name)) });
    onRule(prefix);
  }
  return diagnoses;
}

async function walk<About>(steps: readonly Step<About>[], about: About): Promise<Check[]> {
  const checks: Check[] = [];
  for (const step of steps) {
    const brokenOne = checks.find(({ verdict }) => verdict === 'broken');
    const check = brokenOne ? notReached(step, brokenOne) : await take(step, about);
    checks.push(told(check, checks));
  }
  return checks;
}

/** A failed call that several steps need is reported once. */
function told(check: Check, before: readonly Check[]): Check {
  const same = before.find(({ verdict, found }) => verdict === 'unknown' && found === check.found);
  if (same === undefined || check.verdict !== 'unknown') return check;
  return { ...check, found: `it needs what could not be read for ${same.name}` };
}

function notReached({ name }: { name: string }, { name: reason }: Check): Check {
  return { name, lookedAt: [], verdict: 'skipped', found: `${reason} is broken` };
}

async function take<About>(step: Step<About>, about: About): Promise<Check> {
  const lookedAt: string[] = [];
  const at = (what: string) => void lookedAt.push(what);
  const verdict = await step.look(about, at).catch(unknownBecause);
  return { name: step.name, lookedAt, ...verdict };
}

/** A step that cannot be checked does not stop the others; a defect of ours does. */
function unknownBecause(error: unknown): Verdict {
  const why = explain(error);
  if (why === undefined) throw error;
  return unread(why);
}
