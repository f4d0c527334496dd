import type { Checks } from '../../../shared/inventory/report/checks.ts';
import type { Summary } from '../../../shared/inventory/summary/summary.ts';
import { withOutput } from '../../print/output.ts';

/** Writes the report of an inventory: one HTML file, complete or not at all. */
export async function writeReport(summary: Summary, file: string, checks: Checks): Promise<void> {
  // Only a report has to load the charts, which are large.
  const { renderReport } = await import('../../../shared/inventory/report/page.ts');
  const page = await renderReport(summary, checks);
  await withOutput(file, ({ write }) => write(page));
}
