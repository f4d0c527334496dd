import type { Log } from 'sarif';
import type { ScanningConfig, ScanRule } from '../../../shared/config/schema/schema.ts';
import {
  type Finding,
  identityOf,
  type Severity,
} from '../../../shared/scanning/findings/finding.ts';
import type { Failure, Unknown } from '../../../shared/scanning/findings/result.ts';
import type { ScanPlan } from '../../../shared/scanning/plan.ts';
import { describe, nameOf, reasonOf } from '../../../shared/scanning/words.ts';
import type { UnknownUses } from '../../../shared/use/uses.ts';
import { whatWasNotChecked } from '../answers/scan.ts';
import { rankOf } from '../answers/scan-order.ts';
import { type Found, type Rule, sarifLog } from './log.ts';
import type { Place } from './place.ts';

/**
 * Findings for code scanning, at the thresholds that they exceed: one result for each image and finding, the worst
 * severity first.
 *
 * @param unknownUses - Sources of what runs that could not be read, where a rule asks for it.
 */
export function scanSarif(
  plan: ScanPlan,
  unknownUses: readonly UnknownUses[],
  config: ScanningConfig,
  place: Place,
): Log {
  const ofRule = ({ rule }: ScanRule) =>
    place(pathOf('rules', config.rules, (it) => it.rule === rule));
  const findings = plan.failures.flatMap((failure) =>
    failure.judgement.offending.map((finding) => ({ failure, finding })),
  );
  findings.sort((a, b) => rankOf(a.finding.severity) - rankOf(b.finding.severity));
  return sarifLog(
    [
      ...findings.map(({ failure, finding }) => findingIn(failure, finding, ofRule(failure.rule))),
      ...plan.unknown.map((unknown) => unknownIn(unknown, ofRule(unknown.rule))),
      ...plan.expired.map(({ id, until, reason }) => ({
        ...{ rule: expired, level: 'note' as const, name: id, identity: [id], properties: { id } },
        message: `The entry of ignore for ${id} has expired on ${until}, so it counts: ${reason}`,
        place: place(pathOf('ignore', config.ignore, (it) => it.id === id)),
      })),
    ],
    [
      ...(plan.pending > 0 ? [`${plan.pending} images are being scanned: run it again`] : []),
      ...whatWasNotChecked(plan, unknownUses),
    ],
  );
}

function findingIn(failure: Failure, finding: Finding, place: Found['place']): Found {
  const { repository, digest, tags, rule } = failure;
  const name = nameOf(failure);
  const { severity, packages, fix } = finding;
  return {
    rule: ruleOf(finding),
    level: levels[severity],
    message: `${name}: ${describe(finding)} (rule: ${rule.rule})`,
    name: tags[0] === undefined ? `${repository}@${digest}` : `${repository}:${tags[0]}`,
    place,
    identity: [repository, digest, identityOf(finding)],
    properties: { repository, digest, tags, rule: rule.rule, severity, packages, fix },
  };
}

function ruleOf({ name, severity, link, score = bands[severity] }: Finding): Rule {
  return {
    id: name,
    text: `${name}: a vulnerability of a package in an image`,
    help: link === undefined ? name : `${name}: ${link}`,
    ...(link !== undefined && isAddress(link) && { link }),
    ...(score !== undefined && { severity: score }),
    tags: ['security', 'vulnerability'],
  };
}

const levels: Record<Severity, Found['level']> = {
  CRITICAL: 'error',
  HIGH: 'error',
  MEDIUM: 'warning',
  LOW: 'note',
  INFORMATIONAL: 'note',
  UNDEFINED: 'note',
};

/** Where the scanner gives no score: one that code scanning shows as this severity. */
const bands: Readonly<Partial<Record<Severity, number>>> = {
  CRITICAL: 9.5,
  HIGH: 8,
  MEDIUM: 5.5,
  LOW: 2,
};

function unknownIn(unknown: Unknown, place: Found['place']): Found {
  const { repository, digest, tags, status, rule } = unknown;
  const name = nameOf(unknown);
  return {
    rule: unknownRule,
    level: 'warning',
    message: `${name}: its vulnerabilities are unknown: ${reasonOf(unknown)} (rule: ${rule.rule})`,
    name,
    place,
    identity: [repository, digest],
    properties: { repository, digest, tags, rule: rule.rule, status },
  };
}

const unknownRule: Rule = {
  id: 'scanning/unknown',
  text: 'The vulnerabilities of an image are unknown, so that it is not known to pass its rule',
  tags: ['security'],
};

const expired: Rule = {
  id: 'scanning/expired-ignore',
  text: 'An entry of scanning.ignore in registry.yml has expired',
  tags: ['security'],
};

/** Undefined where it is not known which one it is. */
function pathOf<Entry>(
  key: 'rules' | 'ignore',
  entries: readonly Entry[],
  isMeant: (entry: Entry) => boolean,
): (string | number)[] | undefined {
  const [at, ...others] = entries.flatMap((entry, index) => (isMeant(entry) ? [index] : []));
  return at === undefined || others.length > 0 ? undefined : ['scanning', key, at];
}

/**
 * A link comes from the scanner, and a package can choose it. Code scanning checks that it is a URI by RFC 3986, which
 * has no spaces, brackets or other scripts in a path.
 */
function isAddress(link: string): boolean {
  return URL.canParse(link) && /^https?:\/\/([\w.~:/?#@!$&'()*+,;=-]|%[\da-f]{2})+$/i.test(link);
}
