'use strict';

// The framework reads no TypeScript as a resource file: this hands over what reactions.ts says.
module.exports = async () => {
  const { reactionsWanted } = await import('./reactions.ts');
  return reactionsWanted(process.env.ECR_STEWARD_CONFIG ?? 'registry.yml');
};
