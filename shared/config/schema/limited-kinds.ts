/** The kinds of actions that `limits:` counts, each with what is counted. */
export const limitedKinds = {
  quarantine: 'tags that are replaced by a quarantine tag',
  delete: 'tags that are deleted',
  expire: 'images that a new or tighter lifecycle policy has ECR expire or archive',
  cache:
    'cache rules, templates and policies that are deleted or replaced, and repository policies that deny',
  registry: 'settings of the registry that are changed or deleted',
  repositories: 'empty repositories that are deleted',
  archive: 'images that retention moves to the archive',
  deleteImage: 'images that retention deletes',
  immutable: 'repositories whose tags, or some of them, become immutable',
  unshield: 'in-use tags that are removed',
} as const;

export type LimitedKind = keyof typeof limitedKinds;
