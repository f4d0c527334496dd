import type { Summary } from '../../shared/inventory/summary/summary.ts';
import { withOutput } from '../print/output.ts';

/** Writes the page of an inventory: one HTML file, there whole or not at all. */
export async function writeReport(summary: Summary, file: string): Promise<void> {
  // Charts are large: only what renders them loads them.
  const { renderReport } = await import('../../shared/inventory/report/page.ts');
  const page = await renderReport(summary);
  await withOutput(file, ({ write }) => write(page));
}
