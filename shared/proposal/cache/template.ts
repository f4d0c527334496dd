import { withoutTrailingSlash } from '../../config/schema/prefix.ts';
import type { RegistryTemplate } from '../../registry/read.ts';
import type { Mutability } from '../../registry/settings/repository-settings.ts';
import { observedTemplate, type TemplateState } from '../../settings/template/template.ts';
import { lifecycleInWords } from '../lifecycle.ts';
import { documentIn } from '../reading-order.ts';

/** A part of `repositories:` of a cache rule, or of a creation template, that is declared as a whole or not at all. */
export type Piece = Readonly<Record<string, unknown>>;

/** The template that a cache rule creates its repositories by. */
export function templateOf(
  prefix: string,
  templates: readonly RegistryTemplate[],
): TemplateState | undefined {
  const found = templates.find((it) => isFor(it, prefix));
  return found && observedTemplate(found);
}

function isFor(template: RegistryTemplate, prefix: string): boolean {
  return (
    withoutTrailingSlash(template.prefix) === withoutTrailingSlash(prefix) &&
    template.appliedFor?.includes('PULL_THROUGH_CACHE') === true
  );
}

/** What of a template registry.yml can say, in the order of the schema. */
export function piecesOf(template: TemplateState): Piece[] {
  const { mutability, encryption, lifecyclePolicy, repositoryPolicy } = template;
  const { resourceTags, customRoleArn } = template;
  const isPlain = encryption?.encryptionType === 'AES256';
  return [
    ...(lifecyclePolicy === undefined ? [] : lifecyclePiece(lifecyclePolicy)),
    ...(mutability ? [mutabilityWords(mutability)] : []),
    ...(encryption && !isPlain ? [{ encryption }] : []),
    ...(repositoryPolicy === undefined ? [] : policyPiece(repositoryPolicy)),
    ...(resourceTags ? [{ tags: resourceTags }] : []),
    ...(customRoleArn === undefined ? [] : [{ customRoleArn }]),
  ];
}

export function mutabilityWords({ imageTagMutability, exclusions }: Mutability): Piece {
  const mutability = imageTagMutability.replace('_WITH_EXCLUSION', '');
  return { mutability, ...(exclusions && { mutabilityExclusions: exclusions }) };
}

/** Words where they say it, else the policy as it is. */
function lifecyclePiece(text: string): Piece[] {
  const words = lifecycleInWords(text);
  if (words) return [{ lifecycle: words }];
  const lifecyclePolicy = documentIn(text);
  return lifecyclePolicy ? [{ lifecyclePolicy }] : [];
}

function policyPiece(text: string): Piece[] {
  const policy = documentIn(text);
  return policy ? [{ policy }] : [];
}
