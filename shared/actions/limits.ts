import type { LimitsConfig, NamingConfig } from '../config/schema/schema.ts';

/** The limits in force: `limits` of registry.yml, and the older `maxDeletes` and `maxDeletePercent` of `naming`. */
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
