'use strict';

// The framework reads no TypeScript as a resource file: this hands over what catalog.ts makes.
module.exports = async ({ resolveVariable }) => {
  const { catalog, targetsOf } = await import('./catalog.ts');
  const file = process.env.ECR_STEWARD_CONFIG ?? 'registry.yml';
  return catalog(await resolveVariable('sls:stage'), targetsOf(file));
};
