import type { ECRClient } from '@aws-sdk/client-ecr';
import type { Action, Capability, EnforcedRule } from '../../actions/action.ts';
import type { Entry } from '../../actions/audit-log.ts';
import { consentTo, isPermitted } from '../../actions/permits/consent.ts';
import { releaseIn } from '../../actions/releases.ts';
import type { Ledger } from '../../alerts/ledger/ledger.ts';
import type { RegistryConfig } from '../../config/schema/schema.ts';
import { checkImage } from '../../naming/check.ts';
import { compileNaming } from '../../naming/rules.ts';
import { image, type RegistryImage } from '../../registry/read.ts';
import { compileScanning } from '../../scanning/rules.ts';
import { type Declared, enforcedRulesOf } from '../enforced-rules.ts';

/** A rule that is enforced, and does again what somebody is about to undo. */
export interface Again {
  capability: Capability;
  rule: string;
  /** What it does: `sets this again`. */
  again: string;
}

/** What finding these rules needs. */
export interface LookingAgain {
  ecr: ECRClient;
  ledger: Ledger;
  config: Declared;
}

/** Which rules do again what an action undoes. */
export async function doneAgain(
  { ecr, ledger, config }: LookingAgain,
  entry: Entry,
  undoing: Action,
): Promise<Again[]> {
  const { repository, tag, digest } = releaseIn(undoing).adds ?? {};
  if (repository === undefined || tag === undefined) return setAgain(ledger, config, entry);
  const found = await image(ecr, repository, { imageDigest: digest });
  return found ? removedAgain(ledger, config, { ...entry, repository }, tag, found) : [];
}

/**
 * The rule by which a function sets a setting, or makes a change of the cache, again that is undone: the entry's, as
 * long as registry.yml has it and it is enforced. Tags have none, as what is released stays (`releasedBy`), and nor
 * has the undo of an undo, which brings back what the rule wants.
 */
async function setAgain(
  ledger: Ledger,
  config: LookingAgain['config'],
  { capability, rule: name, kind, undoes }: Entry,
): Promise<Again[]> {
  if (undoes !== undefined || capability === 'naming' || capability === 'scanning') return [];
  const rules = enforcedRulesOf[capability](config).filter((rule) => rule.name === name);
  if (rules.length === 0) return [];
  const given = await consentTo(ledger, capability);
  return rules.some((rule) => isPermitted(given, rule, kind))
    ? [{ capability, rule: name, again: againOf(kind) }]
    : [];
}

function againOf(kind: Entry['kind']): string {
  return kind === 'unshield'
    ? 'its function removes the tag again after keepDays'
    : 'its function sets this again';
}

/**
 * The enforced rules of the other capability that may remove a tag from an image which gets it back. Of naming the
 * tag may break them: a tag that is given is a push, whenever the image was. Scanning does if the image still fails.
 */
async function removedAgain(
  ledger: Ledger,
  { naming, scanning }: Pick<RegistryConfig, 'naming' | 'scanning'>,
  { capability, repository = '' }: Pick<Entry, 'capability' | 'repository'>,
  tag: string,
  image: RegistryImage,
  now = new Date(),
): Promise<Again[]> {
  const other = capability === 'naming' ? 'scanning' : 'naming';
  const rule =
    other === 'naming'
      ? namingRule(naming, repository, tag, image)
      : scanningRule(scanning, repository, image, now);
  if (rule === undefined) return [];
  const again = `may remove the tag again${other === 'scanning' ? ', if the image fails its scan' : ''}`;
  const given = await consentTo(ledger, other);
  return isPermitted(given, rule, 'quarantine')
    ? [{ capability: other, rule: rule.name, again }]
    : [];
}

function namingRule(
  config: RegistryConfig['naming'],
  repository: string,
  tag: string,
  image: RegistryImage,
): EnforcedRule | undefined {
  const naming = compileNaming(config);
  const tagged = { ...image, imageTags: [...(image.imageTags ?? []), tag] };
  const violation = checkImage(naming, repository, tagged).find(
    (it) => it.kind === 'tag' && it.tag === tag && it.action !== 'report',
  );
  return violation && naming.tagRule(repository)?.enforcedRule;
}

function scanningRule(
  config: RegistryConfig['scanning'],
  repository: string,
  { imagePushedAt }: RegistryImage,
  now: Date,
): EnforcedRule | undefined {
  const scanning = compileScanning(config);
  const within = scanning.ruleFor(repository, false)?.quarantineWithin ?? 0;
  const age = now.getTime() - (imagePushedAt?.getTime() ?? 0);
  return age > within * 1000 ? undefined : scanning.enforcedFor(repository);
}
