import type { AlertKind } from '../../../shared/alerts/alert.ts';
import { cacheSamples } from './cache.ts';
import { inventorySamples } from './inventory.ts';
import { namingSamples } from './naming.ts';
import { otherSamples, settingsSamples } from './others.ts';
import { registrySamples } from './registry.ts';
import { retentionSamples } from './retention.ts';
import type { Samples } from './samples.ts';
import { scanningSamples } from './scanning.ts';
import { shieldSamples } from './shield.ts';
import { unusedSamples } from './unused-repositories.ts';

/** Samples of every kind; a missing kind does not compile. */
export const alertSamples: Samples<AlertKind> = {
  ...namingSamples,
  ...scanningSamples,
  ...settingsSamples,
  ...shieldSamples,
  ...cacheSamples,
  ...registrySamples,
  ...inventorySamples,
  ...unusedSamples,
  ...otherSamples,
  ...retentionSamples,
};
