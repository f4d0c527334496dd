'use strict';

// The framework reads no TypeScript as a resource file: this hands over what exclusions.ts makes.
module.exports = async ({ resolveVariable }) => {
  const { exclusions, rolesThatRead } = await import('./exclusions.ts');
  const { isOn } = await import('./switches.ts');
  const asked = isOn(
    'pull-time-exclusions',
    await resolveVariable('self:custom.pullTimeExclusions'),
  );
  return exclusions(asked ? rolesThatRead : []);
};
