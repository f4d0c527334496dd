'use strict';

// The framework reads no TypeScript as a file of serverless.yml: this hands over what stack-parameters.ts makes.
module.exports = async () => {
  const { stackParametersFor } = await import('./stack-parameters.ts');
  return stackParametersFor(process.env.ECR_STEWARD_CONFIG ?? 'registry.yml');
};
