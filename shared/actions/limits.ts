import type { LimitsConfig, NamingConfig } from '../config/schema/schema.ts';

/** The limits that hold: `limits:` of registry.yml, and what `naming` has said of deletions before there was that. */
export function limitsOf({
  limits,
  naming: { maxDeletes, maxDeletePercent },
}: {
  limits: LimitsConfig;
  naming: Pick<NamingConfig, 'maxDeletes' | 'maxDeletePercent'>;
}): LimitsConfig {
  const { perRun, perDay } = limits.delete;
  const count = Math.min(perRun.count, maxDeletes ?? Number.POSITIVE_INFINITY);
  const percent = Math.min(perRun.percent, maxDeletePercent ?? Number.POSITIVE_INFINITY);
  return { ...limits, delete: { perRun: { count, percent }, perDay } };
}
