'use strict';

// The framework reads no TypeScript as a resource file: this hands over what alert-rights.ts makes.
module.exports = async () => {
  const { alertRights, askedFor, rolesThatPublish } = await import('./alert-rights.ts');
  const asked = askedFor(process.env.ECR_STEWARD_CONFIG ?? 'registry.yml');
  return alertRights(asked, rolesThatPublish());
};
