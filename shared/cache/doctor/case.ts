import type { ECRClient } from '@aws-sdk/client-ecr';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { RegistryConfig } from '../../config/schema/schema.ts';
import { isCached, ROOT_PREFIX } from '../../registry/cached.ts';
import { identify, type RegistryIdentity } from '../../registry/identity.ts';
import { openDoor, type RegistryDoor } from '../../registry/manifests/v2.ts';
import { offeredCacheRules, type RegistryCacheRule } from '../../registry/read.ts';
import type { ImageReference } from './image.ts';

/** Where Docker keeps its logins. */
export interface DockerPlace {
  /** Its config.json. */
  configFile: string;
  /** Folders that are searched for credential helpers. */
  searchPath: readonly string[];
}

/** What the doctor works with. */
export interface Practice {
  ecr: ECRClient;
  secretsManager: SecretsManagerClient;
  declared: RegistryConfig['pullThroughCache'];
  /** Undefined: the client has no Docker configuration, such as the kubelet. */
  docker: DockerPlace | undefined;
}

/** What is diagnosed: an image, or a rule. What several steps need is read once. */
export interface Case extends Practice {
  /** The repository; of a rule, where its repositories begin: `docker.io/`. */
  name: string;
  identity(): Promise<RegistryIdentity>;
  door(): Promise<RegistryDoor>;
  rules(): Promise<RegistryCacheRule[]>;
  /** Set once ECR has tried the login upstream. */
  login: { works: boolean };
}

export interface ImageCase extends Case {
  image: ImageReference;
}

export function caseOf(practice: Practice, name: string, host?: string): Case {
  const { ecr } = practice;
  return {
    ...practice,
    name,
    identity: once(() => identify(ecr)),
    door: once(() => openDoor(ecr, host)),
    login: { works: false },
    rules: once(() => offeredCacheRules(ecr)),
  };
}

function once<Result>(ask: () => Promise<Result>): () => Promise<Result> {
  let asked: Promise<Result> | undefined;
  return () => {
    asked ??= ask();
    return asked;
  };
}

/** The rule of the registry that fills the repository: that of the longest prefix, else ROOT. */
export async function ruleOf({ name, rules }: Case): Promise<RegistryCacheRule | undefined> {
  const fitting = (await rules()).filter(({ ecrRepositoryPrefix }) =>
    isCached(name, [ecrRepositoryPrefix]),
  );
  return fitting.toSorted((a, b) => rank(b) - rank(a))[0];
}

function rank({ ecrRepositoryPrefix }: RegistryCacheRule): number {
  return ecrRepositoryPrefix === ROOT_PREFIX ? 0 : ecrRepositoryPrefix.length;
}
