'use strict';

// The framework reads no TypeScript as a resource file: this hands over what use-rights.ts makes.
module.exports = async () => {
  const { usesAskedFor, useRights } = await import('./use-rights.ts');
  return useRights(usesAskedFor(process.env.ECR_STEWARD_CONFIG ?? 'registry.yml'));
};
