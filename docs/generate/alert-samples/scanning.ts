import { heldAlerts } from '../../../shared/actions/held.ts';
import { parseRegistryConfig } from '../../../shared/config/load.ts';
import {
  expiredAlerts,
  failureAlert,
  heldTags,
  outcomeAlerts,
  unknownAlerts,
} from '../../../shared/scanning/alert.ts';
import { deniedAlert } from '../../../shared/scanning/denied.ts';
import type { Finding, Severity } from '../../../shared/scanning/findings/finding.ts';
import type { Failure } from '../../../shared/scanning/findings/result.ts';
import type { TagOutcome, Treatment } from '../../../shared/scanning/quarantine.ts';
import { denied, digest, heldBy, now, repository } from './names.ts';
import { only, type Samples } from './samples.ts';

const registryYml = `
scanning:
  rules:
    - rule: nothing critical in production
      fail: {critical: 0, high: 5}
      message: Whom to ask - https://wiki.example.org/scans
  ignore:
    - {id: CVE-2026-12345, until: 2026-11-20, reason: the function is never called}
`;

const { scanning } = parseRegistryConfig(registryYml);
const [rule] = scanning.rules;
if (rule === undefined) throw new Error('there is no rule');

const tags = ['2.0.0'];
const image = { repository, digest, tags };

function failing(severity: Severity): { failure: Failure; findings: Finding[] } {
  const finding: Finding = {
    ...{ name: 'CVE-2026-20001', severity, fix: 'available' },
    packages: [{ name: 'libexample', version: '1.2.3', fixedVersion: '1.2.4' }],
    link: 'https://nvd.nist.gov/vuln/detail/CVE-2026-20001',
  };
  const judgement = {
    ...{ counts: { [severity]: 1 }, over: [{ severity, count: 1, most: 0 }] },
    ...{ offending: [finding], ignored: 0, unfixable: 0 },
  };
  return { failure: { ...image, rule: rule as Failure['rule'], judgement }, findings: [finding] };
}

const critical = failing('CRITICAL');

function sentenced(outcome: TagOutcome['outcome'], more: Partial<TagOutcome> = {}): Treatment {
  const tag = { repository, tag: '2.0.0', digest, outcome, ...more };
  return { kind: 'quarantined', digest, tags: [tag] };
}

function judged(treatment: Treatment) {
  return [{ failure: critical.failure, treatment }];
}

function outcomes(treatment: Treatment) {
  return only(outcomeAlerts(judged(treatment), now));
}

export const scanningSamples: Samples<`scanning.${string}`> = {
  'scanning.findings': [
    failureAlert(critical, { kind: 'reported' }),
    failureAlert(failing('HIGH'), { kind: 'reported' }),
  ],
  'scanning.unknown': only([
    ...unknownAlerts([{ ...image, rule, status: 'UNSUPPORTED_IMAGE' }]),
    ...unknownAlerts([{ ...image, rule, status: 'IMAGE_ARCHIVED' }]),
  ]),
  'scanning.ignore-expired': only(expiredAlerts(scanning.ignore)),
  'scanning.held': only(
    heldAlerts('scanning', heldTags(judged(sentenced('held', { held: heldBy('quarantine', 10) })))),
  ),
  'scanning.failed': outcomes(sentenced('failed', { error: denied('ecr:PutImage', 'scan') })),
  'scanning.raced': outcomes(sentenced('raced')),
  'scanning.denied': [deniedAlert(denied('inspector2:ListFindings', 'scan'))],
};
