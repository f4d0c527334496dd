import type { Summary } from '../../../shared/inventory/summary/summary.ts';
import { withOutput } from '../../print/output.ts';

/** Writes the report of an inventory: one HTML file, complete or not at all. */
export async function writeReport(summary: Summary, file: string): Promise<void> {
  // Only a report has to load the charts, which are large.
  const { renderReport } = await import('../../../shared/inventory/report/page.ts');
  const page = await renderReport(summary);
  await withOutput(file, ({ write }) => write(page));
}
