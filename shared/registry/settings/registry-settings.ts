import {
  DescribeRegistryCommand,
  type ECRClient,
  GetRegistryScanningConfigurationCommand,
} from '@aws-sdk/client-ecr';
import { creationTemplates } from '../read.ts';
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

/** Reads them by four calls. */
export async function readRegistrySettings(ecr: ECRClient): Promise<RegistrySettings> {
  const [policy, scanning, registry, templates] = await Promise.all([
    registryPolicy(ecr),
    ecr.send(new GetRegistryScanningConfigurationCommand({})),
    ecr.send(new DescribeRegistryCommand({})),
    creationTemplates(ecr),
  ]);
  const { scanType, rules: scanRules = [] } = scanning.scanningConfiguration ?? {};
  return {
    ...(policy && { policy: policy.text }),
    ...(scanType && { scanType }),
    scanning: scanRules,
    replication: registry.replicationConfiguration?.rules ?? [],
    templates,
  };
}
