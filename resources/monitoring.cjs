'use strict';

// The framework reads no TypeScript as a resource file: this hands over the dashboard, where it is asked for.
module.exports = async ({ resolveVariable }) => {
  const { dashboard } = await import('./dashboard.ts');
  const { isOn } = await import('./switches.ts');
  if (!isOn('dashboard', await resolveVariable('self:custom.dashboard'))) return { Resources: {} };
  const functions = Object.keys(await resolveVariable('self:functions'));
  return { Resources: { Dashboard: dashboard(functions) } };
};
