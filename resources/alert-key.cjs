'use strict';

// The framework reads no TypeScript as a resource file: this hands over what alert-key.ts makes.
module.exports = async ({ resolveVariable }) => {
  const { alertKey, rolesThatPublish } = await import('./alert-key.ts');
  const { isOn } = await import('./switches.ts');
  const asked = isOn('alert-key', await resolveVariable('self:custom.alertKey'));
  return asked ? alertKey(rolesThatPublish()) : { Resources: {} };
};
