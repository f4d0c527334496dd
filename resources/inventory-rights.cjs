'use strict';

// The framework reads no TypeScript as a resource file: this hands over what inventory-rights.ts makes.
module.exports = async () => {
  const { askedFor, inventoryRights } = await import('./inventory-rights.ts');
  return inventoryRights(askedFor(process.env.ECR_STEWARD_CONFIG ?? 'registry.yml'));
};
