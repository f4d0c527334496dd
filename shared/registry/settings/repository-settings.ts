import type {
  EncryptionConfiguration,
  ImageTagMutability,
  ImageTagMutabilityExclusionFilter,
} from '@aws-sdk/client-ecr';

/** The settings of a repository, or of a repository creation template; policies as JSON texts. */
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
  /** Patterns of tags for which the opposite applies. */
  exclusions?: readonly string[];
}

export interface Encryption {
  encryptionType: 'AES256' | 'KMS' | 'KMS_DSSE';
  kmsKey?: string;
}

/** A mode and its exclusions, in ECR's terms. */
export function mutabilityOf(
  mode: 'MUTABLE' | 'IMMUTABLE',
  exclusions: readonly string[] | undefined,
): Mutability {
  if (exclusions === undefined) return { imageTagMutability: mode };
  return { imageTagMutability: `${mode}_WITH_EXCLUSION`, exclusions };
}

/** The mutability in a response of ECR. */
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

/** Whether ECR refuses a push to some tags that exist: MUTABLE_WITH_EXCLUSION has immutable ones, too. */
export function hasImmutableTags({ imageTagMutability }: Mutability): boolean {
  return imageTagMutability !== 'MUTABLE';
}

/** A mutability as the input of a call. */
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

/** Where no key is declared, ECR uses its own and may return it: that is no difference. */
export function sameEncryption(observed: Encryption, declared: Encryption): boolean {
  if (observed.encryptionType !== declared.encryptionType) return false;
  return declared.kmsKey === undefined || observed.kmsKey === declared.kmsKey;
}
