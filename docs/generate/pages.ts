import { declaredFunctions } from './facts/service.ts';
import { alertsPage } from './pages/alerts.ts';
import { architecturePage } from './pages/architecture.ts';
import { commandsPage } from './pages/commands.ts';
import { configurationPage } from './pages/configuration.ts';
import { ecrOperationsPage } from './pages/ecr-operations.ts';
import { functionsPage } from './pages/functions.ts';
import { parametersPage } from './pages/parameters.ts';

/** The text of all generated pages, by path. */
export async function generatedPages(): Promise<Map<string, string>> {
  const functions = await declaredFunctions();
  return new Map([
    ['docs/reference/configuration.md', configurationPage()],
    ['docs/reference/commands.md', commandsPage()],
    ['docs/reference/alerts.md', alertsPage()],
    ['docs/reference/functions.md', functionsPage(functions)],
    ['docs/reference/parameters.md', parametersPage()],
    ['docs/reference/ecr-operations.md', ecrOperationsPage()],
    ['docs/architecture.md', architecturePage(functions)],
  ]);
}
