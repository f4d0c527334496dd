import { type UnknownSetting, unknownInWords } from '../../shared/registry/snapshot/unknown.ts';
import { printAside, visible } from './print.ts';

/** On stderr: what a snapshot does not say, and what follows from that. */
export function printNotKnown(settings: readonly UnknownSetting[], follows: string): void {
  if (settings.length === 0) return;
  printAside(`note: the snapshot does not say ${visible(unknownInWords(settings))}: ${follows}`);
}
