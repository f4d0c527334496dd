'use strict';

// The framework reads no TypeScript as a resource file: this hands over what catalog.ts makes.
module.exports = async ({ resolveVariable }) => {
  const { catalog } = await import('./catalog.ts');
  return catalog(await resolveVariable('sls:stage'));
};
