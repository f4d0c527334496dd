import {
  DescribeRegistryCommand,
  type ECRClient,
  GetRegistryScanningConfigurationCommand,
} from '@aws-sdk/client-ecr';
import { cacheRules, creationTemplates, type RegistryCacheRule } from '../read.ts';
import { registryPolicy } from './policies.ts';

/** The settings of the registry as a whole. */
export interface RegistrySettings {
  /** JSON, as it is set; undefined when there is none. */
  policy?: string;
  /** BASIC or ENHANCED. */
  scanType?: string;
  /** Rules of scanning and of replication, and repository creation templates, as ECR's API returns them. */
  scanning: unknown[];
  replication: unknown[];
  templates: unknown[];
}

/** Reads them by five calls, with the cache rules, which are settings of the registry too. */
export async function readRegistrySettings(
  ecr: ECRClient,
): Promise<{ settings: RegistrySettings; rules: RegistryCacheRule[] }> {
  const [policy, scanning, registry, templates, rules] = await Promise.all([
    registryPolicy(ecr),
    ecr.send(new GetRegistryScanningConfigurationCommand({})),
    ecr.send(new DescribeRegistryCommand({})),
    creationTemplates(ecr),
    cacheRules(ecr),
  ]);
  const { scanType, rules: scanRules = [] } = scanning.scanningConfiguration ?? {};
  const settings = {
    ...(policy && { policy: policy.text }),
    ...(scanType && { scanType }),
    scanning: scanRules,
    replication: registry.replicationConfiguration?.rules ?? [],
    templates,
  };
  return { settings, rules };
}
