import type {
  BatchGetRepositoryScanningConfigurationResponse,
  GetRegistryScanningConfigurationResponse,
  PutRegistryScanningConfigurationResponse,
  RegistryScanningConfiguration,
  RepositoryScanningConfigurationFailure,
} from '@aws-sdk/client-ecr';
import { z } from 'zod';
import { declareOperations, type Operation } from '../../service/service.ts';
import { invalidInput } from '../errors.ts';
import type { Ecr } from '../model/ecr.ts';
import { type Registry, repositoryArn } from '../model/registry.ts';
import type { Repository } from '../model/repository.ts';
import { frequencies, type ScanningConfiguration } from '../model/scanning.ts';
import { repositoryName } from '../schemas.ts';
import { checkConfiguration, scanningOf } from './configuration.ts';
import { type FrequencyChange, frequencyChanges } from './events.ts';

const { read, write } = declareOperations(invalidInput);

/** The scanning configuration of the registry and its repositories. */
export function scanningConfigurationOperations(ecr: Ecr): Operation[] {
  const { registry } = ecr;
  return [
    write('PutRegistryScanningConfiguration', newConfiguration, (input) => {
      const { scanType: type = registry.scanning.type, rules = [] } = input;
      configure(ecr, { type, rules });
      return {
        registryScanningConfiguration: configurationView(registry.scanning),
      } satisfies PutRegistryScanningConfigurationResponse;
    }),
    read('GetRegistryScanningConfiguration', z.object({}), () => {
      return {
        registryId: registry.accountId,
        scanningConfiguration: configurationView(registry.scanning),
      } satisfies GetRegistryScanningConfigurationResponse;
    }),
    read('BatchGetRepositoryScanningConfiguration', batch, ({ repositoryNames }) => {
      const found = repositoryNames.flatMap((name) => registry.repositories.get(name) ?? []);
      const missing = repositoryNames.filter((name) => !registry.repositories.has(name));
      return {
        scanningConfigurations: found.map((it) => repositoryScanning(registry, it)),
        failures: missing.map(notFound),
      } satisfies BatchGetRepositoryScanningConfigurationResponse;
    }),
  ];
}

/** Equivalent to the API model's pattern, whose matching time is not bounded. */
const filter = z.object({
  filter: z
    .string()
    .min(1)
    .max(255)
    .regex(/^[a-z0-9*]+(?:[._\-/][a-z0-9*]+)*$/),
  filterType: z.enum(['WILDCARD']),
});

const newConfiguration = z.object({
  scanType: z.enum(['BASIC', 'ENHANCED']).optional(),
  rules: z
    .array(
      z.object({ scanFrequency: z.enum(frequencies), repositoryFilters: z.array(filter).max(100) }),
    )
    .max(2)
    .optional(),
});

const batch = z.object({ repositoryNames: z.array(repositoryName).min(1).max(25) });

/** Applies a configuration, and sends an event for repositories whose frequency under enhanced scanning changes. */
function configure({ registry, emit }: Ecr, wanted: ScanningConfiguration): void {
  checkConfiguration(wanted);
  const previous = registry.scanning;
  registry.scanning = wanted;
  if (wanted.type !== 'ENHANCED') return;
  const changes: FrequencyChange[] = [];
  for (const repository of registry.repositories.values()) {
    const from = scanningOf({ scanning: previous }, repository).frequency;
    const to = scanningOf(registry, repository).frequency;
    if (from !== to) changes.push({ repositoryName: repository.name, from, to });
  }
  for (const entry of frequencyChanges(registry, changes)) emit(entry);
}

function configurationView({ type, rules }: ScanningConfiguration): RegistryScanningConfiguration {
  return {
    scanType: type,
    rules: rules.map((it) => ({ ...it, repositoryFilters: [...it.repositoryFilters] })),
  };
}

function repositoryScanning(registry: Registry, repository: Repository) {
  const { frequency, filters } = scanningOf(registry, repository);
  return {
    repositoryArn: repositoryArn(registry, repository.name),
    repositoryName: repository.name,
    scanOnPush: frequency === 'SCAN_ON_PUSH',
    scanFrequency: frequency,
    appliedScanFilters: filters,
  };
}

function notFound(name: string): RepositoryScanningConfigurationFailure {
  return {
    repositoryName: name,
    failureCode: 'REPOSITORY_NOT_FOUND',
    failureReason: 'REPOSITORY_NOT_FOUND',
  };
}
