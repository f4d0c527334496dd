import type {
  EncryptionConfiguration,
  ImageTagMutability,
  ImageTagMutabilityExclusionFilter,
} from '@aws-sdk/client-ecr';

/** How a repository is, or is to be when a template creates it; policies as the texts that ECR keeps. */
export interface Settings {
  mutability?: Mutability;
  lifecyclePolicy?: string;
  repositoryPolicy?: string;
  resourceTags?: Readonly<Record<string, string>>;
  encryption?: Encryption;
  /** A repository can have it, a template cannot. */
  scanOnPush?: boolean;
}

export interface Mutability {
  imageTagMutability: ImageTagMutability;
  /** Tags that it is the other way round for. */
  exclusions?: readonly string[];
}

export interface Encryption {
  encryptionType: 'AES256' | 'KMS' | 'KMS_DSSE';
  kmsKey?: string;
}

/** A mode, and the tags that it is the other way round for, as ECR calls both together. */
export function mutabilityOf(
  mode: 'MUTABLE' | 'IMMUTABLE',
  exclusions: readonly string[] | undefined,
): Mutability {
  if (exclusions === undefined) return { imageTagMutability: mode };
  return { imageTagMutability: `${mode}_WITH_EXCLUSION`, exclusions };
}

/** The mutability in an answer of ECR. */
export function observedMutability(answer: {
  imageTagMutability?: ImageTagMutability | undefined;
  imageTagMutabilityExclusionFilters?: ImageTagMutabilityExclusionFilter[] | undefined;
}): Mutability {
  const filters = answer.imageTagMutabilityExclusionFilters ?? [];
  return {
    imageTagMutability: answer.imageTagMutability ?? 'MUTABLE',
    ...(filters.length > 0 && { exclusions: filters.map(({ filter }) => filter ?? '') }),
  };
}

/** A mutability as a request of ECR has it. */
export function mutabilityInput({ imageTagMutability, exclusions = [] }: Mutability) {
  const filterType = 'WILDCARD' as const;
  return {
    imageTagMutability,
    ...(exclusions.length > 0 && {
      imageTagMutabilityExclusionFilters: exclusions.map((filter) => ({ filterType, filter })),
    }),
  };
}

export function encryptionOf(
  answer: Partial<Pick<EncryptionConfiguration, 'encryptionType'>> & {
    kmsKey?: string | undefined;
  },
): Encryption {
  const { encryptionType = 'AES256', kmsKey } = answer;
  return { encryptionType, ...(kmsKey && { kmsKey }) };
}

/** Without a key of one's own, ECR takes its own and may name it: no difference. */
export function sameEncryption(observed: Encryption, declared: Encryption): boolean {
  if (observed.encryptionType !== declared.encryptionType) return false;
  return declared.kmsKey === undefined || observed.kmsKey === declared.kmsKey;
}
