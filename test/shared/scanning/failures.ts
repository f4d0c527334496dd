import { parseRegistryConfig } from '../../../shared/config/load.ts';
import type { Finding } from '../../../shared/scanning/findings/finding.ts';
import type { Failure } from '../../../shared/scanning/findings/result.ts';
import { nothing, type ScanPlan } from '../../../shared/scanning/plan.ts';
import { compileScanning } from '../../../shared/scanning/rules.ts';

/** One rule for all repositories. */
export const scanningThat = (action: 'report' | 'quarantine') =>
  compileScanning(
    parseRegistryConfig(`scanning: {rules: [{rule: gate, fail: {critical: 0}, action: ${action}}]}`)
      .scanning,
  );

const finding: Finding = { name: 'CVE-1', severity: 'CRITICAL', packages: [], fix: 'none' };

/** An image that fails that rule with one finding, pushed just now. */
export function failing(
  action: 'report' | 'quarantine',
  image: Pick<Failure, 'repository' | 'digest' | 'tags'> & Partial<Failure>,
): Failure {
  const rule = scanningThat(action).ruleFor(image.repository);
  if (rule === undefined) throw new Error('there is no rule');
  const over = [{ severity: 'CRITICAL' as const, count: 1, most: 0 }];
  const counted = { counts: { CRITICAL: 1 }, offending: [finding], ignored: 0, unfixable: 0 };
  return { rule, judgement: { over, ...counted }, pushedAt: new Date(), ...image };
}

export const planWith = (...failures: Failure[]): ScanPlan => ({ ...nothing(), failures });
