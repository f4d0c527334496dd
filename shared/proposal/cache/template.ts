import { withoutTrailingSlash } from '../../config/schema/prefix.ts';
import type { RegistryTemplate } from '../../registry/read.ts';
import type { Mutability } from '../../registry/settings/repository-settings.ts';
import { observedTemplate, type TemplateState } from '../../settings/template/template.ts';
import { lifecycleInWords } from '../lifecycle.ts';

/** A part of `repositories:` of a cache rule that is declared as a whole or not at all. */
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

/** What of a template `repositories:` can say, in the order of the schema. */
export function piecesOf(template: TemplateState): Piece[] {
  const { mutability, encryption, repositoryPolicy, resourceTags, customRoleArn } = template;
  const words = lifecycleInWords(template.lifecyclePolicy);
  const isPlain = encryption?.encryptionType === 'AES256';
  return [
    ...(words ? [{ lifecycle: words }] : []),
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

function policyPiece(text: string): Piece[] {
  try {
    return [{ policy: JSON.parse(text) as unknown }];
  } catch {
    // Nothing that could be declared: what is left out of the file is noted there.
    return [];
  }
}
